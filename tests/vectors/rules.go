package vectors

import (
	"encoding/json"
	"slices"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

type ruleFields struct {
	Effect   uint8    `json:"effect"`
	Name     string   `json:"name"`
	Kinds    []uint8x `json:"kinds"`
	Tags     []string `json:"tags"`
	Patients []Hex    `json:"patients"`
	Members  []Hex    `json:"members"`
	Roles    []string `json:"roles"`
	Groups   []string `json:"groups"`
}

// uint8x is a small number that JSON writes as one: a list of bytes would be text.
type uint8x uint16

func rulesFormat() Format {
	return Format{
		File: "rules.json", About: "the body of an entry of kind 65 (SPEC 8)",
		Make: func(Set) []Vector { return append(rulesGood(), rulesBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			rules, err := policy.DecodeRules(b)
			if err != nil {
				return nil, err
			}
			fields := make([]ruleFields, len(rules))
			for i, r := range rules {
				fields[i] = ruleToFields(r)
			}
			return fields, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var fields []ruleFields
			if err := json.Unmarshal(raw, &fields); err != nil {
				return nil, err
			}
			rules := make(policy.Rules, len(fields))
			for i, f := range fields {
				rules[i] = ruleFromFields(f)
			}
			return rules.Encode()
		},
	}
}

func ruleToFields(r policy.Rule) ruleFields {
	f := ruleFields{
		Effect: uint8(r.Effect), Name: r.Name, Kinds: []uint8x{}, Tags: append([]string{}, r.Tags...),
		Patients: []Hex{}, Members: []Hex{}, Roles: append([]string{}, r.Roles...),
		Groups: append([]string{}, r.Groups...),
	}
	for _, k := range r.Kinds {
		f.Kinds = append(f.Kinds, uint8x(k))
	}
	for _, id := range r.Patients {
		f.Patients = append(f.Patients, id[:])
	}
	for _, id := range r.Members {
		f.Members = append(f.Members, id[:])
	}
	return f
}

func ruleFromFields(f ruleFields) policy.Rule {
	r := policy.Rule{Effect: policy.Effect(f.Effect), Name: f.Name, Tags: f.Tags, Roles: f.Roles, Groups: f.Groups}
	for _, k := range f.Kinds {
		r.Kinds = append(r.Kinds, entry.Kind(k))
	}
	for _, id := range f.Patients {
		r.Patients = append(r.Patients, entry.PatientID(id))
	}
	for _, id := range f.Members {
		r.Members = append(r.Members, key.MemberID(id))
	}
	return r
}

func rulesGood() []Vector {
	results := policy.Rule{Effect: policy.Allow, Name: "Results to nurses", Kinds: []entry.Kind{entry.Result, entry.Report}, Roles: []string{"nurse"}}
	psychiatry := policy.Rule{Effect: policy.Private, Tags: []string{"psy", "f3*"}}
	narrow := policy.Rule{Effect: policy.Allow, Patients: []entry.PatientID{{1, 2, 3}}, Members: []key.MemberID{bob.root.ID()}}
	return []Vector{
		good("no rules", must(policy.Rules{}.Encode())),
		good("results go to nurses, psychiatry stays", must(policy.Rules{results, psychiatry}.Encode())),
		good("all of one patient to one member", must(policy.Rules{narrow}.Encode())),
		good("notes to a group and to laboratories", must(policy.Rules{
			{Effect: policy.Allow, Kinds: []entry.Kind{entry.Note}, Roles: []string{"laboratory"}, Groups: []string{"Nachtdienst Süd"}},
		}.Encode())),
		good("everything to everybody", must(policy.Rules{{Effect: policy.Allow}}.Encode())),
	}
}

func rulesBad() []Vector {
	const class = "policy.ErrMalformed"
	b := must(policy.Rules{{Effect: policy.Allow, Kinds: []entry.Kind{entry.Result}, Tags: []string{"psy"}}}.Encode())
	// 82 01 81 88 01 60 81 07 81 63 "psy" 80 80 80 80
	return append(mangled(b, class, class),
		bad("withdraws", class, splice(b, 4, 1, 2)),
		bad("kind 0", class, splice(b, 7, 1, 0)),
		bad("kind 64", class, splice(b, 7, 1, 0x18, 64)),
		bad("kinds as bytes", class, slices.Concat(b[:6], []byte{0x41, 7}, b[8:])),
		bad("tag with a capital", class, splice(b, 10, 1, 'P')),
		bad("empty tag", class, splice(b, 9, 4, 0x60)),
		bad("member of 3 bytes", class, splice(b, len(b)-3, 1, 0x81, 0x43, 1, 2, 3)),
		bad("group of 201 bytes", class, slices.Concat(b[:len(b)-1], []byte{0x81, 0x78, 201}, make([]byte, 201))),
		bad("without groups", class, slices.Concat(b[:3], []byte{0x87}, b[4:len(b)-1])),
		bad("tags null", class, splice(b, 8, 5, 0xf6)),
	)
}
