package fhir

import "testing"

func TestAnswering(t *testing.T) {
	const request = `{"resourceType":"ServiceRequest","id":"r"}`
	for _, c := range []struct{ reply, request, want string }{
		{`{"resourceType":"Observation"}`, request, `{"resourceType":"Observation","basedOn":[{"reference":"ServiceRequest/r"}]}`},
		{`{"resourceType":"Observation","basedOn":[{"reference":"x"}]}`, request, ""},
		{`{"resourceType":"Condition"}`, request, ""},
		{`{"resourceType":"Observation"}`, `{"resourceType":"Communication","id":"r"}`, ""},
		{`{"resourceType":"Communication"}`, `{"resourceType":"Communication","id":"r"}`,
			`{"resourceType":"Communication","inResponseTo":[{"reference":"Communication/r"}]}`},
		{`{"resourceType":"DocumentReference","id":"d"}`, `{"resourceType":"DocumentReference","id":"r"}`,
			`{"resourceType":"DocumentReference","id":"d","context":{"related":[{"reference":"DocumentReference/r"}]}}`},
		{`{"resourceType":"DocumentReference","context":{"event":[]}}`, request, ""},
		{`{"resourceType":"Observation"}`, `{"resourceType":"ServiceRequest"}`, ""},
		{`{"resourceType":"Observation"}`, `{"resourceType":"ServiceRequest","identifier":[{"system":"s","value":"7"}]}`,
			`{"resourceType":"Observation","basedOn":[{"type":"ServiceRequest","identifier":{"system":"s","value":"7"}}]}`},
	} {
		reply, err1 := Parse([]byte(c.reply))
		asked, err2 := Parse([]byte(c.request))
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if c.want == "" {
			c.want = c.reply
		}
		if got := string(Answering(reply, asked)); got != c.want || string(reply.Body) != c.reply {
			t.Errorf("%s answers %s:\n got %s\nwant %s", c.reply, c.request, got, c.want)
		}
	}
}
