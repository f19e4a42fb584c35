package peer

import (
	"context"
	"time"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// place says how far an entry of the timeline has come.
func (n *node) place(ctx context.Context, f *record.File, row *api.EntryRow) error {
	row.State = api.Received
	if !row.Mine {
		return nil
	}
	id, err := entry.ParseID(row.ID)
	if err != nil {
		return err
	}
	h, ok := f.Find(id)
	if !ok {
		return nil
	}
	viewers, err := n.viewers(ctx, f, h)
	if err != nil {
		return err
	}
	row.Audience = len(viewers)
	if len(viewers) == 0 {
		row.State = api.OnDevice
	}
	for _, v := range viewers {
		row.State = lesser(row.State, v.State)
		if v.State == api.Received {
			row.Seen++
		}
	}
	return nil
}

func lesser(a, b api.Standing) api.Standing {
	if a == api.OnDevice || b == api.OnDevice {
		return api.OnDevice
	}
	if a == api.AtRelay || b == api.AtRelay {
		return api.AtRelay
	}
	return api.Received
}

// viewers are the members who may see one of this member's entries, and how
// far it came to each.
func (n *node) viewers(ctx context.Context, f *record.File, h record.Held) ([]api.Viewer, error) {
	out := []api.Viewer{}
	if h.Author != n.self.member() {
		return out, nil
	}
	now := n.clock()
	for _, m := range n.roster.Members() {
		if m.ID == n.self.member() || !f.Access.May(h.Signed, m.ID, now) {
			continue
		}
		state, err := n.standing(ctx, m, f.Patient, h.At)
		if err != nil {
			return nil, err
		}
		g := f.Access.Grant(h.Signed, m.ID)
		out = append(out, api.Viewer{Member: n.member(m), Reason: g.Reason, Until: rfc3339(int64(g.Until)), State: state})
	}
	return out, nil
}

// standing is how far an entry has come to a member: to whichever device has it.
func (n *node) standing(ctx context.Context, m *roster.Member, patient entry.PatientID, at record.At) (api.Standing, error) {
	best := api.OnDevice
	for _, c := range m.Devices {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return best, err
		}
		number := s.Number(patient, at)
		state, _ := n.replica.State(c.Device())
		switch {
		case number == 0:
		case number <= state.Received:
			return api.Received, nil
		case number <= state.AtRelay:
			best = api.AtRelay
		}
	}
	return best, nil
}

// fileViewers are the members who see what this member writes in a file. Their
// state is that of the entry that came least far.
func (n *node) fileViewers(ctx context.Context, f *record.File) ([]api.Viewer, error) {
	return n.viewersUnder(ctx, f, f.Access)
}

func (n *node) viewersUnder(ctx context.Context, f *record.File, access *policy.Access) ([]api.Viewer, error) {
	out := []api.Viewer{}
	for _, v := range access.Viewers(n.clock()) {
		m, ok := n.roster.Member(v.Member)
		if !ok {
			continue
		}
		viewer := api.Viewer{
			Member: n.member(m), Reason: v.Grant.Reason, Until: rfc3339(int64(v.Grant.Until)), State: api.Received,
		}
		for _, h := range f.Entries {
			if h.Author != n.self.member() || h.Again || !access.May(h.Signed, m.ID, n.clock()) {
				continue
			}
			state, err := n.standing(ctx, m, f.Patient, h.At)
			if err != nil {
				return nil, err
			}
			viewer.State = lesser(viewer.State, state)
		}
		out = append(out, viewer)
	}
	return out, nil
}

func (n *node) previewShare(ctx context.Context, in api.ShareParams) (api.SharePreview, error) {
	f, members, until, err := n.sharing(ctx, in)
	if err != nil {
		return api.SharePreview{}, err
	}
	access := f.Access
	if len(members) > 0 {
		access = access.With(policy.Grant{Effect: policy.Allow, Members: members, Until: until, Reason: in.Reason})
	}
	p := api.SharePreview{}
	for _, h := range f.Entries {
		switch {
		case h.Author != n.self.member() || h.Again || !h.Kind.Clinical():
		case access.Private(h.ID):
			p.Private++
		default:
			p.Entries++
		}
	}
	p.Viewers, err = n.viewersUnder(ctx, f, access)
	return p, err
}

func (n *node) addShare(ctx context.Context, in api.ShareParams) ([]api.Viewer, error) {
	f, members, until, err := n.sharing(ctx, in)
	if err == nil && len(members) == 0 {
		err = api.Errorf(api.Invalid, "share: name at least one member")
	}
	if err != nil {
		return nil, err
	}
	if err := n.introduce(ctx, f); err != nil {
		return nil, err
	}
	if err := n.share(ctx, f, members, until, in.Reason); err != nil {
		return nil, err
	}
	return n.fileViewers(ctx, f)
}

func (n *node) removeShare(ctx context.Context, in api.ShareParams) ([]api.Viewer, error) {
	f, members, _, err := n.sharing(ctx, in)
	if err == nil && len(members) == 0 {
		err = api.Errorf(api.Invalid, "unshare: name at least one member")
	}
	if err != nil {
		return nil, err
	}
	if err := n.unshare(ctx, f, members, in.Reason); err != nil {
		return nil, err
	}
	return n.fileViewers(ctx, f)
}

// introduce makes sure that whoever sees this member's entries sees whose they
// are: a file that a colleague opened gets the patient's keys from us too.
func (n *node) introduce(ctx context.Context, f *record.File) error {
	var theirs *entry.Signed
	for _, h := range f.Entries {
		if h.Kind != entry.Patient || f.Hidden(h.Signed) {
			continue
		}
		if h.Author == n.self.member() {
			return nil
		}
		theirs = h.Signed
	}
	if theirs == nil {
		return nil
	}
	_, err := n.write(ctx, f.Patient, []draft{{Kind: entry.Patient, Number: 0, Body: theirs.Body}})
	return err
}

// sharing reads the parameters of a share.
func (n *node) sharing(ctx context.Context, in api.ShareParams) (f *record.File, members []key.MemberID, until entry.Time, err error) {
	if f, err = n.file(ctx, in.Patient); err != nil {
		return nil, nil, 0, err
	}
	for _, s := range in.Members {
		id, err := key.ParseMemberID(s)
		if err != nil {
			return nil, nil, 0, api.Errorf(api.Invalid, "member: %w", err)
		}
		if _, ok := n.roster.Member(id); !ok || id == n.self.member() {
			return nil, nil, 0, api.Errorf(api.NotFound, "member %s is no colleague here", id.Fingerprint())
		}
		members = append(members, id)
	}
	until, err = untilTime(in.Until)
	return f, members, until, err
}

// untilTime reads the end of a share: a date counts to its last moment.
func untilTime(s string) (entry.Time, error) {
	if s == "" {
		return 0, nil
	}
	ms, ok := fhir.ParseTime(s)
	if !ok {
		return 0, api.Errorf(api.Invalid, "until %q: want YYYY-MM-DD", s)
	}
	if len(s) == len(time.DateOnly) {
		ms += 24*time.Hour.Milliseconds() - 1
	}
	return entry.Time(ms), nil
}
