package vectors

import (
	"encoding/json"
	"fmt"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/key"
)

type entryFields struct {
	ID       string `json:"id"`
	Author   Hex    `json:"author"`
	Device   Hex    `json:"device"`
	Patient  Hex    `json:"patient"`
	Number   uint32 `json:"number"`
	Kind     uint8  `json:"kind"`
	Amends   Hex    `json:"amends"`
	Problem  Hex    `json:"problem"`
	Clinical int64  `json:"clinical"`
	Recorded int64  `json:"recorded"`
	Stamp    uint64 `json:"stamp"`
	Salt     Hex    `json:"salt"`
	Body     Hex    `json:"body"`
}

func entryFormat() Format {
	return Format{
		File: "entry.json", About: "an entry and its identifier (SPEC 3)",
		Make: func(Set) []Vector { return append(entryGood(), entryBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			e, err := entry.Open(b)
			if err != nil {
				return nil, err
			}
			return fieldsOf(e), nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f entryFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			e := f.entry()
			return e.Encode()
		},
	}
}

func fieldsOf(e *entry.Signed) entryFields {
	f := entryFields{
		ID: e.ID.String(), Author: e.Author[:], Device: e.Device[:], Patient: e.Patient[:], Number: e.Number, Kind: uint8(e.Kind),
		Clinical: int64(e.Clinical), Recorded: int64(e.Recorded), Stamp: uint64(e.Stamp), Salt: e.Salt[:], Body: e.Body,
	}
	if !e.Amends.IsZero() {
		f.Amends = e.Amends[:]
	}
	if !e.Problem.IsZero() {
		f.Problem = e.Problem[:]
	}
	return f
}

func (f entryFields) entry() entry.Entry {
	e := entry.Entry{
		Author: key.MemberID(f.Author), Device: key.DeviceID(f.Device), Patient: entry.PatientID(f.Patient), Number: f.Number,
		Kind: entry.Kind(f.Kind), Clinical: entry.Time(f.Clinical), Recorded: entry.Time(f.Recorded),
		Stamp: entry.Stamp(f.Stamp), Salt: [16]byte(f.Salt), Body: f.Body,
	}
	copy(e.Amends[:], f.Amends)
	copy(e.Problem[:], f.Problem)
	return e
}

func entryGood() []Vector {
	opens := note(0).Entry
	opens.Kind, opens.Number = entry.Patient, 1234
	opens.Body = []byte(`{"resourceType":"Patient","name":[{"family":"Müller"}]}`)
	amends := note(1).Entry
	amends.Amends, amends.Problem, amends.Kind = note(0).ID, note(2).ID, entry.Vital
	early := note(3).Entry
	early.Clinical, early.Recorded, early.Stamp = -2_208_988_800_000, 0, entry.MaxStamp
	unknown := note(4).Entry
	unknown.Kind = 255
	vectors := []Vector{
		good("a note", note(0).Bytes), good("the entry that opens a file", must(opens.Encode())),
		good("an amendment that belongs to a problem", must(amends.Encode())),
		good("born in 1900, recorded at an unknown time, with the largest stamp", must(early.Encode())),
		good("a kind that this version does not know", must(unknown.Encode())),
		good("all zero", must((&entry.Entry{}).Encode())),
	}
	for _, n := range []int{23, 24, 255, 256, 1000} { // where the length of a length changes
		e := note(5).Entry
		e.Body = make([]byte, n)
		vectors = append(vectors, good(fmt.Sprintf("body of %d bytes", n), must(e.Encode())))
	}
	return vectors
}

// Where the fields of note lie.
const (
	entryAuthor  = 2
	entryPatient = entryAuthor + 2*34
	entryNumber  = entryPatient + 17
	entryKind    = entryNumber + 1
	entryAmends  = entryKind + 1
	entryStamp   = entryAmends + 2 + 2*9
	entrySalt    = entryStamp + 9
	entryBody    = entrySalt + 17
)

func entryBad() []Vector {
	const malformed = "entry.ErrMalformed"
	b := note(0).Bytes
	short := splice(splice(b, entryAuthor+2, 1), entryAuthor+1, 1, 31)
	body := b[entryBody+2:] // behind 0x58 and its length
	return append(mangled(b, malformed, "entry.ErrVersion"),
		bad("author of 31 bytes", malformed, short),
		bad("author as text", malformed, splice(b, entryAuthor, 1, 0x78)),
		bad("author as an array", malformed, slices.Concat(b[:entryAuthor], []byte{0x98, 32}, make([]byte, 32), b[entryAuthor+34:])),
		bad("patient of 15 bytes", malformed, splice(splice(b, entryPatient+1, 1), entryPatient, 1, 0x4f)),
		bad("number negative", malformed, splice(b, entryNumber, 1, 0x20)),
		bad("number over 32 bits", malformed, splice(b, entryNumber, 1, 0x1b, 0, 0, 0, 1, 0, 0, 0, 0)),
		bad("kind over 8 bits", malformed, splice(b, entryKind, 1, 0x19, 1, 0)),
		bad("kind not shortest", malformed, splice(b, entryKind, 1, 0x18, 15)),
		bad("amends nothing, in 32 bytes", malformed, slices.Concat(b[:entryAmends], []byte{0x58, 32}, make([]byte, 32), b[entryAmends+1:])),
		bad("amends null", malformed, splice(b, entryAmends, 1, 0xf6)), bad("problem null", malformed, splice(b, entryAmends+1, 1, 0xf6)),
		bad("stamp over 2^53-1", malformed, splice(b, entryStamp, 9, 0x1b, 0, 0x20, 0, 0, 0, 0, 0, 0)),
		bad("body null", malformed, append(slices.Clone(b[:entryBody]), 0xf6)),
		bad("body as text", malformed, slices.Concat(b[:entryBody], []byte{0x78, byte(len(body))}, body)),
		bad("length of the body not shortest", malformed, slices.Concat(b[:entryBody], []byte{0x59, 0, byte(len(body))}, body)),
		bad("body in pieces", malformed, slices.Concat(b[:entryBody], []byte{0x5f, 0x58, byte(len(body))}, body, []byte{0xff})),
	)
}
