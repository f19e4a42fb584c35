package entry_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/tests/vectors"
)

var device = key.DeviceID{1}

// leaves makes n entries of one device.
func leaves(n int) []*entry.Signed {
	out := make([]*entry.Signed, n)
	for i := range out {
		out[i] = must(entry.Seal(entry.Entry{Device: device, Stamp: entry.Stamp(i), Body: []byte("{}")}))
	}
	return out
}

// drawPart makes a commit and the part of it with a random set of its entries.
func drawPart(t *rapid.T) (whole, part *entry.Commit) {
	n := rapid.IntRange(1, 70).Draw(t, "size")
	whole = must(entry.Sign(grace, device, leaves(n)))
	chosen := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 1, n, rapid.ID[int]).Draw(t, "index")
	i := -1
	part = must(whole.Part(func(*entry.Signed) bool { i++; return slices.Contains(chosen, i) }))
	return whole, part
}

func TestPartVerifies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, part := drawPart(t)
		for _, c := range []*entry.Commit{whole, part} {
			if err := c.Verify(grace.Public()); err != nil {
				t.Fatal(err)
			}
			b := must(c.Encode())
			again, err := entry.DecodeCommit(b)
			if err != nil {
				t.Fatal(err)
			}
			if err := again.Verify(grace.Public()); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(must(again.Encode()), b) {
				t.Fatal("written otherwise")
			}
		}
	})
}

// changes are what makes a commit verify no more.
var changes = map[string]func(*rapid.T, *entry.Commit){
	"signature": func(t *rapid.T, c *entry.Commit) { flip(t, c.Signature[:]) },
	"device":    func(t *rapid.T, c *entry.Commit) { flip(t, c.Device[:]) },
	"size": func(t *rapid.T, c *entry.Commit) {
		c.Size = rapid.IntRange(1, 200).Filter(func(n int) bool { return n != c.Size }).Draw(t, "another size")
	},
	"entry": func(t *rapid.T, c *entry.Commit) {
		at := rapid.IntRange(0, len(c.Entries)-1).Draw(t, "at")
		e := c.Entries[at].Entry
		flip(t, e.Salt[:])
		c.Entries[at] = must(entry.Seal(e))
	},
	"hash": func(t *rapid.T, c *entry.Commit) {
		if len(c.Proof) == 0 {
			t.Skip("a whole commit has none")
		}
		flip(t, c.Proof[rapid.IntRange(0, len(c.Proof)-1).Draw(t, "at")][:])
	},
	"index": func(t *rapid.T, c *entry.Commit) {
		if c.Index == nil {
			t.Skip("a whole commit has none")
		}
		other := rapid.SliceOfNDistinct(rapid.IntRange(0, c.Size-1), len(c.Index), len(c.Index), rapid.ID[int]).Draw(t, "another index")
		slices.Sort(other)
		if slices.Equal(other, c.Index) {
			t.Skip("the same")
		}
		c.Index = other
	},
	"order": func(t *rapid.T, c *entry.Commit) {
		if len(c.Entries) < 2 {
			t.Skip("one entry has none")
		}
		c.Entries[0], c.Entries[1] = c.Entries[1], c.Entries[0]
	},
	"fewer entries": func(_ *rapid.T, c *entry.Commit) { c.Entries = c.Entries[1:] },
	"more hashes":   func(_ *rapid.T, c *entry.Commit) { c.Proof = append(slices.Clone(c.Proof), entry.ID{1}) },
}

func flip(t *rapid.T, b []byte) {
	b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
}

func TestAlteredDoesNotVerify(t *testing.T) {
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				whole, part := drawPart(t)
				c := rapid.SampledFrom([]*entry.Commit{whole, part}).Draw(t, "which")
				altered := *c
				altered.Entries, altered.Proof = slices.Clone(c.Entries), slices.Clone(c.Proof)
				if name == "fewer entries" && len(c.Entries) == 1 {
					t.Skip("none would be left")
				}
				if name == "more hashes" && c.Index == nil {
					t.Skip("a whole commit has none")
				}
				change(t, &altered)
				if err := altered.Verify(grace.Public()); err == nil {
					t.Fatal("verifies")
				}
			})
		})
	}
}

// TestFlippedBytes changes one bit of an encoded part: it is refused, or what
// it reads as does not verify.
func TestFlippedBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, part := drawPart(t)
		b := must(part.Encode())
		flip(t, b)
		c, err := entry.DecodeCommit(b)
		if err == nil {
			err = c.Verify(grace.Public())
		}
		if err == nil {
			t.Fatalf("verifies: %x", b)
		}
		if !errors.Is(err, entry.ErrMalformed) && !errors.Is(err, entry.ErrVersion) && !errors.Is(err, entry.ErrSignature) {
			t.Fatal(err)
		}
	})
}

func TestOtherSigner(t *testing.T) {
	other := must(key.DeviceSignerFromBytes(bytes.Repeat([]byte{1}, 32)))
	_, err := entry.Sign(other, key.DeviceID{2}, leaves(1))
	if err == nil {
		t.Error("signed another device's entry")
	}
	if err := must(entry.Sign(other, device, leaves(3))).Verify(grace.Public()); !errors.Is(err, entry.ErrSignature) {
		t.Error(err)
	}
}

func TestSizes(t *testing.T) {
	all := leaves(entry.MaxCommit + 1)
	for _, n := range []int{0, entry.MaxCommit + 1} {
		if _, err := entry.Sign(grace, device, all[:n]); err == nil {
			t.Errorf("signed %d entries", n)
		}
	}
	whole := must(entry.Sign(grace, device, all[:entry.MaxCommit]))
	n := 0
	part := must(whole.Part(func(*entry.Signed) bool { n++; return n%2 == 0 })) // the most hashes that there may be
	for _, c := range []*entry.Commit{whole, part} {
		again, err := entry.DecodeCommit(must(c.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Verify(grace.Public()); err != nil {
			t.Error(err)
		}
	}
	if len(part.Proof) != entry.MaxCommit/2 {
		t.Errorf("%d hashes", len(part.Proof))
	}
}

func TestPartOfNothing(t *testing.T) {
	whole := must(entry.Sign(grace, device, leaves(4)))
	if part, err := whole.Part(func(*entry.Signed) bool { return false }); part != nil || err != nil {
		t.Errorf("%v, %v", part, err)
	}
	if part := must(whole.Part(func(*entry.Signed) bool { return true })); part != whole {
		t.Error("a part with all is not the whole")
	}
	one := must(whole.Part(func(e *entry.Signed) bool { return e.Stamp == 2 }))
	if _, err := one.Part(func(*entry.Signed) bool { return true }); err == nil {
		t.Error("cut a part of a part")
	}
}

func FuzzDecodeCommit(f *testing.F) {
	for _, b := range vectors.Seeds("commit.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := entry.DecodeCommit(b)
		if err != nil {
			if !errors.Is(err, entry.ErrMalformed) && !errors.Is(err, entry.ErrVersion) {
				t.Error(err)
			}
			return
		}
		again := must(c.Encode())
		if !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x", b, again)
		}
		if got := must(entry.DecodeCommit(again)); !reflect.DeepEqual(got, c) {
			t.Error("read otherwise")
		}
		_ = c.Verify(grace.Public()) // whatever it says, it does not panic
	})
}
