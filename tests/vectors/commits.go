package vectors

import (
	"encoding/json"
	"fmt"
	"slices"

	"satchel/client/record"
	"satchel/shared/entry"
	"satchel/shared/key"
)

type commitFields struct {
	Device    Hex   `json:"device"`
	Size      int   `json:"size"`
	Index     []int `json:"index"`
	Entries   []Hex `json:"entries"`
	Proof     []Hex `json:"proof"`
	Signature Hex   `json:"signature"`
}

func commitFormat() Format {
	return Format{
		File: "commit.json", About: "commits, whole and in part, verified with Grace's signing key (SPEC 4)", Given: people(grace),
		Make: func(Set) []Vector { return append(commitGood(), commitBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			c, err := entry.DecodeCommit(b)
			if err != nil {
				return nil, err
			}
			if err := c.Verify(grace.signer.Public()); err != nil {
				return nil, err
			}
			return commitOf(c), nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f commitFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			c, err := f.commit()
			if err != nil {
				return nil, err
			}
			return c.Encode()
		},
	}
}

func commitOf(c *entry.Commit) commitFields {
	f := commitFields{
		Device: c.Device[:], Size: c.Size, Index: append([]int{}, c.Index...), Entries: []Hex{}, Proof: []Hex{}, Signature: c.Signature[:],
	}
	for _, e := range c.Entries {
		f.Entries = append(f.Entries, e.Bytes)
	}
	for _, p := range c.Proof {
		f.Proof = append(f.Proof, p[:])
	}
	return f
}

func (f commitFields) commit() (*entry.Commit, error) {
	c := &entry.Commit{Device: key.DeviceID(f.Device), Size: f.Size, Index: f.Index, Signature: [key.SignatureSize]byte(f.Signature)}
	for _, b := range f.Entries {
		e, err := entry.Open(b)
		if err != nil {
			return nil, err
		}
		c.Entries = append(c.Entries, e)
	}
	for _, p := range f.Proof {
		c.Proof = append(c.Proof, entry.ID(p))
	}
	return c, nil
}

func commitOfNotes(n int) *entry.Commit {
	return must(entry.Sign(grace.signer, grace.device(), notes(n)))
}

// part reduces a commit of n notes to those at index.
func part(n int, index ...int) *entry.Commit {
	i := -1
	return must(commitOfNotes(n).Part(func(*entry.Signed) bool {
		i++
		return slices.Contains(index, i)
	}))
}

func commitGood() (out []Vector) {
	for _, n := range []int{1, 2, 3, 4, 5, 8} {
		out = append(out, good(fmt.Sprintf("whole, %d entries", n), must(commitOfNotes(n).Encode())))
	}
	for _, p := range []struct {
		n     int
		index []int
	}{{2, []int{0}}, {2, []int{1}}, {3, []int{2}}, {5, []int{4}}, {5, []int{0, 3}}, {7, []int{1, 2, 3, 5}}, {8, []int{0, 1, 2, 3}}, {16, []int{11}}} {
		out = append(out, good(fmt.Sprintf("%d entries, of which %v", p.n, p.index), must(part(p.n, p.index...).Encode())))
	}
	return out
}

func commitBad() []Vector {
	const malformed, signature = "entry.ErrMalformed", "entry.ErrSignature"
	b := must(part(5, 0, 3).Encode())
	change := func(change func(*entry.Commit)) []byte {
		c := part(5, 0, 3)
		change(c)
		return must(c.Encode())
	}
	return append(mangled(must(commitOfNotes(2).Encode()), malformed, "entry.ErrVersion"),
		bad("signature altered", signature, flip(b, -1)),
		bad("another device", signature, change(func(c *entry.Commit) { c.Device = ada.device() })),
		bad("size altered", signature, change(func(c *entry.Commit) { c.Size = 6 })),
		bad("index altered", signature, change(func(c *entry.Commit) { c.Index = []int{0, 2} })),
		bad("hash altered", signature, change(func(c *entry.Commit) { c.Proof[0][0] ^= 1 })),
		bad("hashes swapped", signature, change(func(c *entry.Commit) { c.Proof[0], c.Proof[1] = c.Proof[1], c.Proof[0] })),
		bad("entries swapped", signature, change(func(c *entry.Commit) { c.Entries[0], c.Entries[1] = c.Entries[1], c.Entries[0] })),
		bad("another entry", signature, change(func(c *entry.Commit) { c.Entries[1] = note(9) })),
		bad("a hash missing", malformed, change(func(c *entry.Commit) { c.Proof = c.Proof[1:] })),
		bad("a hash too many", malformed, change(func(c *entry.Commit) { c.Proof = append(c.Proof, entry.ID{}) })),
		bad("an entry missing", malformed, change(func(c *entry.Commit) { c.Entries = c.Entries[1:] })),
		bad("indexes out of order", malformed, change(func(c *entry.Commit) { c.Index = []int{3, 0} })),
		bad("index twice", malformed, change(func(c *entry.Commit) { c.Index = []int{3, 3} })),
		bad("index beyond the size", malformed, change(func(c *entry.Commit) { c.Index = []int{0, 5} })),
		bad("size zero", malformed, change(func(c *entry.Commit) { c.Size = 0 })),
		bad("size over the limit", malformed, change(func(c *entry.Commit) { c.Size = entry.MaxCommit + 1 })),
		bad("whole, with a hash", malformed, change(func(c *entry.Commit) { *c = *commitOfNotes(2); c.Proof = []entry.ID{{}} })),
		bad("signed by a device that did not write the entry", signature, foreignEntry()),
	)
}

// foreignEntry is Ada's entry in a commit of Grace's.
func foreignEntry() []byte {
	e := note(0).Entry
	e.Device = ada.device()
	theirs := must(entry.Seal(e))
	c := &entry.Commit{Device: grace.device(), Size: 1, Entries: []*entry.Signed{theirs}}
	message := slices.Concat(c.Device[:], []byte{0, 0, 0, 1}, theirs.ID[:])
	copy(c.Signature[:], grace.signer.Sign(key.ContextCommit, message))
	return must(c.Encode())
}

func packFormat() Format {
	type fields struct {
		Commit Hex `json:"commit"`
	}
	sizes := map[string]int{"one entry": 1, "five entries": 5, "two hundred entries": 200}
	read := func(b []byte, _ [][]byte) (any, error) {
		c, err := record.Unpack(b)
		if err != nil {
			return nil, err
		}
		return fields{must(c.Encode())}, nil
	}
	return Format{
		File: "pack.json", About: "packs: a commit behind Zstandard; any frame that unpacks to the commit is as good (SPEC 5)",
		Make: func(old Set) []Vector {
			var out []Vector
			for _, name := range []string{"one entry", "five entries", "two hundred entries"} {
				c := commitOfNotes(sizes[name])
				out = append(out, keep(old, good(name, must(record.Pack(c))), func(b []byte) bool {
					got, err := read(b, nil)
					return err == nil && string(got.(fields).Commit) == string(must(c.Encode()))
				}))
			}
			b := out[1].Hex
			return append(out,
				bad("nothing", "entry.ErrMalformed", []byte{}),
				bad("cut short", "record.ErrMalformed", b[:len(b)-4]),
				bad("not Zstandard", "record.ErrMalformed", flip(b, 0)),
				bad("a commit that is not packed", "record.ErrMalformed", must(commitOfNotes(1).Encode())),
				bad("unpacks to over 8 MiB", "record.ErrMalformed", bomb),
			)
		},
		Read: read,
	}
}

// bomb is a Zstandard frame of 16 MiB of zeros: a header with the size, then
// blocks that say "one byte, 128 KiB times" (RFC 8878, 3.1.1).
var bomb = func() []byte {
	b := []byte{0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 1}
	for i := range 128 {
		last := byte(0)
		if i == 127 {
			last = 1
		}
		head := 128<<10<<3 | 1<<1 // run-length block
		b = append(b, byte(head)|last, byte(head>>8), byte(head>>16), 0)
	}
	return b
}()

// keep returns the vector that the file has under fresh's name while it reads
// as it should, and else fresh: its bytes are not ours to fix.
func keep(old Set, fresh Vector, reads func([]byte) bool) Vector {
	for _, v := range old.Vectors {
		if v.Name == fresh.Name && reads(v.Hex) {
			return Vector{Name: v.Name, Hex: v.Hex}
		}
	}
	return fresh
}
