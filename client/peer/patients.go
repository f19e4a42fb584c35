package peer

import (
	"context"
	"fmt"

	"satchel/client/api"
	"satchel/client/chart"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
)

func (n *node) memberName(id key.MemberID) string {
	if m, ok := n.roster.Member(id); ok {
		return m.Name
	}
	return "member " + id.Fingerprint()[:9]
}

func (n *node) patientNumber(opener key.MemberID, number uint32) string {
	member := uint32(0)
	if m, ok := n.roster.Member(opener); ok {
		member = m.Number
	}
	return fmt.Sprintf("%04d-%06d", member, number)
}

func (n *node) listPatients(ctx context.Context, q api.PatientQuery) (api.PatientPage, error) {
	if err := n.freshLines(ctx); err != nil {
		return api.PatientPage{}, err
	}
	all := n.index.summaries(n.links)
	hits, total := chart.Search(all, q.Search, q.Offset, q.Limit)
	page := api.PatientPage{Total: total, Items: []api.PatientRow{}}
	for _, i := range hits {
		page.Items = append(page.Items, n.patientRow(all[i].Patient))
	}
	return page, nil
}

// freshLines makes lines anew before a list of them is shown, unless entries are
// pouring in: then they follow soon, and another event with them.
func (n *node) freshLines(ctx context.Context) error {
	if n.pouring() && n.incomplete() {
		return nil
	}
	return n.summarise(ctx)
}

// patientRow is a patient's line with how fresh its sources are.
func (n *node) patientRow(id entry.PatientID) api.PatientRow {
	l := n.index.lines[id]
	if l == nil {
		return api.PatientRow{ID: id.String(), Problems: []string{}, Sources: []api.Source{}}
	}
	row := l.Row(n.chartConfig())
	n.freshen(row.Sources)
	return row
}

// freshen says of each source when it was heard from and what is missing of it.
func (n *node) freshen(sources []api.Source) {
	for i := range sources {
		s := &sources[i]
		id, err := key.ParseMemberID(s.Member)
		m, ok := n.roster.Member(id)
		if err != nil || !ok {
			continue
		}
		for _, c := range m.Devices {
			state, _ := n.replica.State(c.Device())
			s.Missing += int(state.Known - state.Have)
			s.Heard = max(s.Heard, rfc3339(n.heard[c.Device()]))
		}
	}
}

// file reads the file of a patient who is known here.
func (n *node) file(ctx context.Context, patient string) (*record.File, error) {
	id, err := entry.ParsePatientID(patient)
	if err != nil {
		return nil, api.Errorf(api.Invalid, "patient: %w", err)
	}
	f, err := n.book.File(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(f.Entries) == 0 || id == record.OwnFile {
		return nil, api.Errorf(api.NotFound, "no such patient")
	}
	return f, nil
}

func (n *node) createPatient(ctx context.Context, in api.NewPatient) (api.PatientRow, error) {
	id, err := entry.NewPatientID(n.peer.cfg.Random)
	if err != nil {
		return api.PatientRow{}, err
	}
	keys := fhir.Keys{BirthDate: in.BirthDate, Sex: in.Sex, Father: in.Father}
	if in.Value != "" {
		keys.Identifiers = []fhir.Identifier{{System: in.System, Value: in.Value}}
	}
	name := fhir.Name{Family: in.Family}
	if in.Given != "" {
		name.Given = []string{in.Given}
	}
	body, err := fhir.NewPatient(uuid(id), name, keys)
	if err != nil {
		return api.PatientRow{}, api.Errorf(api.Invalid, "%w", err)
	}
	number := n.self.Patients + 1
	count, err := n.countPatient(number)
	if err != nil {
		return api.PatientRow{}, err
	}
	if _, err := n.write(ctx, id, []draft{{Kind: entry.Patient, Number: number, Body: body}}, putting(count)); err != nil {
		n.self.Patients = number - 1
		return api.PatientRow{}, err
	}
	if err := n.summarise(ctx); err != nil {
		return api.PatientRow{}, err
	}
	return n.patientRow(id), nil
}

// uuid writes a patient's random identifier as a FHIR id.
func uuid(id entry.PatientID) string {
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // version 4, RFC 9562 §5.4
	return fmt.Sprintf("%x-%x-%x-%x-%x", id[0:4], id[4:6], id[6:8], id[8:10], id[10:])
}

func (n *node) getChart(ctx context.Context, in api.PatientParams) (api.Chart, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.Chart{}, err
	}
	folded, err := n.fold(ctx, f)
	if err != nil {
		return api.Chart{}, err
	}
	n.noteRead(f)
	c := folded.Chart()
	n.freshen(c.Patient.Sources)
	for _, id := range n.links.Parts(f.Patient) {
		c.Parts = append(c.Parts, n.patientRow(id))
	}
	c.Audience, err = n.fileViewers(ctx, f)
	return c, err
}
