package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

const (
	maxRules = 200
	maxNames = 500 // in one list of a rule
	maxName  = 200
)

// Rule is an author's word about the entries of all patients. Each list narrows
// it; an empty list does not. Allow lets its audience receive what the rule is
// about; Private keeps it from them.
type Rule struct {
	Effect   Effect // Allow or Private
	Name     string // in the author's words
	Kinds    []entry.Kind
	Tags     []string // codes and labels in lower case; a final * stands for any ending
	Patients []entry.PatientID
	Members  []key.MemberID // the audience: these,
	Roles    []string       // and those of these roles,
	Groups   []string       // and those in these groups of the roster; everybody if all three are empty
}

// Rules are all rules of an author. Their order means nothing.
type Rules []Rule

// Item is an entry with what rules may ask of its content.
type Item struct {
	*entry.Signed
	Tags []string // codes and labels in lower case
}

// Recipient is a member as the roster has one.
type Recipient struct {
	ID       key.MemberID
	Role     string
	Groups   []string
	Disabled bool // takes no part in the network
}

// NeedTags reports whether any rule asks for tags.
func (r Rules) NeedTags() bool {
	return slices.ContainsFunc(r, func(rule Rule) bool { return len(rule.Tags) > 0 })
}

func (r *Rule) speaksOf(to Recipient) bool {
	return len(r.Members)+len(r.Roles)+len(r.Groups) == 0 || slices.Contains(r.Members, to.ID) || slices.Contains(r.Roles, to.Role) ||
		slices.ContainsFunc(r.Groups, func(g string) bool { return slices.Contains(to.Groups, g) })
}

func (r *Rule) about(patient entry.PatientID, i Item) bool {
	return (len(r.Kinds) == 0 || slices.Contains(r.Kinds, i.Kind)) &&
		(len(r.Patients) == 0 || slices.Contains(r.Patients, patient)) &&
		(len(r.Tags) == 0 || slices.ContainsFunc(r.Tags, func(tag string) bool { return slices.ContainsFunc(i.Tags, tagged(tag)) }))
}

func tagged(want string) func(string) bool {
	if stem, any := strings.CutSuffix(want, "*"); any {
		return func(tag string) bool { return strings.HasPrefix(tag, stem) }
	}
	return func(tag string) bool { return tag == want }
}

type ruleWire struct {
	_        struct{} `cbor:",toarray"`
	Effect   uint8
	Name     string
	Kinds    []uint64 // not bytes, which CBOR writes as a string
	Tags     []string
	Patients [][]byte
	Members  [][]byte
	Roles    []string
	Groups   []string
}

type rulesWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Rules   []ruleWire
}

// Encode returns the body of the rules' entry.
func (r Rules) Encode() ([]byte, error) {
	w := rulesWire{Version: Version, Rules: make([]ruleWire, len(r))}
	for i := range r {
		w.Rules[i] = r[i].wire()
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode rules: %w", err)
	}
	return b, nil
}

func (r *Rule) wire() ruleWire {
	w := ruleWire{
		Effect: uint8(r.Effect), Name: r.Name, Kinds: make([]uint64, len(r.Kinds)), Tags: append([]string{}, r.Tags...),
		Patients: make([][]byte, len(r.Patients)), Members: make([][]byte, len(r.Members)), Roles: append([]string{}, r.Roles...),
		Groups: append([]string{}, r.Groups...),
	}
	for i, k := range r.Kinds {
		w.Kinds[i] = uint64(k)
	}
	for i := range r.Patients {
		w.Patients[i] = r.Patients[i][:]
	}
	for i := range r.Members {
		w.Members[i] = r.Members[i][:]
	}
	return w
}

// DecodeRules reads the body of the rules' entry. Other encodings of the same
// values are refused.
func DecodeRules(b []byte) (Rules, error) {
	if v, other := wire.OtherVersion(b, Version); other {
		return nil, fmt.Errorf("%w: rules version %d", ErrMalformed, v)
	}
	var w rulesWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: rules: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	r := make(Rules, len(w.Rules))
	for i := range w.Rules {
		r[i] = w.Rules[i].rule()
	}
	if again, err := r.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: rules are not canonical", ErrMalformed)
	}
	return r, nil
}

func (w *ruleWire) rule() Rule {
	r := Rule{Effect: Effect(w.Effect), Name: w.Name, Tags: w.Tags, Roles: w.Roles, Groups: w.Groups}
	for _, k := range w.Kinds {
		r.Kinds = append(r.Kinds, entry.Kind(k))
	}
	for _, id := range w.Patients {
		r.Patients = append(r.Patients, entry.PatientID(id))
	}
	for _, id := range w.Members {
		r.Members = append(r.Members, key.MemberID(id))
	}
	return r
}

func (w *rulesWire) check() error {
	if w.Version != Version || len(w.Rules) > maxRules {
		return fmt.Errorf("%w: rules version %d, %d rules", ErrMalformed, w.Version, len(w.Rules))
	}
	for i := range w.Rules {
		if err := w.Rules[i].check(); err != nil {
			return fmt.Errorf("%w: rule %d: %w", ErrMalformed, i, err)
		}
	}
	return nil
}

func (w *ruleWire) check() error {
	effect := Effect(w.Effect)
	if effect != Allow && effect != Private {
		return fmt.Errorf("effect %d", w.Effect)
	}
	if max(len(w.Kinds), len(w.Tags), len(w.Patients), len(w.Members), len(w.Roles), len(w.Groups)) > maxNames {
		return fmt.Errorf("a list of more than %d", maxNames)
	}
	for _, k := range w.Kinds {
		if k == 0 || k > 255 || !entry.Kind(k).Clinical() {
			return fmt.Errorf("kind %d", k)
		}
	}
	for _, list := range [][]string{{w.Name}, w.Tags, w.Roles, w.Groups} {
		for _, s := range list {
			if len(s) > maxName || !utf8.ValidString(s) {
				return fmt.Errorf("text of %d bytes, limit %d of UTF-8", len(s), maxName)
			}
		}
	}
	for _, tag := range w.Tags {
		if tag == "" || tag != strings.ToLower(tag) {
			return fmt.Errorf("tag %q is not in lower case", tag)
		}
	}
	return checkIDs(w.Patients, w.Members)
}

func checkIDs(patients, members [][]byte) error {
	for _, id := range patients {
		if len(id) != len(entry.PatientID{}) {
			return fmt.Errorf("patient of %d bytes", len(id))
		}
	}
	for _, id := range members {
		if len(id) != key.Size {
			return fmt.Errorf("member of %d bytes", len(id))
		}
	}
	return nil
}
