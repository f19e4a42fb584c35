package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"satchel/client/store"
)

// model commits random batches and compares every answer with a map's.
func model(t *testing.T, s store.Store) {
	for seed := range uint64(3) {
		m := &modelRun{t: t, s: s, random: rand.New(rand.NewPCG(seed, 0)), want: map[string][]byte{}}
		m.empty()
		for step := range 60 {
			m.step = fmt.Sprintf("seed %d, step %d", seed, step)
			m.commit()
			m.get()
			m.scan()
		}
	}
}

type modelRun struct {
	t      *testing.T
	s      store.Store
	random *rand.Rand
	want   map[string][]byte
	step   string
}

// empty removes what the seed before left.
func (m *modelRun) empty() {
	var b store.Batch
	err := m.s.Scan(context.Background(), nil, nil, func(k, _ []byte) error {
		b.Deletes = append(b.Deletes, k)
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	commit(m.t, m.s, b)
}

// key draws from few keys of few lengths, so that they meet often.
func (m *modelRun) key() []byte {
	k := make([]byte, m.random.IntN(4))
	for i := range k {
		k[i] = []byte{0, 1, 'a', 0x80, 0xff}[m.random.IntN(5)]
	}
	return k
}

func (m *modelRun) value() []byte {
	size := m.random.IntN(200)
	if m.random.IntN(20) == 0 {
		size = m.random.IntN(store.MaxValue + 1)
	}
	return bytes.Repeat([]byte{byte(m.random.Uint32())}, size)
}

// commit applies a random batch, and now and then one that is refused.
func (m *modelRun) commit() {
	var b store.Batch
	for range m.random.IntN(6) {
		b.Deletes = append(b.Deletes, m.key())
	}
	for range m.random.IntN(12) {
		b.Puts = append(b.Puts, store.Put{Key: m.key(), Value: m.value()})
	}
	if m.random.IntN(8) == 0 {
		b.Puts = append(b.Puts, store.Put{Key: make([]byte, store.MaxKey+1)})
		if err := m.s.Commit(context.Background(), b); !errors.Is(err, store.ErrTooLarge) {
			m.t.Fatalf("%s: %v; want ErrTooLarge", m.step, err)
		}
		return
	}
	for _, k := range b.Deletes {
		delete(m.want, string(k))
	}
	for _, p := range b.Puts {
		m.want[string(p.Key)] = bytes.Clone(p.Value)
	}
	commit(m.t, m.s, b)
}

func (m *modelRun) get() {
	k := m.key()
	got, err := m.s.Get(context.Background(), k)
	want, ok := m.want[string(k)]
	if !ok && errors.Is(err, store.ErrNotFound) {
		return
	}
	if err != nil || !ok || !bytes.Equal(got, want) {
		m.t.Fatalf("%s: Get(%x) = %d bytes, %v; want %d bytes, %t", m.step, k, len(got), err, len(want), ok)
	}
}

func (m *modelRun) scan() {
	from, to := m.key(), m.key()
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(m.want)), func(k string) bool {
		return k < string(from) || len(to) > 0 && k >= string(to)
	})
	err := m.s.Scan(context.Background(), from, to, func(k, v []byte) error {
		if len(keys) == 0 || string(k) != keys[0] || !bytes.Equal(v, m.want[keys[0]]) {
			return fmt.Errorf("unexpected row %x of %d bytes, next is %x", k, len(v), keys[:min(1, len(keys))])
		}
		keys = keys[1:]
		return nil
	})
	if err != nil || len(keys) > 0 {
		m.t.Fatalf("%s: Scan(%x, %x): %v, %d rows missing", m.step, from, to, err, len(keys))
	}
}
