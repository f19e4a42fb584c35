package peer

import (
	"context"
	"slices"
	"sync"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// policy is what this member has said that bears on a file.
func (n *node) policy(f *record.File) policy.Policy {
	return policy.Policy{Patient: f.Patient, Rules: n.rules, Access: f.Access, Book: n.addressBook}
}

// loadOwn reads what this member has said about all patients.
func (n *node) loadOwn(ctx context.Context) error {
	f, err := n.book.File(ctx, record.OwnFile)
	if err == nil {
		n.rules, n.answers, n.links, n.addressBook, n.asks = f.Rules, f.Answers, f.Links, f.AddressBook, f.Standing
	}
	return err
}

func recipient(m *roster.Member) policy.Recipient {
	return policy.Recipient{ID: m.ID, Role: m.Role, Groups: m.Groups, Disabled: m.Disabled}
}

// own is an entry that this member wrote, as rules see it.
type own struct {
	policy.Item
	at record.At
}

// ownList is what owned found in a file of so many entries.
type ownList struct {
	entries int
	tags    bool
	list    []own
}

// owned are the entries of a file that this member gives away or keeps, read
// once until the file grows.
func (n *node) owned(f *record.File, rules policy.Rules) []own {
	if known, ok := n.own[f.Patient]; ok && known.entries == len(f.Entries) && known.tags == rules.NeedTags() {
		return known.list
	}
	l := ownList{entries: len(f.Entries), tags: rules.NeedTags()}
	for _, h := range f.Entries {
		if n.gives(h) {
			l.list = append(l.list, own{n.item(f, h.Signed, rules), h.At})
		}
	}
	if len(n.own) >= maxCharts {
		clear(n.own)
	}
	n.own[f.Patient] = l
	return l.list
}

// ruled is a file under a policy at one moment, as the decisions about its entries
// need it: what the policy says of each entry is asked once for all recipients.
type ruled struct {
	policy.Policy
	mine func() []judged
	now  entry.Time
}

// judged is an entry that this member wrote, with what a policy says of it.
type judged struct {
	policy.Case
	at record.At
}

func (n *node) ruled(f *record.File, p policy.Policy) ruled { return n.judge(p, n.owned(f, p.Rules)) }

// ruledWith is a file with what a change adds to it.
func (n *node) ruledWith(change *record.Change, f *record.File, p policy.Policy) ruled {
	return n.judge(p, append(slices.Clip(n.owned(f, p.Rules)), n.added(change, f, p.Rules, 0)...))
}

func (n *node) judge(p policy.Policy, list []own) ruled {
	return ruled{p, sync.OnceValue(func() []judged {
		mine := make([]judged, len(list))
		for i, x := range list {
			mine[i] = judged{p.Case(x.Item), x.at}
		}
		return mine
	}), n.clock()}
}

// facing is a ruled file as it meets one member.
type facing struct {
	policy.Terms
	mine  func() []judged
	asked bool
	other policy.Decision // lets go the first that goes by itself, once asked
}

func (r ruled) facing(m *roster.Member) facing {
	return facing{Terms: r.Terms(recipient(m), r.now), mine: r.mine}
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
	mine := a.mine()
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

// each decides about several entries.
func (a *facing) each(list []judged) []bool {
	out := make([]bool, len(list))
	for i := range list {
		out[i] = a.may(&list[i].Case)
	}
	return out
}

// gives reports whether it is this member who gives an entry to others.
func (n *node) gives(h record.Held) bool {
	return h.Author == n.self.member() && !h.Again && h.Kind.Clinical()
}

// item reads what rules ask of an entry, if any of them asks: its own tags, those
// of the problem that it belongs to, and those of the versions that it corrects.
func (n *node) item(f *record.File, e *entry.Signed, rules policy.Rules) policy.Item {
	if !rules.NeedTags() {
		return policy.Item{Signed: e}
	}
	var tags []string
	for v, more := e, true; more; {
		tags = append(tags, tagsOf(v)...)
		if problem, ok := f.Find(v.Problem); ok {
			tags = append(tags, tagsOf(problem.Signed)...)
		}
		var before record.Held
		before, more = f.Find(v.Amends)
		v = before.Signed
	}
	return policy.Item{Signed: e, Tags: tags}
}

func tagsOf(e *entry.Signed) []string {
	var p fhir.Parser
	r, err := p.Kept(e.Body)
	if err != nil {
		return nil // it is no FHIR: rules about content do not meet it
	}
	return fhir.Tags(r)
}

// others calls fn for every member but this one.
func (n *node) others(fn func(*roster.Member) error) error {
	for _, m := range n.roster.Members() {
		if m.ID == n.self.member() {
			continue
		}
		if err := fn(m); err != nil {
			return err
		}
	}
	return nil
}
