package session

import "satchel/shared/key"

// Keys are the queue keys to prove at every connection, in the order they were
// added. They outlive connections. The zero value holds none.
type Keys struct{ proofs []proof }

type proof struct {
	key  key.QueueKey
	open bool
}

// Add remembers a key and whether to open its mailboxes. A key that was added
// before stays open if it was.
func (k *Keys) Add(q key.QueueKey, open bool) {
	if p := k.find(q.Public()); p != nil {
		p.open = p.open || open
		return
	}
	k.proofs = append(k.proofs, proof{q, open})
}

func (k *Keys) find(public key.Public) *proof {
	for i := range k.proofs {
		if k.proofs[i].key.Public() == public {
			return &k.proofs[i]
		}
	}
	return nil
}
