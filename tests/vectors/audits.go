package vectors

import (
	"encoding/json"

	"satchel/client/audit"
	"satchel/shared/entry"
)

type auditFields struct {
	Previous Hex    `json:"previous"`
	At       int64  `json:"at"`
	Action   uint8  `json:"action"`
	Patient  Hex    `json:"patient"`
	Entry    Hex    `json:"entry"`
	Member   Hex    `json:"member"`
	Detail   string `json:"detail"`
}

func auditFormat() Format {
	return Format{
		File: "audit.json", About: "an item of a device's audit (SPEC 12.4)",
		Make: func(Set) []Vector { return append(auditGood(), auditBad()...) },
		Read: func(b []byte, before [][]byte) (any, error) {
			var head audit.Head
			for _, earlier := range before {
				_, head, _ = head.Follow(earlier)
			}
			i, _, err := head.Follow(b)
			if err != nil {
				return nil, err
			}
			f := auditFields{Previous: head.Last[:], At: int64(i.At), Action: uint8(i.Action), Detail: i.Detail, Patient: Hex{}, Entry: Hex{}, Member: Hex{}}
			if i.Patient != (entry.PatientID{}) {
				f.Patient = i.Patient[:]
			}
			if i.Entry != (entry.ID{}) {
				f.Entry = i.Entry[:]
			}
			if i.Member != [32]byte{} {
				f.Member = i.Member[:]
			}
			return f, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f auditFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			i := audit.Item{At: entry.Time(f.At), Action: audit.Action(f.Action), Detail: f.Detail}
			copy(i.Patient[:], f.Patient)
			copy(i.Entry[:], f.Entry)
			copy(i.Member[:], f.Member)
			b, _, err := audit.Head{Last: audit.Hash(f.Previous)}.Append(i)
			return b, err
		},
	}
}

// auditItems are two items, one behind the other.
func auditItems() (first, second []byte) {
	first, head, err := audit.Head{}.Append(audit.Item{At: 1_790_000_000_000, Action: audit.Unlocked})
	must(0, err)
	second, _, err = head.Append(audit.Item{
		At: 1_790_000_060_000, Action: audit.Opened, Patient: entry.PatientID{7}, Entry: note(1).ID, Member: bob.root.ID(), Detail: "unconscious – bilinci kapalı",
	})
	return first, must(second, err)
}

func auditGood() []Vector {
	first, second := auditItems()
	behind := good("the second", second)
	behind.After = []string{"the first"}
	unknown, _, err := audit.Head{}.Append(audit.Item{Action: 255})
	return []Vector{good("the first", first), behind, good("an action that is not known here", must(unknown, err))}
}

func auditBad() []Vector {
	const class = "audit.ErrMalformed"
	first, second := auditItems() // 88 01 58 20 previous 1b at 01 40 40 40 60
	twice := bad("the first again", "audit.ErrBroken", first)
	twice.After = []string{"the first"}
	return append(mangled(first, class, class),
		bad("the second without the first", "audit.ErrBroken", second), twice,
		bad("hash of 31 bytes", class, splice(splice(first, 3, 1, 31), 4, 1)),
		bad("action 0", class, splice(first, len(first)-5, 1, 0)),
		bad("patient of one byte", class, splice(first, len(first)-4, 1, 0x41, 9)),
		bad("patient of zeros", class, splice(first, len(first)-4, 1, append([]byte{0x50}, make([]byte, 16)...)...)),
		bad("member null", class, splice(first, len(first)-2, 1, 0xf6)),
		bad("detail not UTF-8", class, splice(first, len(first)-1, 1, 0x61, 0xff)),
	)
}

type auditHeadFields struct {
	Count uint64 `json:"count"`
	Last  Hex    `json:"last"`
}

func auditHeadFormat() Format {
	return Format{
		File: "audit_head.json", About: "the head of a device's audit (SPEC 12.4)",
		Make: func(Set) []Vector { return append(auditHeadGood(), auditHeadBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			h, err := audit.DecodeHead(b)
			return auditHeadFields{h.Count, h.Last[:]}, err
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f auditHeadFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			return audit.Head{Count: f.Count, Last: audit.Hash(f.Last)}.Encode()
		},
	}
}

func auditHeadGood() []Vector {
	first, second := auditItems()
	_, head, err := audit.Head{}.Follow(first)
	_, head, err = head.Follow(must(second, err))
	return []Vector{good("no item", must(audit.Head{}.Encode())), good("two items", must(must(head, err).Encode()))}
}

func auditHeadBad() []Vector {
	const class = "audit.ErrMalformed"
	b := must(audit.Head{Count: 1}.Encode())
	return append(mangled(b, class, class), bad("hash of 31 bytes", class, splice(splice(b, 4, 1, 31), 5, 1)))
}
