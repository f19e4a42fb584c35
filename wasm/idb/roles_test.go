//go:build js

package idb

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"satchel/client/store"
)

// TestMain also plays the roles that the scripts of tests/wasmbrowser need:
//
//	TEST write NAME COUNT    commit batches to NAME and print how many there are
//	TEST fill NAME COUNT     the same until the store is full
//	TEST check NAME COUNT    commit nothing
//
// Each first checks that the batches 0..COUNT-1, which an earlier run
// acknowledged, are there; fill checks all of its own as well.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.NArg() == 0 {
		os.Exit(m.Run())
	}
	if err := play(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func play(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("unknown arguments %q", args)
	}
	acknowledged, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	db, err := Open(context.Background(), args[1], Options{})
	if err != nil {
		return err
	}
	if db.Created() != (acknowledged == 0) {
		return fmt.Errorf("new: %t, with %d batches acknowledged", db.Created(), acknowledged)
	}
	there, err := wantBatches(db, acknowledged)
	if err != nil {
		return err
	}
	switch args[0] {
	case "check":
		return db.Close()
	case "write":
		_, err = writeBatches(db, there)
		return err
	case "fill":
		there, err = writeBatches(db, there)
		if !errors.Is(err, store.ErrFull) {
			return fmt.Errorf("%v; want ErrFull", err)
		}
		_, err = wantBatches(db, there)
		return err
	}
	return fmt.Errorf("unknown role %q", args[0])
}

// writeBatches commits batch after batch and prints how many are there, until
// a commit fails.
func writeBatches(db *DB, there int) (int, error) {
	for {
		if err := db.Commit(context.Background(), roleBatch(there)); err != nil {
			return there, err
		}
		there++
		fmt.Println(there)
	}
}

// wantBatches counts the batches and checks that none is missing.
func wantBatches(db *DB, acknowledged int) (int, error) {
	there, err := countBatches(db)
	if err == nil && there < acknowledged {
		err = fmt.Errorf("%d batches are there, %d were acknowledged", there, acknowledged)
	}
	return there, err
}

// roleBatch is batch number n: three rows of noise that belong together.
func roleBatch(n int) (b store.Batch) {
	seed := [32]byte{}
	binary.BigEndian.PutUint32(seed[:], uint32(n))
	noise := rand.NewChaCha8(seed)
	for i, size := range []int{store.MaxValue, 1000, 1} {
		p := store.Put{Key: append(binary.BigEndian.AppendUint32(nil, uint32(n)), byte(i)), Value: make([]byte, size)}
		noise.Read(p.Value)
		b.Puts = append(b.Puts, p)
	}
	return b
}

// countBatches checks that the database holds batches 0..n-1, each of them
// whole, and nothing else, and returns n.
func countBatches(db *DB) (int, error) {
	rows, want := 0, store.Batch{}
	err := db.Scan(context.Background(), nil, nil, func(k, v []byte) error {
		if rows%3 == 0 {
			want = roleBatch(rows / 3)
		}
		if p := want.Puts[rows%3]; !bytes.Equal(k, p.Key) || !bytes.Equal(v, p.Value) {
			return fmt.Errorf("row %d is %x with %d bytes; want %x", rows, k, len(v), p.Key)
		}
		rows++
		return nil
	})
	if err == nil && rows%3 != 0 {
		err = fmt.Errorf("the last batch has %d of 3 rows", rows%3)
	}
	return rows / 3, err
}
