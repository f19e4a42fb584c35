package vectors

import (
	"encoding/json"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

type grantFields struct {
	Effect  uint8  `json:"effect"`
	Entries []Hex  `json:"entries"`
	Members []Hex  `json:"members"`
	Until   int64  `json:"until"`
	Reason  string `json:"reason"`
}

func grantFormat() Format {
	return Format{
		File: "grant.json", About: "the body of an entry of kind 64 (SPEC 8)",
		Make: func(Set) []Vector { return append(grantGood(), grantBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			g, err := policy.Decode(b)
			if err != nil {
				return nil, err
			}
			f := grantFields{Effect: uint8(g.Effect), Entries: []Hex{}, Members: []Hex{}, Until: int64(g.Until), Reason: g.Reason}
			for _, id := range g.Entries {
				f.Entries = append(f.Entries, id[:])
			}
			for _, id := range g.Members {
				f.Members = append(f.Members, id[:])
			}
			return f, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f grantFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			g := policy.Grant{Effect: policy.Effect(f.Effect), Until: entry.Time(f.Until), Reason: f.Reason}
			for _, id := range f.Entries {
				g.Entries = append(g.Entries, entry.ID(id))
			}
			for _, id := range f.Members {
				g.Members = append(g.Members, key.MemberID(id))
			}
			return g.Encode()
		},
	}
}

func grantGood() []Vector {
	both := []key.MemberID{ada.root.ID(), bob.root.ID()}
	return []Vector{
		good("the whole file to two", must(policy.Grant{Effect: policy.Allow, Members: both, Reason: "care team"}.Encode())),
		good("one entry to one, for a while", must(policy.Grant{
			Effect: policy.Allow, Entries: []entry.ID{note(1).ID}, Members: both[:1], Until: 1_800_000_000_000,
		}.Encode())),
		good("the file withdrawn", must(policy.Grant{Effect: policy.Withdraw, Members: both[1:], Reason: "moved away – zurück"}.Encode())),
		good("the patient refuses one", must(policy.Grant{Effect: policy.Refuse, Members: both[1:], Reason: "a neighbour"}.Encode())),
		good("the patient refuses all", must(policy.Grant{Effect: policy.Refuse}.Encode())),
		good("the patient has nothing against it", must(policy.Grant{Effect: policy.Accept}.Encode())),
		good("a summary prepared for two", must(policy.Grant{Effect: policy.Prepare, Members: both, Reason: "nights"}.Encode())),
		good("a summary taken back", must(policy.Grant{Effect: policy.Prepare}.Encode())),
		good("entries private", must(policy.Grant{Effect: policy.Private, Entries: []entry.ID{note(1).ID, note(2).ID}}.Encode())),
	}
}

func grantBad() []Vector {
	const class = "policy.ErrMalformed"
	b := must(policy.Grant{Effect: policy.Allow, Members: []key.MemberID{ada.root.ID()}, Reason: "why"}.Encode())
	private := must(policy.Grant{Effect: policy.Private, Entries: []entry.ID{note(1).ID}}.Encode())
	return append(mangled(b, class, class),
		bad("unknown effect", class, splice(b, 2, 1, 7)),
		bad("a summary of entries", class, splice(private, 2, 1, 6)),
		bad("a summary with an end", class, splice(splice(b, 2, 1, 6), len(b)-5, 1, 1)),
		bad("consent to an entry", class, splice(private, 2, 1, 4)),
		bad("nobody allowed", class, slices.Concat([]byte{0x86, 1, 1, 0x80, 0x80, 0}, b[len(b)-4:])),
		bad("private with members", class, splice(b, 2, 1, 3)),
		bad("private without entries", class, []byte{0x86, 1, 3, 0x80, 0x80, 0, 0x60}),
		bad("entries null", class, splice(b, 3, 1, 0xf6)),
		bad("member of 31 bytes", class, splice(splice(b, 6, 1, 31), 7, 1)),
		bad("entry of 33 bytes", class, splice(splice(private, 5, 1, 33), 6, 0, 7)),
		bad("reason not UTF-8", class, splice(b, len(b)-1, 1, 0xff)),
	)
}
