package vectors

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"satchel/client/record"
	"satchel/shared/entry"
)

type fileLinkFields struct {
	Part Hex `json:"part"`
	Of   Hex `json:"of"`
}

func fileLinksFormat() Format {
	return Format{
		File: "links.json", About: "the body of an entry of kind 67 (SPEC 8.7)",
		Make: func(Set) []Vector { return append(fileLinksGood(), fileLinksBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			links, err := record.DecodeLinks(b)
			if err != nil {
				return nil, err
			}
			fields := []fileLinkFields{}
			for _, id := range slices.SortedFunc(maps.Keys(links), func(a, b entry.PatientID) int { return bytes.Compare(a[:], b[:]) }) {
				of := links[id]
				fields = append(fields, fileLinkFields{id[:], of[:]})
			}
			return fields, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var fields []fileLinkFields
			if err := json.Unmarshal(raw, &fields); err != nil {
				return nil, err
			}
			links := record.Links{}
			for _, f := range fields {
				links[entry.PatientID(f.Part)] = entry.PatientID(f.Of)
			}
			return links.Encode()
		},
	}
}

func fileLinksGood() []Vector {
	return []Vector{
		good("none", must(record.Links{}.Encode())),
		good("two parts of one file", must(record.Links{{2}: {1}, {3}: {1}}.Encode())),
	}
}

func fileLinksBad() []Vector {
	const class = "record.ErrMalformed"
	b := must(record.Links{{2}: {1}, {3}: {1}}.Encode())
	// 82 01 82 82 50 02… 50 01… 82 50 03… 50 01…
	const link = 35
	return append(mangled(b, class, class),
		bad("out of order", class, slices.Concat(b[:3], b[3+link:], b[3:3+link])),
		bad("a part twice", class, slices.Concat(b[:3], b[3:3+link], b[3:3+link])),
		bad("a part of itself", class, must(record.Links{{1}: {1}}.Encode())),
		bad("a part of a part", class, must(record.Links{{1}: {2}, {2}: {3}}.Encode())),
		bad("part of 15 bytes", class, splice(splice(b, 5, 1), 4, 1, 0x4f)),
		bad("links null", class, []byte{0x82, 1, 0xf6}),
	)
}
