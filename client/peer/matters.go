package peer

import (
	"context"

	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/client/record"
	"satchel/shared/key"
)

// matters are all matters, the oldest first. The slice is shared.
func (n *node) matters(ctx context.Context) ([]*desk.Matter, error) {
	mail, err := n.book.Letters(ctx)
	if err == nil {
		err = n.desk.Read(mail)
	}
	return n.desk.Matters(), err
}

// matter finds the matter of a thread with a member; nil if there is none.
func (n *node) matter(ctx context.Context, thread letter.Thread, out bool, with key.MemberID) (*desk.Matter, error) {
	if _, err := n.matters(ctx); err != nil {
		return nil, err
	}
	return n.desk.Matter(thread, out, with), nil
}

// marks are what the person here did with a matter.
func (n *node) marks(ctx context.Context, m *desk.Matter) (record.Marks, error) {
	mail, err := n.book.Letters(ctx)
	if err != nil {
		return record.Marks{}, err
	}
	return mail[m.Number].Marks, nil
}
