package peer

import (
	"context"
	"slices"
	"strings"

	"satchel/client/api"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

const (
	maxNamed = 100 // entries that a letter names
	maxLine  = 500 // bytes of a line in a letter
)

// errandIn reads what somebody wants a colleague to do, and whether that may be.
func (n *node) errandIn(ctx context.Context, in api.TaskParams) (*errand, error) {
	e := &errand{Task: &letter.Task{Work: works[in.Work], Text: strings.TrimSpace(in.Text), Urgency: urgencies[in.Urgency]}}
	switch {
	case e.Work == 0:
		return nil, api.Errorf(api.Invalid, "work %q: want referral or test", in.Work)
	case e.Urgency == 0:
		return nil, api.Errorf(api.Invalid, "urgency %q: want routine, soon or emergency", in.Urgency)
	}
	ids, err := n.colleagues([]string{in.Member})
	if err != nil {
		return nil, err
	}
	e.to, _ = n.roster.Member(ids[0])
	if e.file, err = n.file(ctx, in.Patient); err != nil {
		return nil, err
	}
	e.Patient = e.file.Patient[:]
	if e.file.Access.Refuses(e.to.ID) {
		return nil, api.Errorf(api.Invalid, "the patient does not want anything to go to %s", e.to.Name)
	}
	if e.Due, err = untilTime(in.Due); err != nil {
		return nil, err
	}
	if e.Due != 0 && e.Due <= n.clock() {
		return nil, api.Errorf(api.Invalid, "due %s: that is over", in.Due)
	}
	if err := n.neededIn(ctx, e, in.Entries); err != nil {
		return nil, err
	}
	return e, n.orderIn(ctx, e, in)
}

// neededIn reads which entries the colleague needs.
func (n *node) neededIn(ctx context.Context, e *errand, ids []string) (err error) {
	if len(ids) >= maxNamed {
		return api.Errorf(api.Invalid, "entries: %d, limit %d", len(ids), maxNamed-1)
	}
	e.Entries, err = n.namedIn(ctx, e.file, ids)
	e.needed = n.versions(e.file, e.Entries)
	return err
}

// namedIn reads entries that are to be named in a letter: this member's own, in
// one file.
func (n *node) namedIn(ctx context.Context, f *record.File, ids []string) (out [][]byte, err error) {
	out = [][]byte{}
	for _, s := range ids {
		part, h, err := n.held(ctx, f.Patient.String(), s)
		switch {
		case err != nil:
			return nil, err
		case !n.gives(h):
			return nil, api.Errorf(api.Invalid, "entry %s: only its author can send it on: %s", h.ID.String()[:16], n.memberName(h.Author))
		case part != f:
			return nil, api.Errorf(api.Invalid, "entry %s: it lies in a linked file, and a task takes entries of one", h.ID.String()[:16])
		case h.Kind != entry.Patient: // whose file it is goes along
			out = append(out, slices.Clone(h.ID[:]))
		}
	}
	return out, nil
}

// orderIn reads the letter or request, or writes it.
func (n *node) orderIn(ctx context.Context, e *errand, in api.TaskParams) error {
	resource := in.Resource
	if resource == "" {
		body, err := n.orderOf(ctx, e, in)
		if err != nil {
			return err
		}
		resource = string(body)
	}
	var err error
	if e.order, err = compose(resource, false); err != nil {
		return err
	}
	switch e.order.Kind {
	case entry.Request, entry.Letter:
	case entry.Document, entry.Note:
		e.order.Kind = entry.Letter
	default:
		return api.Errorf(api.Invalid, "resource: want a request or a letter, such as ServiceRequest, Communication or DocumentReference")
	}
	if res, err := new(fhir.Parser).Kept(e.order.Body); err == nil && e.Text == "" {
		title := fhir.Title(res, nil)
		e.Text = strings.ToValidUTF8(title[:min(len(title), maxLine)], "")
	}
	return nil
}

func (n *node) orderOf(ctx context.Context, e *errand, in api.TaskParams) ([]byte, error) {
	o, err := n.origin(ctx, in.Patient, "")
	if err != nil {
		return nil, err
	}
	id, err := entry.NewPatientID(n.peer.cfg.Random)
	if err != nil {
		return nil, err
	}
	o.ID = uuid(id)
	body, err := fhir.NewOrder(fhir.Order{
		Origin: o, Test: e.Work == letter.Test, What: in.Text, Reason: in.Reason, Letter: in.Letter,
		Urgency: urgencyNames[e.Urgency], Requester: n.memberName(n.self.Member()), Performer: e.to.Name,
	})
	if err != nil {
		return nil, api.Errorf(api.Invalid, "%w", err)
	}
	return body, nil
}
