package peer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"satchel/client/api"
	"satchel/client/store"
	"satchel/shared/key"
)

const (
	rehearsals = 6  // rounds: engines make faster code of what runs often
	readings   = 60 // entries of the sample of which there are many
)

// sample is a file that shows every part of a chart.
func sample() []byte {
	b := []byte(`{"resourceType":"Patient","id":"p","name":[{"family":"Sample","given":["A"]}],"birthDate":"1970-01-01","gender":"female"}
{"resourceType":"AllergyIntolerance","patient":{"reference":"Patient/p"},"code":{"text":"Penicillin"},"criticality":"high"}
{"resourceType":"Condition","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"}],"text":"Type 2 diabetes"},"onsetDateTime":"2015"}
{"resourceType":"MedicationRequest","status":"active","subject":{"reference":"Patient/p"},"medicationCodeableConcept":{"text":"Metformin"},"authoredOn":"2020-01-01","dosageInstruction":[{"text":"1-0-1"}]}
{"resourceType":"Immunization","status":"completed","patient":{"reference":"Patient/p"},"vaccineCode":{"text":"Influenza"},"occurrenceDateTime":"2020-10-01"}
{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/p"},"period":{"start":"2021-01-02"}}
`)
	for i := range readings {
		b = fmt.Appendf(b, `{"resourceType":"Observation","id":"%d","status":"final","subject":{"reference":"Patient/p"},`, i)
		b = append(b, `"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],`...)
		b = fmt.Appendf(b, `"code":{"coding":[{"system":"http://loinc.org","code":"718-%d"}],"text":"Hb"},"effectiveDateTime":"2021-01-%02dT08:00:00Z",`, i%8, 1+i%28)
		b = fmt.Appendf(b, `"valueQuantity":{"value":13.%d,"unit":"g/dL"}}`+"\n", i)
	}
	return b
}

// Rehearse goes through everything that lies between a passphrase and the
// first chart, on a record in memory that is thrown away. WASM is compiled
// function by function when it first runs, which makes a first time several
// times slower than the next; a worker that waits for its user has the time.
func Rehearse(ctx context.Context) error {
	p := New(Config{
		OpenStore: func(context.Context, bool) (store.Store, error) { return store.NewMem(), nil },
		Derive:    func(string, store.KDF) ([]byte, error) { return make([]byte, key.Size), nil },
	})
	if err := p.Start(ctx); err != nil {
		return fmt.Errorf("rehearse: %w", err)
	}
	r := rehearsal{peer: p, ctx: ctx}
	passphrase := api.UnlockParams{Passphrase: "rehearsal"}
	r.play(api.CreateNetwork.Name, api.CreateParams{
		Passphrase: passphrase.Passphrase, Name: "A", Role: api.Roles[0], Network: "N", Relay: "ws://localhost/relay",
	}, nil)
	r.play(api.Import.Name, api.ImportParams{Name: "sample.ndjson"}, sample())
	for range rehearsals {
		r.play(api.Lock.Name, api.None{}, nil)
		r.play(api.Unlock.Name, passphrase, nil)
		var page api.PatientPage
		r.read(r.play(api.ListPatients.Name, api.PatientQuery{Limit: 1}, nil), &page)
		if r.err != nil || len(page.Items) == 0 {
			break
		}
		id := page.Items[0].ID
		r.play(api.GetChart.Name, api.PatientParams{Patient: id}, nil)
		r.play(api.GetTimeline.Name, api.TimelineQuery{Patient: id, Limit: 100}, nil)
		r.play(api.AddNote.Name, api.NoteParams{Patient: id, Text: "N"}, nil)
	}
	return errors.Join(r.err, p.Close())
}

// rehearsal calls methods until one fails.
type rehearsal struct {
	peer *Peer
	ctx  context.Context
	err  error
}

func (r *rehearsal) play(method string, params any, data []byte) (result []byte) {
	if r.err != nil {
		return nil
	}
	time.Sleep(time.Millisecond) // whoever waits for the worker comes first
	in, err := json.Marshal(params)
	if err == nil {
		result, _, err = r.peer.Dispatcher().Call(r.ctx, method, in, data)
	}
	if err != nil {
		r.err = fmt.Errorf("rehearse %s: %w", method, err)
	}
	return result
}

func (r *rehearsal) read(result []byte, v any) {
	if r.err == nil {
		r.err = json.Unmarshal(result, v)
	}
}
