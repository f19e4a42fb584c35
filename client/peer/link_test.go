package peer

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"satchel/client/api"
)

// TestUnlinkRestores shows a file as a part of another and takes that back: both are
// exactly as they were, in the list, on the page and in what is exported.
func TestUnlinkRestores(t *testing.T) {
	p := newPair(t)
	one, _ := measured(t, p.a, false)
	two := do(t, p.a, api.CreatePatient, api.NewPatient{Family: "Yilmaz", Given: "A.", BirthDate: "1958-03-05"}).ID
	do(t, p.a, api.AddNote, api.NoteParams{Patient: two, Text: "came without papers"})
	type state struct {
		List   api.PatientPage
		Charts [2]api.Chart
		Lines  [2]api.Timeline
		Export [2]string
	}
	see := func() (s state) {
		s.List = do(t, p.a, api.ListPatients, api.PatientQuery{})
		for i, id := range []string{one, two} {
			s.Charts[i] = do(t, p.a, api.GetChart, api.PatientParams{Patient: id})
			s.Lines[i] = do(t, p.a, api.GetTimeline, api.TimelineQuery{Patient: id})
			s.Export[i] = exported(t, p.a, id)
		}
		return s
	}
	before := see()
	do(t, p.a, api.LinkPatients, api.LinkPatientsParams{Patient: two, Into: one})
	linked := see()
	if linked.List.Total != 1 || linked.Lines[0].Total != before.Lines[0].Total+before.Lines[1].Total {
		t.Fatalf("linked: %d patients, %d entries in one", linked.List.Total, linked.Lines[0].Total)
	}
	if parts := linked.Charts[0].Parts; len(parts) != 1 || parts[0].ID != two || parts[0].Name != "Yilmaz, A." || parts[0].Entries != 2 {
		t.Errorf("the page names as parts %+v", parts)
	}
	do(t, p.a, api.UnlinkPatient, api.PatientParams{Patient: two})
	if after := see(); !reflect.DeepEqual(after, before) {
		t.Errorf("was %+v\nis %+v", before, after)
	}
	if _, err := call(p.a, api.UnlinkPatient, api.PatientParams{Patient: two}); err == nil {
		t.Error("what is no part was taken apart")
	}
}

// exported is the bundle of a patient.
func exported(t *testing.T, p *Peer, patient string) string {
	params, err := json.Marshal(api.PatientParams{Patient: patient})
	if err != nil {
		t.Fatal(err)
	}
	_, bundle, err := p.Dispatcher().Call(context.Background(), api.ExportPatient.Name, params, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(bundle)
}
