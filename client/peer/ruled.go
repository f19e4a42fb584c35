package peer

import (
	"slices"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// ruled is a file under a policy at one moment, as the decisions about its entries
// need it. What the policy says of an entry is asked once for all members, and
// what it says of a member once for all entries.
type ruled struct {
	policy.Policy
	list   []own
	now    entry.Time
	judged []judged              // of the list, once asked
	named  map[key.MemberID]bool // by a word about one of the entries, once asked
	alike  []*facing             // have decided about all entries, none of them named, no two alike
}

// judged is an entry that this member wrote, with what a policy says of it.
type judged struct {
	policy.Case
	at record.At
}

func (n *node) ruled(f *record.File, p policy.Policy) *ruled { return n.judge(p, n.owned(f, p.Rules)) }

// ruledWith is a file with what a change adds to it.
func (n *node) ruledWith(change *record.Change, f *record.File, p policy.Policy) *ruled {
	return n.judge(p, append(slices.Clip(n.owned(f, p.Rules)), n.added(change, f, p.Rules, 0)...))
}

func (n *node) judge(p policy.Policy, list []own) *ruled {
	return &ruled{Policy: p, list: list, now: n.clock()}
}

// mine are the file's entries that this member wrote.
func (r *ruled) mine() []judged {
	if r.judged == nil && len(r.list) > 0 {
		r.judged = make([]judged, len(r.list))
		for i, x := range r.list {
			r.judged[i] = judged{r.Case(x.Item), x.at}
		}
	}
	return r.judged
}

// facing is a ruled file as it meets one member.
type facing struct {
	policy.Terms
	of     *ruled
	member key.MemberID
	list   []bool // which of the file's entries may go, once asked
	asked  bool
	other  policy.Decision // that lets the first go that goes by itself, once asked
}

func (r *ruled) facing(m *roster.Member) *facing {
	return &facing{Terms: r.Terms(recipient(m), r.now), of: r, member: m.ID}
}

// decide says whether the member may receive an entry. Whose file it is goes along
// with whatever goes, unless something speaks against that.
func (a *facing) decide(c *policy.Case) policy.Decision {
	d := a.Decide(c)
	if d.May || c.Kind != entry.Patient || d.Because != policy.NotShared && d.Because != policy.FileWord {
		return d
	}
	if other := a.first(); other.May {
		return other
	}
	return d
}

// first is the decision that lets the first entry go, if any goes by itself.
func (a *facing) first() policy.Decision {
	if a.asked {
		return a.other
	}
	a.asked = true
	mine := a.of.mine()
	for i := range mine {
		if c := &mine[i].Case; c.Kind != entry.Patient && a.May(c) {
			a.other = a.Decide(c)
			break
		}
	}
	return a.other
}

// may is what decide says, without why.
func (a *facing) may(c *policy.Case) bool {
	return a.May(c) || c.Kind == entry.Patient && a.decide(c).May
}

// all decides about all entries of the file, once for all members of whom the
// policy says the same. The list is shared.
func (a *facing) all() []bool {
	r := a.of
	if r.named == nil {
		r.named = r.Access.Named()
	}
	named := r.named[a.member]
	for _, b := range r.alike {
		if !named && b.Alike(&a.Terms) {
			return b.list
		}
	}
	a.list = a.each(r.mine())
	if !named {
		r.alike = append(r.alike, a)
	}
	return a.list
}

// each decides about several entries.
func (a *facing) each(list []judged) []bool {
	out := make([]bool, len(list))
	for i := range list {
		out[i] = a.may(&list[i].Case)
	}
	return out
}
