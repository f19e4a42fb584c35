package audit_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/client/audit"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/tests/vectors"
)

func drawItem(t *rapid.T) audit.Item {
	i := audit.Item{
		At: entry.Time(rapid.Int64().Draw(t, "at")), Action: audit.Action(rapid.IntRange(1, 255).Draw(t, "action")),
		Detail: rapid.StringN(0, 20, 400).Draw(t, "detail"),
	}
	i.Patient[0], i.Entry[0], i.Member[0] = rapid.Byte().Draw(t, "patient"), rapid.Byte().Draw(t, "entry"), rapid.Byte().Draw(t, "member")
	return i
}

// chain writes items down one behind the other.
func chain(t *rapid.T, items []audit.Item) (rows [][]byte, head audit.Head) {
	for _, i := range items {
		b, next, err := head.Append(i)
		if err != nil {
			t.Fatal(err)
		}
		rows, head = append(rows, b), next
	}
	return rows, head
}

// check reads a chain whose head is known.
func check(rows [][]byte, kept audit.Head) (items []audit.Item, err error) {
	var head audit.Head
	for _, b := range rows {
		i, next, broken := head.Follow(b)
		if broken != nil {
			return nil, broken
		}
		items, head = append(items, i), next
	}
	if head != kept {
		return nil, fmt.Errorf("%w: the head is of another", audit.ErrBroken)
	}
	return items, nil
}

func TestChainReadsAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items := rapid.SliceOfN(rapid.Custom(drawItem), 1, 10).Draw(t, "items")
		got, err := check(chain(t, items))
		if err != nil || !slices.Equal(got, items) {
			t.Fatalf("%+v, %v; want %+v", got, err, items)
		}
	})
}

// changes are what somebody may do to a chain of two items or more.
var changes = map[string]func(t *rapid.T, rows [][]byte) [][]byte{
	"a bit flipped": func(t *rapid.T, rows [][]byte) [][]byte {
		n := rapid.IntRange(0, len(rows)-1).Draw(t, "item")
		bit := rapid.IntRange(0, 8*len(rows[n])-1).Draw(t, "bit")
		rows[n] = slices.Clone(rows[n])
		rows[n][bit/8] ^= 1 << (bit % 8)
		return rows
	},
	"an item removed": func(t *rapid.T, rows [][]byte) [][]byte {
		n := rapid.IntRange(0, len(rows)-1).Draw(t, "item")
		return slices.Delete(rows, n, n+1)
	},
	"the end removed": func(t *rapid.T, rows [][]byte) [][]byte {
		return rows[:rapid.IntRange(0, len(rows)-1).Draw(t, "left")]
	},
	"two swapped": func(t *rapid.T, rows [][]byte) [][]byte {
		n := rapid.IntRange(0, len(rows)-2).Draw(t, "item")
		m := rapid.IntRange(n+1, len(rows)-1).Draw(t, "other")
		rows[n], rows[m] = rows[m], rows[n]
		return rows
	},
	"one told twice": func(t *rapid.T, rows [][]byte) [][]byte {
		n := rapid.IntRange(0, len(rows)-1).Draw(t, "item")
		return slices.Insert(rows, n, rows[n])
	},
}

func TestChangesAreFound(t *testing.T) {
	for name, change := range changes {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			rows, head := chain(t, rapid.SliceOfN(rapid.Custom(drawItem), 2, 10).Draw(t, "items"))
			_, err := check(change(t, slices.Clone(rows)), head)
			if !errors.Is(err, audit.ErrBroken) && !errors.Is(err, audit.ErrMalformed) {
				t.Fatalf("%v", err)
			}
		}))
	}
}

// TestFollowGoesOn reads behind a break: the items after it are whole.
func TestFollowGoesOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, kept := chain(t, []audit.Item{{Action: 1}, {Action: 2}, {Action: 3}, {Action: 4}})
		rows = slices.Delete(rows, 1, 2)
		var head audit.Head
		var broken []string
		for _, b := range rows {
			_, next, err := head.Follow(b)
			if err != nil {
				broken = append(broken, err.Error())
			}
			head = next
		}
		if want := []string{"item 2: audit chain is broken"}; !slices.Equal(broken, want) || head.Last != kept.Last {
			t.Fatalf("%q", broken)
		}
	})
}

func TestItemsRefused(t *testing.T) {
	for name, i := range map[string]audit.Item{
		"no action":   {},
		"long detail": {Action: 1, Detail: strings.Repeat("x", audit.MaxDetail+1)},
		"not UTF-8":   {Action: 1, Detail: "\xff"},
	} {
		if _, _, err := (audit.Head{}).Append(i); !errors.Is(err, audit.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	longest := audit.Item{At: 1 << 62, Action: 255, Detail: strings.Repeat("x", audit.MaxDetail)}
	longest.Patient[0], longest.Entry[0], longest.Member = 1, 1, key.MemberID{1}
	b, head, err := audit.Head{Count: 1, Last: audit.Hash{9}}.Append(longest)
	if err != nil || head.Count != 2 {
		t.Fatalf("the longest: %v, %+v", err, head)
	}
	if _, _, err := audit.Decode(b); err != nil {
		t.Errorf("the longest, read: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range vectors.Seeds("audit.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		i, previous, err := audit.Decode(b)
		if err != nil {
			if !errors.Is(err, audit.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, _, err := (audit.Head{Last: previous}).Append(i); err != nil || string(again) != string(b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}

func FuzzDecodeHead(f *testing.F) {
	for _, b := range vectors.Seeds("audit_head.json") {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := audit.DecodeHead(b)
		if err != nil {
			if !errors.Is(err, audit.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := h.Encode(); err != nil || string(again) != string(b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
