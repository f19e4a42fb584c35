package peer

import (
	"bytes"
	"context"
	"slices"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/exchange"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/policy"
)

// maxReply bounds a reply or result as it is handed over, in bytes.
const maxReply = 64 << 20

// complete adds to a posting the reply or result: written into a file of the same
// person, with a word that lets the requester see it.
func (n *node) complete(ctx context.Context, m *desk.Matter, c *letter.Course, in api.StepParams, p *posting, body *letter.Progress) error {
	f, err := n.replyFile(ctx, m, in.Patient)
	if err != nil {
		return err
	}
	items, err := n.replyItems(ctx, m, f, in)
	if err != nil {
		return err
	}
	named, err := n.namedIn(ctx, f, in.Entries)
	if err != nil {
		return err
	}
	drafts, again := n.fresh(f, items)
	for i := range drafts {
		drafts[i].Named = true
	}
	if p.fresh, err = n.sign(f, drafts); err != nil {
		return err
	}
	g := policy.Grant{Effect: policy.Allow, Members: m.With[:1], Reason: reasonOf(m.Task())}
	var held []*entry.Signed
	for _, h := range n.versions(f, append(named, again...)) {
		held = append(held, h.Signed)
	}
	for _, e := range slices.Concat(p.fresh.entries, held) {
		g.Entries = append(g.Entries, e.ID)
	}
	p.file, p.words = f, []policy.Grant{g}
	if in.Resource == "" && len(in.Entries) == 0 {
		body.Text = "" // it is the reply
	}
	body.Patient, body.Entries = f.Patient[:], naming(p.fresh.entries, held)
	switch {
	case len(body.Entries) > maxNamed:
		return api.Errorf(api.Invalid, "reply: %d entries, limit %d", len(body.Entries), maxNamed)
	case !c.Take(letter.Performer, body), c.At != letter.Completed:
		return api.Errorf(api.Invalid, "reply: there is nothing new in it")
	}
	return nil
}

// naming are the entries of a reply as its letter names them: what is new first,
// reports and letters before single results, and no patients or addresses.
func naming(parts ...[]*entry.Signed) (out [][]byte) {
	for _, part := range parts {
		for _, first := range []bool{true, false} {
			for _, e := range part {
				read := slices.Contains([]entry.Kind{entry.Report, entry.Letter, entry.Document, entry.Note}, e.Kind)
				if read == first && e.Kind != entry.Patient && !isLinks(e.Body) {
					out = append(out, e.ID[:])
				}
			}
		}
	}
	return out
}

func isLinks(body []byte) bool {
	res, err := new(fhir.Parser).Kept(body)
	return err == nil && fhir.IsLinks(res)
}

// replyFile is the file that a reply is written into: the requester's, or another
// of the same person.
func (n *node) replyFile(ctx context.Context, m *desk.Matter, patient string) (*record.File, error) {
	theirs := entry.PatientID(m.Task().Patient)
	if patient == "" {
		patient = theirs.String()
	}
	f, err := n.file(ctx, patient)
	if err != nil {
		return nil, err
	}
	if err := n.summarise(ctx); err != nil {
		return nil, err
	}
	a, b := n.index.lines[theirs], n.index.lines[f.Patient]
	if f.Patient != theirs && a != nil && b != nil && exchange.Contradict(a.Keys, b.Keys) {
		return nil, api.Errorf(api.Invalid, "this file is of somebody else: the %s is about %s", workNames[m.Task().Work], n.patientRow(theirs).Name)
	}
	if f.Access.Refuses(m.With[0]) {
		return nil, api.Errorf(api.Invalid, "the patient does not want anything to go to %s", n.memberName(m.With[0]))
	}
	return f, nil
}

// replyItems reads what is handed over, or writes the text as a letter. Each is
// made to say what it answers, if it does not.
func (n *node) replyItems(ctx context.Context, m *desk.Matter, f *record.File, in api.StepParams) ([]exchange.Item, error) {
	resource := []byte(in.Resource)
	if in.Resource == "" {
		if len(in.Entries) > 0 {
			return nil, nil
		}
		o, err := n.origin(ctx, f.Patient.String(), "")
		if err != nil {
			return nil, err
		}
		if resource, err = fhir.NewReply(o, n.memberName(n.self.Member()), n.memberName(m.With[0]), in.Text); err != nil {
			return nil, api.Errorf(api.Invalid, "%w", err)
		}
	}
	asked, err := n.asked(ctx, m)
	if err != nil {
		return nil, err
	}
	c := exchange.Config{MaxBytes: maxReply, MaxEntries: maxNamed + 10}
	items, err := exchange.Items(resource, c, func(r fhir.Resource) []byte { return fhir.Answering(r, asked) })
	if err != nil {
		return nil, api.Errorf(api.Invalid, "reply: %w", err)
	}
	return items, n.checkPatients(f, items)
}

// asked is the letter or request of a task, if it is here.
func (n *node) asked(ctx context.Context, m *desk.Matter) (fhir.Resource, error) {
	t := m.Task()
	f, err := n.book.File(ctx, entry.PatientID(t.Patient))
	if err != nil || len(t.Entries) == 0 {
		return fhir.Resource{}, err
	}
	h, ok := f.Find(entry.ID(t.Entries[0]))
	if !ok {
		return fhir.Resource{}, nil
	}
	res, err := new(fhir.Parser).Kept(h.Body)
	if err != nil {
		return fhir.Resource{}, nil // another peer's mistake: nothing refers to it
	}
	return res, nil
}

// checkPatients refuses results of somebody else.
func (n *node) checkPatients(f *record.File, items []exchange.Item) error {
	l := n.index.lines[f.Patient]
	for _, i := range items {
		if i.Kind != entry.Patient || l == nil {
			continue
		}
		res, err := new(fhir.Parser).Kept(i.Resource)
		if err != nil {
			return err
		}
		if k := fhir.KeysOf(res); exchange.Contradict(l.Keys, k) {
			return api.Errorf(api.Invalid, "%s: this is %s %s, and the file is of %s %s", i.Place, k.Name(), k.BirthDate, l.Keys.Name(), l.Keys.BirthDate)
		}
	}
	return nil
}

// fresh are the items that a file does not hold, with whose file it is for whoever
// sees nothing else of it, and those that this member wrote into it before. What
// corrects an earlier result amends it.
func (n *node) fresh(f *record.File, items []exchange.Item) (drafts []draft, again [][]byte) {
	var mine []*entry.Signed
	var rest []exchange.Item
	for _, h := range f.Entries {
		if n.gives(h) {
			mine = append(mine, h.Signed)
		}
	}
	for _, i := range items {
		h, held := n.same(f, i)
		switch {
		case !held:
			rest = append(rest, i)
		case n.gives(h):
			again = append(again, h.ID[:])
		}
	}
	steps, _ := exchange.Plan(mine, rest)
	named := false
	for _, s := range steps {
		drafts = append(drafts, draft{Kind: s.Kind, Amends: s.Replaces, Clinical: s.Clinical, Body: s.Resource})
		named = named || s.Kind == entry.Patient
	}
	if !named {
		drafts = append(n.introduction(f), drafts...)
	}
	return drafts, again
}

// same finds an entry of a file with the same content.
func (n *node) same(f *record.File, i exchange.Item) (record.Held, bool) {
	at := slices.IndexFunc(f.Entries, func(h record.Held) bool { return h.Kind == i.Kind && bytes.Equal(h.Body, i.Resource) })
	if at < 0 {
		return record.Held{}, false
	}
	return f.Entries[at], true
}
