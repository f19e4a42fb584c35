package peer

import (
	"context"
	"slices"
	"time"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
)

// openWithin is how long a message may stay unopened if its sender does not say.
var openWithin = map[policy.Urgency]time.Duration{policy.Soon: 24 * time.Hour, policy.Emergency: 15 * time.Minute}

// outgoing is a message that is about to be sent.
type outgoing struct {
	*letter.Message
	to   *roster.Member
	file *record.File // that it is about, or nil
}

func (n *node) sendMessage(ctx context.Context, in api.MessageParams) (api.MailItem, error) {
	o, err := n.messageIn(ctx, in)
	if err != nil {
		return api.MailItem{}, err
	}
	thread, err := letter.NewThread(n.peer.cfg.Random)
	if err == nil {
		err = n.dispatch(ctx, thread, o)
	}
	if err != nil {
		return api.MailItem{}, err
	}
	return n.mailItem(ctx, thread, true, o.to.ID)
}

// dispatch posts a message and lets its recipient see what it is about.
func (n *node) dispatch(ctx context.Context, thread letter.Thread, o *outgoing) error {
	p := posting{to: []*roster.Member{o.to}, letter: &letter.Letter{Thread: thread, At: n.clock(), Body: o.Message}}
	if o.file != nil {
		if err := n.introduce(ctx, o.file); err != nil {
			return err
		}
		p.file, p.words = o.file, n.showing(o)
	}
	return n.send(ctx, p)
}

// showing are the words that let a recipient see what a message is about, as far as
// no other word does.
func (n *node) showing(o *outgoing) []policy.Grant {
	g := policy.Grant{Effect: policy.Allow, Members: []key.MemberID{o.to.ID}, Reason: "sent with a message"}
	if len(o.Entries) == 0 {
		team := o.file.Access.Team(n.clock())
		if slices.ContainsFunc(team, func(t policy.TeamMember) bool { return t.Member == o.to.ID }) {
			return nil
		}
		return []policy.Grant{g}
	}
	r := n.ruled(o.file, n.policy(o.file))
	to := r.Facing(o.to)
	for _, h := range n.versions(o.file, o.Entries) {
		if c := r.Case(audience.Item(o.file, h.Signed, r.Rules)); !to.May(&c) {
			g.Entries = append(g.Entries, h.ID)
		}
	}
	if len(g.Entries) == 0 {
		return nil
	}
	return []policy.Grant{g}
}

// versions are entries of this member's with what corrects them: nobody is shown
// a value without its correction.
func (n *node) versions(f *record.File, ids [][]byte) (out []record.Held) {
	wanted := map[entry.ID]bool{}
	for _, id := range ids {
		wanted[entry.ID(id)] = true
	}
	for _, h := range f.Entries { // a correction stands behind what it corrects
		if n.gives(h) && (wanted[h.ID] || wanted[h.Amends]) {
			wanted[h.ID] = true
			out = append(out, h)
		}
	}
	return out
}

// previewMessage says what a message would let its recipient see.
func (n *node) previewMessage(ctx context.Context, in api.MessageParams) (out api.MessagePreview, err error) {
	o, err := n.messageIn(ctx, in)
	if err != nil {
		return out, err
	}
	out.Due = rfc3339(int64(o.Due))
	if o.file == nil {
		return out, nil
	}
	p := n.policy(o.file)
	before := n.ruled(o.file, p)
	for _, g := range n.showing(o) {
		p.Access = p.Access.With(g)
	}
	after := n.ruled(o.file, p)
	then, now := before.Facing(o.to), after.Facing(o.to)
	for i := range before.Mine() {
		was, is := then.Decide(&before.Mine()[i].Case), now.Decide(&after.Mine()[i].Case)
		kept := was.Because == policy.KeptPrivate || was.Because == policy.KeptByRule
		switch {
		case is.May && !was.May:
			out.Entries++
			if kept {
				out.Private++
			}
		case kept && len(o.Entries) == 0:
			out.Keeps++
		}
	}
	return out, nil
}

// messageIn reads what somebody wants to send, and whether that may be.
func (n *node) messageIn(ctx context.Context, in api.MessageParams) (*outgoing, error) {
	ids, err := n.colleagues(append([]string{in.Member}, in.Others...))
	if err != nil {
		return nil, err
	}
	if in.Text == "" && in.Patient == "" {
		return nil, api.Errorf(api.Invalid, "message: it is empty")
	}
	o := &outgoing{Message: &letter.Message{Text: in.Text, Urgency: urgencies[in.Urgency]}}
	if o.Urgency == 0 {
		return nil, api.Errorf(api.Invalid, "urgency %q: want routine, soon or emergency", in.Urgency)
	}
	o.to, _ = n.roster.Member(ids[0])
	for i, id := range ids[1:] {
		if slices.Contains(ids[:i+1], id) {
			return nil, api.Errorf(api.Invalid, "%s is named twice", n.memberName(id))
		}
		o.Others = append(o.Others, ids[i+1][:])
	}
	if err := n.dueIn(o, in.Due); err != nil {
		return nil, err
	}
	if in.Patient == "" {
		if len(in.Entries) > 0 {
			return nil, api.Errorf(api.Invalid, "entries: say of which patient")
		}
		return o, nil
	}
	return o, n.aboutIn(ctx, o, in, ids)
}

// dueIn reads until when a message is to be opened.
func (n *node) dueIn(o *outgoing, due string) error {
	until, err := untilTime(due)
	if err != nil {
		return err
	}
	within, has := openWithin[o.Urgency]
	switch {
	case due != "" && until <= n.clock():
		return api.Errorf(api.Invalid, "due %s: that is over", due)
	case due != "":
		o.Due = until
	case has:
		o.Due = n.clock() + entry.Time(within.Milliseconds())
	case len(o.Others) > 0:
		return api.Errorf(api.Invalid, "due: say until when the message is to be opened before others are told")
	}
	return nil
}

// aboutIn reads what a message is about: a file of this member's, or entries of it.
func (n *node) aboutIn(ctx context.Context, o *outgoing, in api.MessageParams, to []key.MemberID) (err error) {
	if o.file, err = n.file(ctx, in.Patient); err != nil {
		return err
	}
	for i, s := range in.Entries {
		f, h, err := n.held(ctx, in.Patient, s)
		switch {
		case err != nil:
			return err
		case !n.gives(h):
			return api.Errorf(api.Invalid, "entry %s: only its author can send it on: %s", h.ID.String()[:16], n.memberName(h.Author))
		case i > 0 && f != o.file:
			return api.Errorf(api.Invalid, "entry %s: a message takes entries of one file", h.ID.String()[:16])
		}
		o.file, o.Entries = f, append(o.Entries, slices.Clone(h.ID[:]))
	}
	for _, id := range to {
		if o.file.Access.Refuses(id) {
			return api.Errorf(api.Invalid, "the patient does not want anything to go to %s", n.memberName(id))
		}
	}
	o.Patient = o.file.Patient[:]
	return nil
}
