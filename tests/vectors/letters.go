package vectors

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"

	mail "satchel/client/letter"
	"satchel/shared/entry"
	"satchel/shared/policy"
)

// letterFields is a letter; its body is the array of SPEC 9.6, bytes as
// hexadecimal text.
type letterFields struct {
	Kind   uint8 `json:"kind"`
	Thread Hex   `json:"thread"`
	At     int64 `json:"at"`
	Body   []any `json:"body"`
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
			d := json.NewDecoder(bytes.NewReader(raw))
			d.UseNumber() // times are larger than what a float64 counts exactly
			if err := d.Decode(&f); err != nil {
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
	body, _ := toArray(reflect.ValueOf(l.Body).Elem()).([]any)
	return letterFields{uint8(l.Body.Kind()), l.Thread[:], int64(l.At), body}
}

func letterFromFields(f letterFields) (*mail.Letter, error) {
	if len(f.Thread) != len(mail.Thread{}) {
		return nil, fmt.Errorf("thread of %d bytes", len(f.Thread))
	}
	l := &mail.Letter{Thread: mail.Thread(f.Thread), At: entry.Time(f.At)}
	for _, body := range []mail.Body{
		&mail.Message{}, &mail.Query{}, &mail.Answer{}, &mail.Opened{}, &mail.Task{}, &mail.Progress{}, &mail.Summary{}, &mail.Access{},
	} {
		if uint8(body.Kind()) == f.Kind {
			l.Body = body
			return l, fromArray(reflect.ValueOf(body).Elem(), f.Body)
		}
	}
	return nil, fmt.Errorf("kind %d", f.Kind)
}

// toArray turns a struct that is written as an array into what JSON can hold.
func toArray(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Struct:
		out := []any{}
		for i := 1; i < v.NumField(); i++ { // the first says how CBOR writes it
			out = append(out, toArray(v.Field(i)))
		}
		return out
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return hex.EncodeToString(v.Bytes())
		}
		out := []any{}
		for i := range v.Len() {
			out = append(out, toArray(v.Index(i)))
		}
		return out
	}
	return v.Interface()
}

// fromArray is the way back from toArray.
func fromArray(v reflect.Value, from any) error {
	list, _ := from.([]any)
	switch {
	case v.Kind() == reflect.Struct:
		if len(list) != v.NumField()-1 {
			return fmt.Errorf("%d fields of %s", len(list), v.Type())
		}
		for i, x := range list {
			if err := fromArray(v.Field(i+1), x); err != nil {
				return err
			}
		}
		return nil
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		v.Set(reflect.MakeSlice(v.Type(), len(list), len(list)))
		for i, x := range list {
			if err := fromArray(v.Index(i), x); err != nil {
				return err
			}
		}
		return nil
	case v.Kind() == reflect.Slice:
		b, err := hex.DecodeString(fmt.Sprint(from))
		v.SetBytes(b)
		return err
	}
	b, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v.Addr().Interface())
}

func letterOf(body mail.Body) []byte {
	l := &mail.Letter{Thread: mail.Thread{1, 2, 3}, At: 1_790_000_000_000, Body: body}
	return must(l.Encode())
}

func letterGood() []Vector {
	file, id := bytes.Repeat([]byte{7}, 16), [][]byte{bytes.Repeat([]byte{8}, 32)}
	carol := [][]byte{bytes.Repeat([]byte{9}, 32)}
	return []Vector{
		good("a message", letterOf(&mail.Message{Text: "Wound clean – temiz", Urgency: policy.Routine})),
		good("an urgent result, and whom to tell if it is not opened", letterOf(&mail.Message{
			Text: "K 6.9", Urgency: policy.Emergency, Patient: file, Entries: id, Due: 1_790_000_900_000, Others: carol,
		})),
		good("a query about somebody", letterOf(&mail.Query{
			Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04", Sex: "female", Father: "Ali", Purpose: "new patient",
			Identifiers: []mail.Identifier{{System: "urn:oid:1.2", Value: "317"}}, Urgency: policy.Soon, Expires: 1_791_000_000_000, Follow: true,
		})),
		good("was the test done", letterOf(&mail.Query{Family: "Yılmaz", BirthDate: "1958", Urgency: policy.Routine, Tests: []string{"4548-4"}})),
		good("refused", letterOf(&mail.Answer{Outcome: mail.Refused})),
		good("a summary", letterOf(&mail.Answer{Outcome: mail.Summed, Counts: []mail.Count{{Kind: 7, Count: 2, Latest: 1_780_000_000_000}}})),
		good("shared", letterOf(&mail.Answer{Outcome: mail.Shared, Patient: make([]byte, 16), Text: "see the last one"})),
		good("done on that day", letterOf(&mail.Answer{Outcome: mail.Done, Counts: []mail.Count{{Kind: 7, Count: 1, Latest: 1_780_000_000_000}}})),
		good("the message was opened", letterOf(&mail.Opened{})),
		good("an entry was opened", letterOf(&mail.Opened{Patient: file, Entries: id})),
		good("a referral", letterOf(&mail.Task{Work: mail.Referral, Patient: file, Entries: id, Text: "Palpitations", Urgency: policy.Soon, Due: 1_790_900_000_000})),
		good("accepted", letterOf(&mail.Progress{Status: mail.Accepted, Text: "Thursday 10:00"})),
		good("the reply", letterOf(&mail.Progress{Status: mail.Completed, Patient: file, Entries: id})),
		good("what may be opened in an emergency", letterOf(&mail.Summary{
			Patient: file, Family: "Yılmaz", Given: "Ayşe", BirthDate: "1958-03-04", Sex: "female",
			Lines: []mail.Line{{Kind: 4, Title: "Penicillin", Detail: "anaphylaxis"}},
		})),
		good("it was opened", letterOf(&mail.Access{Patient: file, Reason: "unconscious"})),
	}
}

func letterBad() []Vector {
	const class = "letter.ErrMalformed"
	b := letterOf(&mail.Message{Text: "hello", Urgency: policy.Routine}) // 85 01 01 50 thread 1b at 86 65 "hello" 01 40 80 00 80
	refused := letterOf(&mail.Answer{Outcome: mail.Refused})
	test := letterOf(&mail.Answer{Outcome: mail.Done, Counts: []mail.Count{{Kind: 7, Count: 1}}})
	access := letterOf(&mail.Access{Patient: make([]byte, 16), Reason: "x"})
	task := letterOf(&mail.Task{Work: mail.Test, Patient: make([]byte, 16), Urgency: policy.Routine}) // … 86 02 50 file 80 60 01 00
	return append(mangled(b, class, class),
		bad("unknown kind", class, splice(b, 2, 1, 9)),
		bad("thread of 15 bytes", class, splice(b, 3, 2, 0x4f)),
		bad("a message that says it is a query", class, splice(b, 2, 1, 2)),
		bad("text not UTF-8", class, splice(b, len(b)-6, 1, 0xff)),
		bad("urgency 4", class, splice(b, len(b)-5, 1, 4)),
		bad("entries of no file", class, splice(b, len(b)-3, 1, append([]byte{0x81, 0x58, 0x20}, make([]byte, 32)...)...)),
		bad("others, and no time until when", class, splice(b, len(b)-1, 1, append([]byte{0x81, 0x58, 0x20}, make([]byte, 32)...)...)),
		bad("outcome 0", class, splice(refused, len(refused)-4, 1, 0)),
		bad("outcome 6", class, splice(refused, len(refused)-4, 1, 6)),
		bad("shared without a file", class, splice(refused, len(refused)-4, 1, 4)),
		bad("a test that was done seven times", class, splice(test, len(test)-3, 1, 7)),
		bad("work 3", class, splice(task, len(task)-22, 1, 3)),
		bad("task about nobody", class, splice(task, len(task)-21, 17, 0x40)),
		bad("access without a reason", class, splice(access, len(access)-2, 2, 0x60)),
	)
}
