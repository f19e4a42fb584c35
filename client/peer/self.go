package peer

import (
	"context"

	"satchel/client/identity"
	"satchel/client/record"
	"satchel/client/store"
)

var selfName = store.Name{Table: record.Self}

// readSelf reads who this device is, or fails with store.ErrNotFound.
func readSelf(ctx context.Context, s *store.Sealed) (*identity.Identity, error) {
	b, err := s.Get(ctx, selfName)
	if err != nil {
		return nil, err
	}
	return identity.Decode(b)
}

// selfRow is an identity as it is kept.
func selfRow(self *identity.Identity) (store.Row, error) {
	b, err := self.Encode()
	return store.Row{Name: selfName, Value: b}, err
}

// keepSelf commits this device's identity, with more rows if there are any.
func (n *node) keepSelf(ctx context.Context, rows []store.Row) error {
	me, err := selfRow(n.self)
	if err != nil {
		return err
	}
	return n.sealed.Commit(ctx, store.SealedBatch{Puts: append(rows, me)})
}

func (n *node) countPatient(number uint32) (store.Row, error) {
	before := n.self.Patients
	n.self.Patients = number
	row, err := selfRow(n.self)
	if err != nil {
		n.self.Patients = before
	}
	return row, err
}
