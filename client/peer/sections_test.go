package peer

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// TestNeighboursTravelTogether keeps every third entry of an import by a rule that
// is made afterwards: the others travel as one section, in one commit of their own.
func TestNeighboursTravelTogether(t *testing.T) {
	p := newPair(t)
	lines := []string{`{"resourceType":"Patient","id":"x","name":[{"family":"One"}],"birthDate":"1950-01-01"}`}
	for i := range 30 {
		lines = append(lines, observation("x", fmt.Sprint(i), []string{"", "", keptTag}[i%3]))
	}
	with(t, p.a, api.Import, api.ImportParams{Name: "x.ndjson"}, []byte(strings.Join(lines, "\n")))
	do(t, p.a, api.SetRules, api.RuleSet{Rules: []api.Rule{{Effect: api.KeepRule, Tags: []string{keptTag}}, {Effect: api.ShareRule}}})
	n := p.a.node
	n.eachContact(func(_ *roster.Member, id key.DeviceID) {
		s, err := n.book.Stream(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := n.buildParcel(context.Background(), replica.Transmit{Device: id, From: 1, To: s.Given()})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Sections) != 1 || got.Sections[0].What != parcel.Entries || got.Sections[0].Count != 21 {
			t.Fatalf("%d sections, want one of 21 entries", len(got.Sections))
		}
		if c, err := record.Unpack(got.Sections[0].Pack); err != nil || len(c.Entries) != 21 || c.Index != nil {
			t.Errorf("%d entries of a commit, %v", len(c.Entries), err)
		}
	})
}
