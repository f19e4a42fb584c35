package record

import (
	"context"
	"fmt"
	"slices"

	"satchel/client/replica"
	"satchel/client/store"
	"satchel/shared/key"
	"satchel/shared/wire"
)

// pageContacts bounds the contacts of one page.
const pageContacts = 64

// contacts holds the counters of every stream, in pages of the order in which
// the contacts came.
type contacts struct {
	states map[key.DeviceID]replica.State
	order  []key.DeviceID
	place  map[key.DeviceID]int // in the order
}

func newContacts() *contacts {
	return &contacts{states: map[key.DeviceID]replica.State{}, place: map[key.DeviceID]int{}}
}

type contactWire struct {
	_        struct{} `cbor:",toarray"`
	Device   []byte
	Given    uint64
	AtRelay  uint64
	Epoch    []byte
	Received uint64
	Have     uint64
	Known    uint64
	Told     uint64
	Life     uint32
	Expired  uint64
}

func (b *Book) loadContacts(ctx context.Context) error {
	return b.store.Scan(ctx, Contacts, nil, 0, func(n uint64, value []byte) error {
		var page []contactWire
		if err := reader.Decode(value, &page); err != nil {
			return fmt.Errorf("%w: contacts page %d: %v", ErrMalformed, n, err)
		}
		for _, w := range page {
			if len(w.Device) != key.Size || len(w.Epoch) != 16 {
				return fmt.Errorf("%w: contacts page %d", ErrMalformed, n)
			}
			b.contacts.set(key.DeviceID(w.Device), replica.State{
				Given: w.Given, AtRelay: w.AtRelay, Epoch: [16]byte(w.Epoch), Received: w.Received,
				Have: w.Have, Known: w.Known, Told: w.Told, Life: w.Life, Expired: w.Expired,
			})
		}
		return nil
	})
}

func (c *contacts) set(device key.DeviceID, s replica.State) {
	if _, known := c.place[device]; !known {
		c.place[device] = len(c.order)
		c.order = append(c.order, device)
	}
	c.states[device] = s
}

// page encodes the page that a device is on, with the changes in next.
func (c *contacts) page(n int, order []key.DeviceID, next map[key.DeviceID]replica.State) (store.Row, error) {
	var page []contactWire
	for _, d := range order[n*pageContacts : min(len(order), (n+1)*pageContacts)] {
		s, changed := next[d]
		if !changed {
			s = c.states[d]
		}
		page = append(page, contactWire{
			Device: slices.Clone(d[:]), Given: s.Given, AtRelay: s.AtRelay, Epoch: slices.Clone(s.Epoch[:]),
			Received: s.Received, Have: s.Have, Known: s.Known, Told: s.Told, Life: s.Life, Expired: s.Expired,
		})
	}
	value, err := wire.Encode(page)
	if err != nil {
		return store.Row{}, fmt.Errorf("encode contacts: %w", err)
	}
	return store.Row{Name: store.Name{Table: Contacts, Number: uint64(n)}, Value: value}, nil
}
