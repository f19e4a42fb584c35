package vectors

import (
	"encoding/json"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/standing"
)

type standingFields struct {
	ID      Hex    `json:"id"`
	Every   uint8  `json:"every"`
	Ahead   uint32 `json:"ahead"`
	Patient Hex    `json:"patient"`
	Members []Hex  `json:"members"`
	Purpose string `json:"purpose"`
	Urgency uint8  `json:"urgency"`
	Follow  bool   `json:"follow"`
	Since   int64  `json:"since"`
}

func standingFormat() Format {
	return Format{
		File: "standing.json", About: "the body of an entry of kind 68 (SPEC 8.6)",
		Make: func(Set) []Vector { return append(standingGood(), standingBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			queries, err := standing.Decode(b)
			if err != nil {
				return nil, err
			}
			fields := make([]standingFields, len(queries))
			for i, q := range queries {
				fields[i] = standingFields{
					q.ID[:], uint8(q.Every), q.Ahead, Hex{}, make([]Hex, len(q.Members)), q.Purpose, uint8(q.Urgency), q.Follow, int64(q.Since),
				}
				if q.Patient != (entry.PatientID{}) {
					fields[i].Patient = q.Patient[:]
				}
				for k, m := range q.Members {
					fields[i].Members[k] = m[:]
				}
			}
			return fields, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var fields []standingFields
			if err := json.Unmarshal(raw, &fields); err != nil {
				return nil, err
			}
			queries := make(standing.Queries, len(fields))
			for i, f := range fields {
				queries[i] = standing.Query{
					ID: standing.ID(f.ID), Every: standing.Every(f.Every), Ahead: f.Ahead, Purpose: f.Purpose,
					Urgency: policy.Urgency(f.Urgency), Follow: f.Follow, Since: entry.Time(f.Since),
				}
				copy(queries[i].Patient[:], f.Patient)
				for _, m := range f.Members {
					queries[i].Members = append(queries[i].Members, key.MemberID(m))
				}
			}
			return queries.Encode()
		},
	}
}

func standingGood() []Vector {
	week := standing.Query{
		ID: standing.ID{2}, Every: standing.Week, Patient: entry.PatientID{7}, Members: []key.MemberID{bob.root.ID()},
		Purpose: "shared care", Urgency: policy.Soon, Follow: true, Since: 1_790_000_000_000,
	}
	visit := standing.Query{
		ID: standing.ID{3}, Every: standing.Visit, Patient: entry.PatientID{7}, Purpose: "after the visit", Urgency: policy.Routine,
		Since: 1_790_000_000_000,
	}
	return []Vector{
		good("nothing is asked", must(standing.Queries{}.Encode())),
		good("all with an appointment, a day before, everybody", must(standing.Queries{beforeAll()}.Encode())),
		good("every week and after each visit", must(standing.Queries{week, visit}.Encode())),
	}
}

func beforeAll() standing.Query {
	return standing.Query{ID: standing.ID{1}, Every: standing.Appointment, Ahead: 24 * 60, Purpose: "x", Urgency: policy.Routine, Since: 5}
}

func standingBad() []Vector {
	const class = "standing.ErrMalformed"
	// 82 01 81 89 50 (16 bytes) 01 1905a0 40 80 61 78 01 f4 05
	b := must(standing.Queries{beforeAll()}.Encode())
	twice := append([]byte{0x82, 1, 0x82}, append(b[3:len(b):len(b)], b[3:]...)...)
	return append(mangled(b, class, class),
		bad("occasion 0", class, splice(b, 21, 1, 0)),
		bad("occasion 4", class, splice(b, 21, 1, 4)),
		bad("a week of all patients", class, splice(b, 21, 4, 2, 0)),
		bad("nothing ahead", class, splice(b, 22, 3, 0)),
		bad("a patient of zeros", class, splice(b, 25, 1, append([]byte{0x50}, make([]byte, 16)...)...)),
		bad("patient of one byte", class, splice(b, 25, 1, 0x41, 9)),
		bad("patient null", class, splice(b, 25, 1, 0xf6)),
		bad("member of one byte", class, splice(b, 26, 1, 0x81, 0x41, 9)),
		bad("no purpose", class, splice(b, 27, 2, 0x60)),
		bad("emergency", class, splice(b, 29, 1, 3)),
		bad("follow a number", class, splice(b, 30, 1, 0)),
		bad("since before 1970", class, splice(b, 31, 1, 0x20)),
		bad("one identifier twice", class, twice),
	)
}
