//go:build js

package idb

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"satchel/client/store"
)

// sizes are ways to keep 10 MB, and a small change.
var sizes = []struct{ rows, bytes int }{{210, store.MaxValue}, {2000, 5000}, {10000, 1000}, {1, 1000}}

// benchBatch fills its rows with noise, as sealed values are.
func benchBatch(first, rows, bytes int) (b store.Batch) {
	for n := range rows {
		key := make([]byte, 25)
		binary.BigEndian.PutUint64(key[17:], uint64(first+n))
		value := make([]byte, bytes)
		noise.Read(value)
		b.Puts = append(b.Puts, store.Put{Key: key, Value: value})
	}
	return b
}

func BenchmarkCommit(b *testing.B) {
	for _, s := range sizes {
		b.Run(fmt.Sprintf("%dx%d", s.rows, s.bytes), func(b *testing.B) {
			db := openNew(b)
			first := 0
			for b.Loop() {
				b.StopTimer()
				batch := benchBatch(first, s.rows, s.bytes)
				first += s.rows
				b.StartTimer()
				if err := db.Commit(context.Background(), batch); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

var noise = rand.NewChaCha8([32]byte{})

func BenchmarkScan(b *testing.B) {
	for _, s := range sizes {
		b.Run(fmt.Sprintf("%dx%d", s.rows, s.bytes), func(b *testing.B) {
			db := openNew(b)
			if err := db.Commit(context.Background(), benchBatch(0, s.rows, s.bytes)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				rows := 0
				err := db.Scan(context.Background(), nil, nil, func(_, _ []byte) error { rows++; return nil })
				if err != nil || rows != s.rows {
					b.Fatalf("%d rows, %v", rows, err)
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	db := openNew(b)
	batch := benchBatch(0, 200, 1000)
	if err := db.Commit(context.Background(), batch); err != nil {
		b.Fatal(err)
	}
	for n := 0; b.Loop(); n++ {
		if _, err := db.Get(context.Background(), batch.Puts[n%200].Key); err != nil {
			b.Fatal(err)
		}
	}
}
