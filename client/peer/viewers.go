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
	part, h, ok, err := n.find(ctx, f, id)
	if err != nil || !ok {
		return err
	}
	viewers, err := n.viewers(ctx, part, h)
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

// viewers are the members who may see one of this member's entries, by which
// word, and how far it came to each.
func (n *node) viewers(ctx context.Context, f *record.File, h record.Held) ([]api.Viewer, error) {
	out := []api.Viewer{}
	if !n.gives(h) {
		return out, nil
	}
	r := n.ruled(f, n.policy(f))
	item := n.item(f, h.Signed, r.Rules)
	return out, n.others(func(m *roster.Member) error {
		d := r.decide(item, recipient(m))
		if !d.May {
			return nil
		}
		state, err := n.standing(ctx, m, f.Patient, h.At)
		if err != nil {
			return err
		}
		out = append(out, n.viewer(m, r.Rules, d, state))
		return nil
	})
}

// holders are the members who may no longer see one of this member's entries
// and had received it before.
func (n *node) holders(ctx context.Context, f *record.File, h record.Held) ([]api.Member, error) {
	out := []api.Member{}
	if !n.gives(h) {
		return out, nil
	}
	return out, n.others(func(m *roster.Member) error {
		for _, c := range m.Devices {
			s, err := n.book.Stream(ctx, c.Device())
			if err != nil {
				return err
			}
			if s.Of(f.Patient).Held(h.At) {
				out = append(out, n.member(m))
				return nil
			}
		}
		return nil
	})
}

// viewer says by which word a member sees something.
func (n *node) viewer(m *roster.Member, rules policy.Rules, d policy.Decision, state api.Standing) api.Viewer {
	v := api.Viewer{Member: n.member(m), State: state}
	if d.Because == policy.AllowedByRule {
		v.Rule = n.ruleText(rules[d.Rule])
		return v
	}
	v.Reason, v.Until = d.Grant.Reason, rfc3339(int64(d.Grant.Until))
	return v
}

// standing is how far an entry has come to a member: to whichever device has it.
func (n *node) standing(ctx context.Context, m *roster.Member, patient entry.PatientID, at record.At) (api.Standing, error) {
	best := api.OnDevice
	for _, c := range m.Devices {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return best, err
		}
		number := s.Of(patient).Number(at)
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

// fileViewers are the members who see something of what this member writes in a
// file. Their state is that of the entry that came least far.
func (n *node) fileViewers(ctx context.Context, f *record.File) ([]api.Viewer, error) {
	return n.viewersUnder(ctx, f, n.policy(f))
}

func (n *node) viewersUnder(ctx context.Context, f *record.File, p policy.Policy) ([]api.Viewer, error) {
	out, r := []api.Viewer{}, n.ruled(f, p)
	team := map[key.MemberID]policy.Grant{}
	for _, t := range p.Access.Team(r.now) {
		team[t.Member] = t.Grant
	}
	return out, n.others(func(m *roster.Member) error {
		g, sees := team[m.ID]
		sees = sees && !p.Access.Refuses(m.ID)
		by, state := policy.Decision{Because: policy.FileWord, Grant: g}, api.Received
		for _, x := range r.mine {
			d := r.decide(x.Item, recipient(m))
			if !d.May {
				continue
			}
			if !sees {
				sees, by = true, d
			}
			s, err := n.standing(ctx, m, f.Patient, x.at)
			if err != nil {
				return err
			}
			if state = lesser(state, s); state == api.OnDevice {
				break // no entry came less far
			}
		}
		if sees {
			out = append(out, n.viewer(m, p.Rules, by, state))
		}
		return nil
	})
}

func (n *node) previewShare(ctx context.Context, in api.ShareParams) (api.SharePreview, error) {
	f, members, until, err := n.sharing(ctx, in)
	if err != nil {
		return api.SharePreview{}, err
	}
	p := n.policy(f)
	if len(members) > 0 {
		p.Access = p.Access.With(policy.Grant{Effect: policy.Allow, Members: members, Until: until, Reason: in.Reason})
	}
	out := api.SharePreview{}
	for _, x := range n.owned(f, p.Rules) {
		if p.Access.Private(x.ID) {
			out.Private++
		} else {
			out.Entries++
		}
	}
	out.Viewers, err = n.viewersUnder(ctx, f, p)
	return out, err
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
	if err := n.grant(ctx, f, policy.Grant{Effect: policy.Allow, Members: members, Until: until, Reason: in.Reason}); err != nil {
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
	if err := n.grant(ctx, f, policy.Grant{Effect: policy.Withdraw, Members: members, Reason: in.Reason}); err != nil {
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
	if members, err = n.colleagues(in.Members); err != nil {
		return nil, nil, 0, err
	}
	until, err = untilTime(in.Until)
	return f, members, until, err
}

// colleagues reads the identifiers of other members.
func (n *node) colleagues(ids []string) (members []key.MemberID, err error) {
	for _, s := range ids {
		id, err := key.ParseMemberID(s)
		if err != nil {
			return nil, api.Errorf(api.Invalid, "member: %w", err)
		}
		if _, ok := n.roster.Member(id); !ok || id == n.self.member() {
			return nil, api.Errorf(api.NotFound, "member %s is no colleague here", id.Fingerprint())
		}
		members = append(members, id)
	}
	return members, nil
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
