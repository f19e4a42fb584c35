package vectors

import (
	"encoding/json"
	"fmt"

	mail "satchel/client/letter"
	"satchel/shared/entry"
)

type letterFields struct {
	Thread  Hex           `json:"thread"`
	At      int64         `json:"at"`
	Message *string       `json:"message,omitempty"`
	Query   *letterQuery  `json:"query,omitempty"`
	Answer  *letterAnswer `json:"answer,omitempty"`
}

type letterQuery struct {
	Family      string      `json:"family"`
	Given       string      `json:"given"`
	BirthDate   string      `json:"birthDate"`
	Sex         string      `json:"sex"`
	Father      string      `json:"father"`
	Identifiers [][2]string `json:"identifiers"`
	Purpose     string      `json:"purpose"`
	Urgency     uint8       `json:"urgency"`
	Expires     int64       `json:"expires"`
	Follow      bool        `json:"follow"`
}

type letterAnswer struct {
	Outcome uint8      `json:"outcome"`
	Patient Hex        `json:"patient"`
	Counts  [][3]int64 `json:"counts"`
	Text    string     `json:"text"`
}

func letterFormat() Format {
	return Format{
		File: "letter.json", About: "what a section of kind 5 carries (SPEC 9.6)",
		Make: func(Set) []Vector { return append(letterGood(), letterBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			l, err := mail.Decode(b)
			if err != nil {
				return nil, err
			}
			return letterToFields(l), nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f letterFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			l, err := letterFromFields(f)
			if err != nil {
				return nil, err
			}
			return l.Encode()
		},
	}
}

func letterToFields(l *mail.Letter) letterFields {
	f := letterFields{Thread: l.Thread[:], At: int64(l.At)}
	switch body := l.Body.(type) {
	case *mail.Message:
		f.Message = &body.Text
	case *mail.Query:
		f.Query = &letterQuery{
			body.Family, body.Given, body.BirthDate, body.Sex, body.Father, [][2]string{}, body.Purpose,
			uint8(body.Urgency), int64(body.Expires), body.Follow,
		}
		for _, id := range body.Identifiers {
			f.Query.Identifiers = append(f.Query.Identifiers, [2]string{id.System, id.Value})
		}
	case *mail.Answer:
		f.Answer = &letterAnswer{uint8(body.Outcome), body.Patient, [][3]int64{}, body.Text}
		for _, c := range body.Counts {
			f.Answer.Counts = append(f.Answer.Counts, [3]int64{int64(c.Kind), int64(c.Count), int64(c.Latest)})
		}
	}
	return f
}

func letterFromFields(f letterFields) (*mail.Letter, error) {
	if len(f.Thread) != len(mail.Thread{}) {
		return nil, fmt.Errorf("thread of %d bytes", len(f.Thread))
	}
	l := &mail.Letter{Thread: mail.Thread(f.Thread), At: entry.Time(f.At)}
	switch {
	case f.Message != nil:
		l.Body = &mail.Message{Text: *f.Message}
	case f.Query != nil:
		q := &mail.Query{
			Family: f.Query.Family, Given: f.Query.Given, BirthDate: f.Query.BirthDate, Sex: f.Query.Sex, Father: f.Query.Father,
			Purpose: f.Query.Purpose, Urgency: mail.Urgency(f.Query.Urgency), Expires: entry.Time(f.Query.Expires), Follow: f.Query.Follow,
		}
		for _, id := range f.Query.Identifiers {
			q.Identifiers = append(q.Identifiers, mail.Identifier{System: id[0], Value: id[1]})
		}
		l.Body = q
	case f.Answer != nil:
		a := &mail.Answer{Outcome: mail.Outcome(f.Answer.Outcome), Patient: f.Answer.Patient, Text: f.Answer.Text}
		for _, c := range f.Answer.Counts {
			a.Counts = append(a.Counts, mail.Count{Kind: uint8(c[0]), Count: uint32(c[1]), Latest: entry.Time(c[2])})
		}
		l.Body = a
	default:
		return nil, fmt.Errorf("a letter without a body")
	}
	return l, nil
}

func letterOf(body mail.Body) []byte {
	l := &mail.Letter{Thread: mail.Thread{1, 2, 3}, At: 1_790_000_000_000, Body: body}
	return must(l.Encode())
}

func letterGood() []Vector {
	return []Vector{
		good("a message", letterOf(&mail.Message{Text: "Wound clean – temiz"})),
		good("a query about somebody", letterOf(&mail.Query{
			Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04", Sex: "female", Father: "Ali", Purpose: "new patient",
			Identifiers: []mail.Identifier{{System: "urn:oid:1.2", Value: "317"}}, Urgency: mail.Soon, Expires: 1_791_000_000_000, Follow: true,
		})),
		good("refused", letterOf(&mail.Answer{Outcome: mail.Refused})),
		good("a summary", letterOf(&mail.Answer{Outcome: mail.Summed, Counts: []mail.Count{{Kind: 7, Count: 2, Latest: 1_780_000_000_000}}})),
		good("shared", letterOf(&mail.Answer{Outcome: mail.Shared, Patient: make([]byte, 16), Text: "see the last one"})),
	}
}

func letterBad() []Vector {
	const class = "letter.ErrMalformed"
	b := letterOf(&mail.Message{Text: "hello"}) // 85 01 01 50 thread 1b at 81 65 "hello"
	refused := letterOf(&mail.Answer{Outcome: mail.Refused})
	return append(mangled(b, class, class),
		bad("unknown kind", class, splice(b, 2, 1, 4)),
		bad("thread of 15 bytes", class, splice(b, 3, 2, 0x4f)),
		bad("a message that says it is a query", class, splice(b, 2, 1, 2)),
		bad("text not UTF-8", class, splice(b, len(b)-1, 1, 0xff)),
		bad("outcome 0", class, splice(refused, len(refused)-4, 1, 0)),
		bad("shared without a file", class, splice(refused, len(refused)-4, 1, 4)),
	)
}
