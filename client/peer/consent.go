package peer

import (
	"context"

	"satchel/client/api"
	"satchel/client/record"
	"satchel/shared/key"
	"satchel/shared/policy"
)

func (n *node) getConsent(ctx context.Context, in api.PatientParams) (api.Consent, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.Consent{}, err
	}
	return n.consent(f), nil
}

// setConsent records what the patient said. A refusal outweighs every rule and
// grant, so what it concerns is withdrawn in the same commit.
func (n *node) setConsent(ctx context.Context, in api.ConsentParams) (api.Consent, error) {
	f, err := n.file(ctx, in.Patient)
	if err != nil {
		return api.Consent{}, err
	}
	members, err := n.known(in.Members)
	if err != nil {
		return api.Consent{}, err
	}
	g := policy.Grant{Effect: policy.Accept, Members: members, Reason: in.Reason}
	if in.Refuse {
		g.Effect = policy.Refuse
	}
	if err := n.grant(ctx, f, g); err != nil {
		return api.Consent{}, err
	}
	return n.consent(f), nil
}

func (n *node) consent(f *record.File) api.Consent {
	refused, accepted, everybody := f.Access.Refusals()
	return api.Consent{Everybody: everybody, Refused: n.membersOf(refused), Accepted: n.membersOf(accepted)}
}

func (n *node) membersOf(ids []key.MemberID) []api.Member {
	out := []api.Member{}
	for _, id := range ids {
		if m, ok := n.roster.Member(id); ok {
			out = append(out, n.member(m))
		}
	}
	return out
}
