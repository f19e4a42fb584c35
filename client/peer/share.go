package peer

import (
	"context"
	"time"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
	"satchel/shared/policy"
)

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
