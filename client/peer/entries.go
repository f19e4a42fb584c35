package peer

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"satchel/client/api"
	"satchel/client/exchange"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
)

func (n *node) getTimeline(ctx context.Context, q api.TimelineQuery) (api.Timeline, error) {
	f, err := n.file(ctx, q.Patient)
	if err != nil {
		return api.Timeline{}, err
	}
	c, err := n.fold(ctx, f)
	if err != nil {
		return api.Timeline{}, err
	}
	n.noteRead(f)
	t := c.Timeline(q)
	for i := range t.Items {
		if err := n.place(ctx, f, &t.Items[i]); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (n *node) getEntry(ctx context.Context, in api.EntryParams) (api.EntryDetail, error) {
	f, h, err := n.held(ctx, in.Patient, in.Entry)
	if err != nil {
		return api.EntryDetail{}, err
	}
	c, err := n.fold(ctx, f)
	if err != nil {
		return api.EntryDetail{}, err
	}
	n.noteRead(f)
	d, _ := c.Detail(h.ID)
	if d.Viewers, err = n.viewers(ctx, f, h); err != nil {
		return d, err
	}
	if d.Holders, err = n.holders(ctx, f, h); err != nil {
		return d, err
	}
	d.Behind = n.leftBehind(f, h)
	d.Why = n.why(h)
	return d, n.place(ctx, f, &d.Row)
}

// why says why this device holds an entry.
func (n *node) why(h record.Held) string {
	cert, ok := n.roster.Device(h.From)
	if !ok {
		return "written on this device"
	}
	return fmt.Sprintf("shared with you by %s, arrived %s", n.memberName(cert.Member), rfc3339(int64(h.Came)))
}

func (n *node) held(ctx context.Context, patient, id string) (*record.File, record.Held, error) {
	f, err := n.file(ctx, patient)
	if err != nil {
		return nil, record.Held{}, err
	}
	eid, err := entry.ParseID(id)
	if err != nil {
		return nil, record.Held{}, api.Errorf(api.Invalid, "entry: %w", err)
	}
	part, h, ok, err := n.find(ctx, f, eid)
	if err == nil && (!ok || !h.Kind.Clinical()) {
		err = api.Errorf(api.NotFound, "no such entry")
	}
	return part, h, err
}

// findEntry looks through all files; only people who type identifiers need it.
func (n *node) findEntry(ctx context.Context, in api.FindParams) (api.EntryParams, error) {
	prefix := strings.ToLower(in.Prefix)
	if _, err := hex.DecodeString(prefix[:len(prefix)&^1]); err != nil || len(prefix) < 6 {
		return api.EntryParams{}, api.Errorf(api.Invalid, "entry %q: want at least six hexadecimal digits", in.Prefix)
	}
	if err := n.summarise(ctx); err != nil {
		return api.EntryParams{}, err
	}
	var found []api.EntryParams
	for _, id := range n.index.order() {
		f, err := n.book.File(ctx, id)
		if err != nil {
			return api.EntryParams{}, err
		}
		for _, h := range f.Entries {
			if h.Kind.Clinical() && !h.Again && strings.HasPrefix(h.ID.String(), prefix) {
				found = append(found, api.EntryParams{Patient: id.String(), Entry: h.ID.String()})
			}
		}
	}
	if len(found) != 1 {
		return api.EntryParams{}, api.Errorf(api.NotFound, "%d entries begin with %q", len(found), in.Prefix)
	}
	return found[0], nil
}

// compose makes a draft of a FHIR resource as somebody gave it.
func compose(resource string, private bool) (draft, error) {
	res, err := fhir.Parse([]byte(resource))
	if err != nil {
		return draft{}, api.Errorf(api.Invalid, "resource: %w", err)
	}
	if len(res.Body) > entry.MaxBody {
		return draft{}, api.Errorf(api.Invalid, "resource: %d bytes, limit %d", len(res.Body), entry.MaxBody)
	}
	d := draft{Kind: exchange.KindOf(res), Body: res.Body, Private: private}
	if when := res.When(); when.Known {
		d.Clinical = entry.Time(when.Ms)
	}
	return d, nil
}

func (n *node) addEntry(ctx context.Context, in api.AddParams) (api.EntryRow, error) {
	d, err := compose(in.Resource, in.Private)
	if err != nil {
		return api.EntryRow{}, err
	}
	return n.addOne(ctx, in.Patient, d)
}

func (n *node) addOne(ctx context.Context, patient string, d draft) (api.EntryRow, error) {
	rows, err := n.add(ctx, patient, []draft{d})
	if err != nil {
		return api.EntryRow{}, err
	}
	return rows[0], nil
}

func (n *node) add(ctx context.Context, patient string, drafts []draft) ([]api.EntryRow, error) {
	f, err := n.file(ctx, patient)
	if err != nil {
		return nil, err
	}
	entries, err := n.write(ctx, f.Patient, drafts)
	if err != nil {
		return nil, err
	}
	rows := make([]api.EntryRow, len(entries))
	for i, e := range entries {
		c, err := n.fold(ctx, f)
		if err != nil {
			return nil, err
		}
		rows[i], _ = c.Row(e.ID)
		if err := n.place(ctx, f, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (n *node) origin(ctx context.Context, patient, at string) (fhir.Origin, error) {
	f, err := n.file(ctx, patient)
	if err != nil {
		return fhir.Origin{}, err
	}
	if at == "" {
		at = n.peer.cfg.Now().UTC().Format(time.RFC3339)
	}
	subject := uuid(f.Patient)
	for _, h := range f.Entries {
		if h.Kind != entry.Patient {
			continue
		}
		if res, err := fhir.Parse([]byte(string(h.Body))); err == nil && res.ID() != "" {
			subject = res.ID()
			break
		}
	}
	return fhir.Origin{Subject: "Patient/" + subject, At: at}, nil
}

func (n *node) addNote(ctx context.Context, in api.NoteParams) (api.EntryRow, error) {
	o, err := n.origin(ctx, in.Patient, "")
	if err != nil {
		return api.EntryRow{}, err
	}
	body, err := fhir.Note(o, in.Text)
	if err != nil {
		return api.EntryRow{}, api.Errorf(api.Invalid, "%w", err)
	}
	d, err := compose(string(body), in.Private)
	if err != nil {
		return api.EntryRow{}, err
	}
	return n.addOne(ctx, in.Patient, d)
}

func (n *node) addVitals(ctx context.Context, in api.VitalsParams) ([]api.EntryRow, error) {
	o, err := n.origin(ctx, in.Patient, in.At)
	if err != nil {
		return nil, err
	}
	drafts := make([]draft, len(in.Vitals))
	for i, v := range in.Vitals {
		body, err := fhir.Vital(o, v.Sign, v.Value, v.Other)
		if err != nil {
			return nil, api.Errorf(api.Invalid, "%w", err)
		}
		if drafts[i], err = compose(string(body), in.Private); err != nil {
			return nil, err
		}
	}
	if len(drafts) == 0 {
		return nil, api.Errorf(api.Invalid, "vital signs: none given")
	}
	return n.add(ctx, in.Patient, drafts)
}

// amendEntry adds a corrected version. It is as private as what it corrects.
func (n *node) amendEntry(ctx context.Context, in api.AmendParams) (api.EntryRow, error) {
	f, h, err := n.held(ctx, in.Patient, in.Entry)
	if err != nil {
		return api.EntryRow{}, err
	}
	d, err := compose(in.Resource, f.Access.Private(h.ID))
	if err != nil {
		return api.EntryRow{}, err
	}
	d.Kind, d.Amends = h.Kind, h.ID
	return n.addOne(ctx, in.Patient, d)
}
