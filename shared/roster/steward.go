package roster

import (
	"fmt"

	"satchel/shared/key"
)

// offer is that of the stewardship, while it stands.
type offer struct {
	to     key.MemberID
	record Hash // that made it: what an acceptance is of
}

// Offer offers the stewardship to a member, who accepts it by a wish; the zero
// member takes an offer back. Another offer takes the place of the one before.
func (r *Roster) Offer(now int64, to key.MemberID, by By) error {
	body := to[:]
	if to.IsZero() {
		body = nil
	}
	return r.write(Offer, now, body, by)
}

// Offered returns the member to whom the stewardship is offered, if it is.
func (r *Roster) Offered() (key.MemberID, bool) { return r.offer.to, !r.offer.to.IsZero() }

func (r *Roster) offerTo(body []byte) (func(), error) {
	switch {
	case len(body) == 0 && r.offer.to.IsZero():
		return nil, fmt.Errorf("%w: no offer to take back", ErrForbidden)
	case len(body) == 0:
		return func() { r.offer = offer{} }, nil
	case len(body) != key.Size:
		return nil, fmt.Errorf("%w: offer to %d bytes", ErrMalformed, len(body))
	}
	m := r.byID[key.MemberID(body)]
	if m == nil || m.ID == r.steward || len(m.Active()) == 0 {
		return nil, fmt.Errorf("%w: the stewardship goes to another member who takes part", ErrForbidden)
	}
	return func() { r.offer = offer{m.ID, r.head} }, nil
}

// accept makes the member to whom the stewardship is offered the steward.
func (r *Roster) accept(m *Member, body []byte) (func(), error) {
	switch {
	case len(body) != len(Hash{}):
		return nil, fmt.Errorf("%w: acceptance of %d bytes", ErrMalformed, len(body))
	case r.offer.to != m.ID || r.offer.record != Hash(body):
		return nil, fmt.Errorf("%w: the offer does not stand", ErrForbidden)
	}
	return func() { r.steward, r.offer = m.ID, offer{} }, nil
}
