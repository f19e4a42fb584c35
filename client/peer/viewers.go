package peer

import (
	"context"
	"slices"
	"time"

	"satchel/client/api"
	"satchel/client/audience"
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
	id, err := entry.ParseID(row.ID)
	if err != nil {
		return err
	}
	if !row.Mine {
		read, err := n.openedAt(ctx, n.self.Member(), id)
		if read != 0 {
			row.State = api.Opened
		}
		return err
	}
	part, h, ok, err := n.find(ctx, f, id)
	if err != nil || !ok {
		return err
	}
	row.State = api.OnDevice
	return n.eachViewer(ctx, part, h, func(_ *roster.Member, _ policy.Decision, state api.Standing, _ string) {
		if row.Audience == 0 {
			row.State = state
		}
		row.Audience, row.State = row.Audience+1, lesser(row.State, state)
		if reaches(state, api.Received) {
			row.Seen++
		}
		if state == api.Opened {
			row.Opened++
		}
	})
}

// standings are the steps of an entry's way, in order.
var standings = []api.Standing{api.OnDevice, api.AtRelay, api.Received, api.Opened}

// reaches reports whether a standing is as far as another, or further.
func reaches(a, b api.Standing) bool { return slices.Index(standings, a) >= slices.Index(standings, b) }

func lesser(a, b api.Standing) api.Standing {
	if reaches(a, b) {
		return b
	}
	return a
}

// viewers are the members who may see one of this member's entries, by which
// word, and how far it came to each.
func (n *node) viewers(ctx context.Context, f *record.File, h record.Held) ([]api.Viewer, error) {
	out := []api.Viewer{}
	return out, n.eachViewer(ctx, f, h, func(m *roster.Member, d policy.Decision, state api.Standing, opened string) {
		v := n.viewer(m, n.rules, d, state)
		v.Opened = opened
		out = append(out, v)
	})
}

// eachViewer calls fn for every member who may see one of this member's entries.
func (n *node) eachViewer(ctx context.Context, f *record.File, h record.Held, fn func(*roster.Member, policy.Decision, api.Standing, string)) error {
	if !n.gives(h) {
		return nil
	}
	r := n.ruled(f, n.policy(f))
	c := r.Case(audience.Item(f, h.Signed, r.Rules))
	return n.others(func(m *roster.Member) error {
		who := r.Facing(m)
		d := who.Decide(&c)
		if !d.May {
			return nil
		}
		state, opened, err := n.standing(ctx, m, f.Patient, h)
		if err == nil {
			fn(m, d, state, opened)
		}
		return err
	})
}

// holders are the members who may no longer see one of this member's entries
// and had received it before.
func (n *node) holders(ctx context.Context, f *record.File, h record.Held) ([]api.Holder, error) {
	out := []api.Holder{}
	if !n.gives(h) {
		return out, nil
	}
	return out, n.others(func(m *roster.Member) error {
		for _, c := range m.Devices {
			s, err := n.book.Stream(ctx, c.Device())
			if err != nil {
				return err
			}
			g := s.Of(f.Patient)
			if g.Held(h.At) || m.Disabled && reaches(n.standingOf(c.Device(), g.Number(h.At)), api.Received) {
				read, err := n.openedAt(ctx, m.ID, h.ID)
				out = append(out, api.Holder{Member: n.member(m), Opened: rfc3339(int64(read))})
				return err
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
	v.Reason, v.Until, v.Single = d.Grant.Reason, rfc3339(int64(d.Grant.Until)), d.Because == policy.EntryWord
	return v
}

// standing is how far an entry has come to a member, and when the member opened it.
func (n *node) standing(ctx context.Context, m *roster.Member, patient entry.PatientID, h record.Held) (api.Standing, string, error) {
	best, err := n.reached(ctx, m, func(s *record.Stream) uint64 { return s.Of(patient).Number(h.At) })
	if err != nil || best != api.Received {
		return best, "", err
	}
	read, err := n.openedAt(ctx, m.ID, h.ID)
	if read != 0 {
		best = api.Opened
	}
	return best, rfc3339(int64(read)), err
}

// reached is how far something has come to a member: to whichever device has it.
func (n *node) reached(ctx context.Context, m *roster.Member, number func(*record.Stream) uint64) (api.Standing, error) {
	ways, err := n.ways(ctx, m)
	best := 0
	for _, w := range ways {
		best = max(best, w.step(number(w.stream)))
	}
	return standings[best], err
}

// way is the stream to a device of a member, and how far it has come.
type way struct {
	stream            *record.Stream
	received, atRelay uint64
}

// ways lead to the devices of a member that take part, or to all that did.
func (n *node) ways(ctx context.Context, m *roster.Member) (out []way, err error) {
	devices := m.Active()
	if len(devices) == 0 {
		devices = m.Devices
	}
	for _, c := range devices {
		s, err := n.book.Stream(ctx, c.Device())
		if err != nil {
			return nil, err
		}
		state := n.state(c.Device())
		out = append(out, way{s, state.Received, state.AtRelay})
	}
	return out, nil
}

// step is the place among the standings of that of a number; 0 was not given.
func (w way) step(number uint64) int {
	switch {
	case number == 0:
		return 0
	case number <= w.received:
		return 2
	case number <= w.atRelay:
		return 1
	}
	return 0
}

// standingOf is how far a number of a stream has come; 0 was not given.
func (n *node) standingOf(to key.DeviceID, number uint64) api.Standing {
	state := n.state(to)
	return standings[way{received: state.Received, atRelay: state.AtRelay}.step(number)]
}

// fileViewers are the members who see something of what this member writes in a
// file. Their state is that of the entry that came least far.
func (n *node) fileViewers(ctx context.Context, f *record.File) ([]api.Viewer, error) {
	return n.viewersUnder(ctx, f, n.policy(f))
}

func (n *node) viewersUnder(ctx context.Context, f *record.File, p policy.Policy) ([]api.Viewer, error) {
	out, r := make([]api.Viewer, 0, len(n.roster.Members())), n.ruled(f, p)
	mine := r.Mine()
	return out, n.others(func(m *roster.Member) error {
		who := r.Facing(m)
		by, sees := who.Team()
		ways, err := n.ways(ctx, m)
		if err != nil {
			return err
		}
		may := who.All()
		if first := slices.Index(may, true); !sees && first >= 0 {
			by, sees = who.Decide(&mine[first].Case), true
		}
		if sees {
			out = append(out, n.viewer(m, p.Rules, by, leastFar(f.Patient, mine, may, ways)))
		}
		return nil
	})
}

// leastFar is how far the entry that came least far has come, of those of a file
// that a member may see.
func leastFar(patient entry.PatientID, mine []audience.Judged, may []bool, ways []way) api.Standing {
	given, rows := make([]*record.Given, len(ways)), make([]record.Row, len(ways))
	for k, w := range ways {
		given[k] = w.stream.Of(patient)
	}
	least, row := slices.Index(standings, api.Received), ^uint64(0)
	for i := 0; i < len(mine) && least > 0; i++ {
		if !may[i] {
			continue
		}
		at, best := mine[i].At, 0
		if at.Row != row {
			row = at.Row
			for k := range ways {
				rows[k] = given[k].Row(row)
			}
		}
		for k := range ways {
			best = max(best, ways[k].step(rows[k].Number(at.Index)))
		}
		least = min(least, best)
	}
	return standings[least]
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
	if err == nil {
		err = n.reach(members)
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
	drafts := n.introduction(f)
	if len(drafts) == 0 {
		return nil
	}
	_, err := n.write(ctx, f.Patient, drafts)
	return err
}

// introduction is what introduce is to write.
func (n *node) introduction(f *record.File) []draft {
	p, keys := n.policy(f), draft{Kind: entry.Patient}
	for _, h := range f.Entries {
		if h.Kind != entry.Patient || f.Hidden(h.Signed) {
			continue
		}
		if h.Author != n.self.Member() {
			keys.Body = h.Body
		} else if !p.Kept(audience.Item(f, h.Signed, p.Rules)) { // what nobody sees introduces nobody
			return nil
		}
	}
	if keys.Body == nil || n.keeps(f, p, &keys) {
		return nil
	}
	return []draft{keys}
}

// sharing reads the parameters of a share.
func (n *node) sharing(ctx context.Context, in api.ShareParams) (f *record.File, members []key.MemberID, until entry.Time, err error) {
	if f, err = n.file(ctx, in.Patient); err != nil {
		return nil, nil, 0, err
	}
	if members, err = n.known(in.Members); err != nil {
		return nil, nil, 0, err
	}
	until, err = untilTime(in.Until)
	return f, members, until, err
}

// colleagues reads the identifiers of other members to whom something may go.
func (n *node) colleagues(ids []string) (members []key.MemberID, err error) {
	if members, err = n.known(ids); err != nil {
		return nil, err
	}
	return members, n.reach(members)
}

// reach fails if nothing may go to one of these members at all.
func (n *node) reach(members []key.MemberID) error {
	for _, id := range members {
		m, _ := n.roster.Member(id)
		if why := n.unreachable(m); why != "" {
			return api.Errorf(api.Barred, "%s", why)
		}
	}
	return nil
}

// unreachable says in plain words why nothing goes to a member, if so.
func (n *node) unreachable(m *roster.Member) string {
	switch {
	case n.ended() != "":
		return n.ended()
	case len(m.Active()) == 0:
		return m.Name + " takes no part in this network any more"
	case n.blocked(m.ID):
		return "you have blocked " + m.Name
	}
	return ""
}

// known reads the identifiers of other members.
func (n *node) known(ids []string) (members []key.MemberID, err error) {
	for _, s := range ids {
		id, err := key.ParseMemberID(s)
		if err != nil {
			return nil, api.Errorf(api.Invalid, "member: %w", err)
		}
		if _, ok := n.roster.Member(id); !ok || id == n.self.Member() {
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
