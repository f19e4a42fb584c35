package vectors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"slices"

	"satchel/client/parcel"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

const malformedParcel = "parcel.ErrMalformed"

type parcelFields struct {
	First    uint64          `json:"first"`
	Given    uint64          `json:"given"`
	Sections []sectionFields `json:"sections"`
}

type sectionFields struct {
	What    uint8  `json:"what"`
	Count   uint64 `json:"count"`
	Patient Hex    `json:"patient"`
	Pack    Hex    `json:"pack"`
	Entries []Hex  `json:"entries"`
}

func parcelFormat() Format {
	return Format{
		File: "parcel.json", About: "parcels of a stream; the packs in them are not looked into (SPEC 9.1)",
		Make: func(Set) []Vector { return append(parcelGood(), parcelBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			p, err := parcel.Decode(b)
			if err != nil {
				return nil, err
			}
			f := parcelFields{First: p.First, Given: p.Given}
			for _, s := range p.Sections {
				of := sectionFields{uint8(s.What), s.Count, s.Patient[:], s.Pack, []Hex{}}
				for _, id := range s.Entries {
					of.Entries = append(of.Entries, id[:])
				}
				f.Sections = append(f.Sections, of)
			}
			return f, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f parcelFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			p := parcel.Parcel{First: f.First, Given: f.Given}
			for _, s := range f.Sections {
				of := parcel.Section{What: parcel.What(s.What), Count: s.Count, Patient: entry.PatientID(s.Patient), Pack: s.Pack}
				for _, id := range s.Entries {
					of.Entries = append(of.Entries, entry.ID(id))
				}
				p.Sections = append(p.Sections, of)
			}
			return p.Encode()
		},
	}
}

func parcelOf(first, given uint64, sections ...parcel.Section) []byte {
	p := parcel.Parcel{First: first, Given: given, Sections: sections}
	return must(p.Encode())
}

func parcelGood() []Vector {
	patient := entry.PatientID{1, 2, 3}
	return []Vector{
		good("three entries", parcelOf(1, 3, parcel.Section{What: parcel.Entries, Count: 3, Patient: patient, Pack: []byte("pack")})),
		good("all kinds of sections", parcelOf(100, 200,
			parcel.Section{What: parcel.Entries, Count: 2, Patient: patient, Pack: []byte("pack")},
			parcel.Section{What: parcel.Void, Count: 40},
			parcel.Section{What: parcel.Hide, Count: 1, Patient: patient, Entries: []entry.ID{note(1).ID}},
			parcel.Section{What: parcel.Show, Count: 1, Patient: patient},
			parcel.Section{What: parcel.Letter, Count: 1, Pack: letterGood()[0].Hex},
		)),
		good("the last number that there may be", parcelOf(parcel.MaxNumber, parcel.MaxNumber, parcel.Section{What: parcel.Void, Count: 1})),
	}
}

func parcelBad() []Vector {
	patient := entry.PatientID{1, 2, 3}
	pack := parcel.Section{What: parcel.Entries, Count: 1, Patient: patient, Pack: []byte("pack")}
	with := func(change func(*parcel.Section)) []byte {
		s := pack
		change(&s)
		return parcelOf(1, 5000, s)
	}
	wrong := map[string][]byte{
		"first number 0":                 parcelOf(0, 1, pack),
		"no sections":                    parcelOf(1, 1),
		"more numbers than are given":    parcelOf(5, 5, pack, pack),
		"given beyond the limit":         parcelOf(1, parcel.MaxNumber+1, pack),
		"numbers that overflow":          parcelOf(1<<64-1, 1<<64-1, pack, pack),
		"unknown content":                with(func(s *parcel.Section) { s.What = 6 }),
		"content 0":                      with(func(s *parcel.Section) { s.What = 0 }),
		"no number in a section":         with(func(s *parcel.Section) { s.Count = 0 }),
		"more entries than a commit has": with(func(s *parcel.Section) { s.Count = entry.MaxCommit + 1 }),
		"entries without a pack":         with(func(s *parcel.Section) { s.Pack = nil }),
		"void with a pack":               with(func(s *parcel.Section) { s.What = parcel.Void }),
		"two numbers to hide":            with(func(s *parcel.Section) { *s = parcel.Section{What: parcel.Hide, Count: 2, Patient: patient} }),
		"entries that name entries":      with(func(s *parcel.Section) { s.Entries = []entry.ID{{}} }),
		"4097 sections":                  parcelOf(1, 5000, slices.Repeat([]parcel.Section{{What: parcel.Void, Count: 1}}, parcel.MaxSections+1)...),
	}
	out := mangled(parcelOf(1, 1, pack), malformedParcel, malformedParcel)
	for _, name := range sortedKeys(wrong) {
		out = append(out, bad(name, malformedParcel, wrong[name]))
	}
	return out
}

func partFormat() Format {
	type fields struct {
		Whole Hex `json:"whole"`
	}
	return Format{
		File: "part.json", About: "parts, each handed over after those it names; fields have the parcel that it completes, if it does (SPEC 9.2)",
		Make: func(Set) []Vector { return append(partGood(), partBad()...) },
		Read: func(b []byte, before [][]byte) (any, error) {
			var a parcel.Assembler[int]
			for i, p := range before {
				if _, _, _, err := a.Add(p, i); err != nil {
					return nil, err
				}
			}
			whole, _, _, err := a.Add(b, len(before))
			return fields{whole}, err
		},
	}
}

func partOf(first uint64, index, total uint16, body string) []byte {
	b := binary.BigEndian.AppendUint64([]byte{1}, first)
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, index), total)
	return append(b, body...)
}

func partGood() []Vector {
	out := []Vector{
		good("one of one", partOf(7, 0, 1, "parcel")), good("one of three", partOf(8, 0, 3, "par")),
		good("two of three", partOf(8, 1, 3, "ce")), good("three of three", partOf(8, 2, 3, "l")),
		good("of another parcel", partOf(9, 2, 3, "L")), good("sent anew, cut in two", partOf(8, 0, 2, "parc")),
		good("the rest of two", partOf(8, 1, 2, "el")), good("sent anew, with other bytes", partOf(8, 0, 3, "PAR")),
	}
	after := [][]string{
		2: {"one of three"}, 3: {"two of three", "one of three"}, 4: {"one of three", "two of three"}, 5: {"one of three"},
		6: {"one of three", "sent anew, cut in two"}, 7: {"one of three", "two of three"},
	}
	for i, names := range after {
		out[i].After = names
	}
	return out
}

func partBad() []Vector {
	return []Vector{
		bad("nothing", malformedParcel, []byte{}), bad("head only", malformedParcel, partOf(1, 0, 1, "")),
		bad("another version", malformedParcel, splice(partOf(1, 0, 1, "x"), 0, 1, 2)), bad("of no parts", malformedParcel, partOf(1, 0, 0, "x")),
		bad("index beyond the total", malformedParcel, partOf(1, 2, 2, "x")), bad("of too many parts", malformedParcel, partOf(1, 0, 110, "x")),
		bad("over 47 KiB", malformedParcel, partOf(1, 0, 1, string(make([]byte, parcel.MaxPart+1)))),
	}
}

type cursorFields struct {
	Have       uint64 `json:"have"`
	Given      uint64 `json:"given"`
	Seen       uint64 `json:"seen"`
	Life       uint32 `json:"life"`
	Want       bool   `json:"want"`
	Ping       bool   `json:"ping"`
	RosterSize int    `json:"roster size"`
	RosterHead Hex    `json:"roster head"`
}

func cursorFormat() Format {
	return Format{
		File: "cursor.json", About: "cursors (SPEC 9.3)",
		Make: func(Set) []Vector {
			make := func(c replica.Cursor) []byte {
				return must(parcel.Cursor{Cursor: c, RosterSize: 3, RosterHead: roster.Hash(sum([]byte("head")))}.Encode())
			}
			b := make(replica.Cursor{Have: 10, Given: 20, Seen: 19})
			return append([]Vector{
				good("a receipt", b), good("a question", make(replica.Cursor{Have: 1 << 33, Given: 1 << 33, Life: 2, Want: true, Ping: true})),
				good("the first", make(replica.Cursor{})),
			}, append(mangled(b, malformedParcel, malformedParcel),
				bad("have beyond the limit", malformedParcel, make(replica.Cursor{Have: parcel.MaxNumber + 1})),
				bad("given beyond the limit", malformedParcel, make(replica.Cursor{Given: 1<<64 - 1})),
				bad("seen beyond the limit", malformedParcel, make(replica.Cursor{Seen: parcel.MaxNumber + 1})),
				bad("want is a number", malformedParcel, splice(b, 7, 1, 1)),
				bad("head of 31 bytes", malformedParcel, splice(b[:len(b)-1], len(b)-33, 1, 31)),
			)...)
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			c, err := parcel.DecodeCursor(b)
			return cursorOut(c), err
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f cursorFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			return parcel.Cursor{
				Cursor:     replica.Cursor{Have: f.Have, Given: f.Given, Seen: f.Seen, Life: f.Life, Want: f.Want, Ping: f.Ping},
				RosterSize: f.RosterSize, RosterHead: roster.Hash(f.RosterHead),
			}.Encode()
		},
	}
}

// bareFormat is that of cursors that go without an envelope.
func bareFormat() Format {
	cursors := cursorFormat()
	make := func(c replica.Cursor) []byte {
		return must(parcel.Cursor{Cursor: c, RosterSize: 3, RosterHead: roster.Hash(sum([]byte("head")))}.EncodeBare())
	}
	return Format{
		File: "bare.json", About: "cursors on a direct link, without an envelope (SPEC 9.3)",
		Make: func(Set) []Vector {
			b := make(replica.Cursor{Have: 10, Given: 20, Seen: 19})
			end := 2 + int(b[1])
			return []Vector{
				good("a ping", make(replica.Cursor{Have: 10, Given: 20, Seen: 19, Ping: true})), good("its answer", b),
				good("the longest", make(replica.Cursor{Have: parcel.MaxNumber, Given: parcel.MaxNumber, Seen: parcel.MaxNumber, Life: 1<<32 - 1})),
				bad("nothing", malformedParcel, []byte{}), bad("a byte short", malformedParcel, b[:parcel.BareSize-1]),
				bad("a byte more", malformedParcel, append(slices.Clone(b), 0)), bad("as an envelope begins", malformedParcel, splice(b, 0, 1, 1)),
				bad("longer than it is", malformedParcel, splice(b, 1, 1, parcel.BareSize-1)),
				bad("something behind the cursor", malformedParcel, splice(b, end, 1, 1)),
				bad("shorter than its cursor", malformedParcel, splice(b, 1, 1, b[1]-1)),
			}
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			c, err := parcel.DecodeBare(b)
			return cursorOut(c), err
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			b, err := cursors.Write(raw)
			if err != nil {
				return nil, err
			}
			c, err := parcel.DecodeCursor(b)
			if err != nil {
				return nil, err
			}
			return c.EncodeBare()
		},
	}
}

func cursorOut(c parcel.Cursor) cursorFields {
	return cursorFields{c.Have, c.Given, c.Seen, c.Life, c.Want, c.Ping, c.RosterSize, c.RosterHead[:]}
}

type recordsFields struct {
	From    int   `json:"from"`
	Records []Hex `json:"records"`
}

func recordsFormat() Format {
	return Format{
		File: "records.json", About: "pieces of a roster's log; the records in them are not looked into (SPEC 9.4)",
		Make: func(Set) []Vector {
			b := must(parcel.EncodeRecords(2, [][]byte{[]byte("a record"), []byte("another")}))[0]
			return append([]Vector{good("two records", b)}, append(mangled(b, malformedParcel, malformedParcel),
				bad("from negative", malformedParcel, splice(b, 2, 1, 0x21)), bad("records null", malformedParcel, append(bytes.Clone(b[:3]), 0xf6)),
				bad("no records", malformedParcel, append(bytes.Clone(b[:3]), 0x80)),
			)...)
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			r, err := parcel.DecodeRecords(b)
			f := recordsFields{From: r.From}
			for _, raw := range r.Records {
				f.Records = append(f.Records, raw)
			}
			return f, err
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f recordsFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			log := make([][]byte, len(f.Records))
			for i, r := range f.Records {
				log[i] = r
			}
			return must(parcel.EncodeRecords(f.From, log))[0], nil
		},
	}
}

type requestFields struct {
	Name        string `json:"name"`
	Root        Hex    `json:"root"`
	Certificate Hex    `json:"certificate"`
}

func requestFormat() Format {
	return Format{
		File: "request.json", About: "a newcomer's request to be let in (SPEC 10)",
		Make: func(Set) []Vector {
			b := must(parcel.Request{Name: "Ada", Root: ada.root.Public(), Certificate: ada.cert}.Encode())
			return append([]Vector{good("Ada's", b)}, append(mangled(b, malformedParcel, malformedParcel),
				bad("root of 31 bytes", malformedParcel, splice(splice(b, 7, 1, 31), 8, 1)),
				bad("no certificate", "roster.ErrMalformed", append(bytes.Clone(b[:40]), 0x40)),
				bad("a certificate of another version", "roster.ErrVersion", splice(b, 44, 1, 2)),
			)...)
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			r, err := parcel.DecodeRequest(b)
			if err != nil {
				return nil, err
			}
			return requestFields{r.Name, r.Root[:], must(roster.EncodeCertificate(r.Certificate))}, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f requestFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			cert, err := roster.DecodeCertificate(f.Certificate)
			if err != nil {
				return nil, err
			}
			return parcel.Request{Name: f.Name, Root: key.Public(f.Root), Certificate: cert}.Encode()
		},
	}
}
