package peer

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"satchel/client/api"
	"satchel/client/audience"
	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// TestOwnedGrowsWithItsFile writes into a file, a note before the problem that it
// belongs to, and compares what is known of it with what a fresh reading finds.
func TestOwnedGrowsWithItsFile(t *testing.T) {
	p := newPair(t)
	n, f := p.a.node, newFile(t, p.a)
	rules := policy.Rules{{Effect: policy.Private, Tags: []string{keptTag}}}
	check := func(entries, tagged int) {
		t.Helper()
		known := n.owned(f, rules)
		clear(n.own)
		if fresh := n.owned(f, rules); !reflect.DeepEqual(known, fresh) {
			t.Fatalf("known are %v, a fresh reading finds %v", known, fresh)
		}
		of := func(x audience.Own) bool { return !slices.Contains(x.Tags, keptTag) }
		if left := slices.DeleteFunc(slices.Clone(known), of); len(known) != entries || len(left) != tagged {
			t.Fatalf("%d entries, %d of them tagged; want %d and %d", len(known), len(left), entries, tagged)
		}
	}
	body := func(i int, tag string) []byte { return []byte(observation("x", fmt.Sprint(i), tag)) }
	problem, err := n.sign(f, []draft{{Kind: entry.Problem, Body: body(1, keptTag)}})
	if err != nil {
		t.Fatal(err)
	}
	check(1, 0)
	write(t, n, f, draft{Kind: entry.Result, Body: body(2, "")})
	check(2, 0)
	write(t, n, f, draft{Kind: entry.Result, Body: body(3, ""), Problem: problem.entries[0].ID})
	check(3, 0)
	do(t, p.a, api.Share, api.ShareParams{Patient: f.Patient.String(), Members: []string{p.b.node.self.Member().String()}})
	check(3, 0)
	change := n.book.Begin()
	if _, err := n.writeFresh(context.Background(), change, f, n.policy(f), problem, map[key.DeviceID]uint64{}); err != nil {
		t.Fatal(err)
	}
	if err := change.Commit(context.Background()); err != nil {
		t.Fatal(err)
	}
	check(4, 2)
	write(t, n, f, draft{Kind: entry.Result, Body: body(4, keptTag)})
	check(5, 3)
}

// newFile opens a patient's file.
func newFile(t *testing.T, p *Peer) *record.File {
	row := do(t, p, api.CreatePatient, api.NewPatient{Family: "One", BirthDate: "1950-01-01"})
	f, err := p.node.file(context.Background(), row.ID)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func write(t *testing.T, n *node, f *record.File, d draft) {
	t.Helper()
	if _, err := n.write(context.Background(), f.Patient, []draft{d}); err != nil {
		t.Fatal(err)
	}
}
