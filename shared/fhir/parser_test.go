package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCompactKeepsWhatMatters(t *testing.T) {
	for in, want := range map[string]string{
		` { "a" : [ 1 , 2.50 , -0 , 1E+2 ] , "b" : { } , "c" : [ ] } `: `{"a":[1,2.50,-0,1E+2],"b":{},"c":[]}`,
		"\t[true,\r\nfalse , null]\n":                                  `[true,false,null]`,
		`{"t":"a  b\u00e9\/\n\"","ü":" "}`:                             `{"t":"a  b\u00e9\/\n\"","ü":" "}`,
		`"alone"`:                                                      `"alone"`,
		` 7.40 `:                                                       `7.40`,
	} {
		got, err := Compact([]byte(in))
		if err != nil || string(got) != want {
			t.Errorf("Compact(%s) = %s, %v; want %s", in, got, err, want)
		}
	}
}

func TestCompactRefuses(t *testing.T) {
	for _, in := range []string{
		``, ` `, `{`, `}`, `[1,]`, `{"a":1,}`, `{"a"}`, `{"a":}`, `{a:1}`, `{"a":1 "b":2}`, `[1 2]`, `01`, `-`, `1.`, `.5`, `1e`,
		`+1`, `nul`, `truex`, `"a`, `"\x"`, `"\u12g4"`, "\"\x01\"", "\"\xff\"", "\"\xc0\x80\"", `{"a":1}}`, `{} {}`, `[}`, `{]`,
		`{"a":1,"a":2}`, `{"x":{"a":1,"b":2,"a":3}}`, `{"\u0061":1}`, strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1),
	} {
		if v, err := Compact([]byte(in)); !errors.Is(err, ErrJSON) {
			t.Errorf("Compact(%.40s) = %s, %v; want ErrJSON", in, v, err)
		}
	}
	if _, err := Compact([]byte(strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth))); err != nil {
		t.Errorf("%d levels refused: %v", MaxDepth, err)
	}
}

// An object of very many names takes another path, and still sees a second one.
func TestCompactManyNames(t *testing.T) {
	object := func(n int, last string) []byte {
		var b bytes.Buffer
		b.WriteString("[{")
		for i := range n {
			fmt.Fprintf(&b, `"k%d": {"a":%d,"b":1},`, i, i)
		}
		fmt.Fprintf(&b, `%q:0},{"k1":1}]`, last)
		return b.Bytes()
	}
	for _, n := range []int{manyNames - 1, manyNames, manyNames + 1, 5000} {
		if _, err := Compact(object(n, "other")); err != nil {
			t.Errorf("%d names refused: %v", n, err)
		}
		for _, twice := range []string{"k0", fmt.Sprint("k", n-1)} {
			if _, err := Compact(object(n, twice)); !errors.Is(err, ErrJSON) {
				t.Errorf("second %s of %d names passed: %v", twice, n, err)
			}
		}
	}
}

// After a failure the bytes are still the same text but for white space, so
// that whoever reads on sees the same brackets.
func TestNextHealsWhatItLeaves(t *testing.T) {
	in := `{ "a" : [ 1 , 2 ] , "b" : "x" , "c" : 01 } , "rest"`
	b := []byte(in)
	if _, _, err := new(Parser).Next(b); !errors.Is(err, ErrJSON) {
		t.Fatal(err)
	}
	squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
	if squeeze(string(b)) != squeeze(in) {
		t.Errorf("left %s", b)
	}
}

func TestKeptNeverWrites(t *testing.T) {
	for _, in := range []string{`{"resourceType":"Patient" }`, ` {"resourceType":"Patient"}`, `{"resourceType" :"Patient"}`, "{\"resourceType\":\"Patient\"}\n", `{"resourceType":"Patient","a":[1, 2]}`} {
		b := []byte(in)
		if _, err := new(Parser).Kept(b); err == nil || string(b) != in {
			t.Errorf("Kept(%s): %v, left %s", in, err, b)
		}
	}
	r, err := new(Parser).Kept([]byte(`{"resourceType":"Patient","id":"x"}`))
	if err != nil || r.ID() != "x" {
		t.Error(r, err)
	}
}

func TestParseRefusesWhatIsNoResource(t *testing.T) {
	for _, in := range []string{`[]`, `1`, `{}`, `{"resourceType":""}`, `{"resourceType":7}`, `{"resourceType":"<b>"}`, `{"resourceType":"patient"}`} {
		if _, err := Parse([]byte(in)); !errors.Is(err, ErrResource) {
			t.Errorf("Parse(%s): %v, want ErrResource", in, err)
		}
	}
}

// One parser for many: what it gave out stays what it was.
func TestParserReuse(t *testing.T) {
	var p Parser
	var all []Resource
	for i := range 500 {
		r, err := p.Resource(fmt.Appendf(nil, `{ "resourceType" : "Basic", "id" : "%d", "x%d": [ %d ] }`, i, i, i))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
		_, _ = p.Compact([]byte(`{"a":1,"b":2}`))
		_, _ = p.Resource([]byte(`{"resourceType":"Basic","id":"broken",}`))
	}
	for i, r := range all {
		if r.ID() != fmt.Sprint(i) || string(r.Get(fmt.Sprint("x", i))) != fmt.Sprintf("[%d]", i) {
			t.Fatalf("resource %d became %s", i, r.Body)
		}
	}
}

// strict is what Compact takes, as encoding/json sees it.
func strict(b []byte) bool {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	return json.Valid(b) && d.Decode(&v) == nil
}

func FuzzCompact(f *testing.F) {
	f.Add([]byte(`{"a":[1,2.5e3,"\ud83d\ude00"],"b":{"c":null}}`))
	f.Add([]byte("{ \"a\" :\n[ ] }"))
	f.Add([]byte(`{"a":1,"a":2}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := Compact(bytes.Clone(in))
		exercise(Value(in)) // not valid: anything but a panic
		if err != nil {
			return
		}
		if !strict(in) {
			t.Fatalf("took %q, which encoding/json does not", in)
		}
		var want bytes.Buffer
		if err := json.Compact(&want, in); err != nil || !bytes.Equal(want.Bytes(), v) {
			t.Fatalf("Compact(%q) = %q, want %q", in, v, want.Bytes())
		}
		exercise(v)
		once, err := Canonical(v)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Canonical(once); err != nil || !bytes.Equal(once, again) {
			t.Fatalf("canonical form of %q is not its own: %q, %q, %v", v, once, again, err)
		}
	})
}

// exercise calls every view on v.
func exercise(v Value) {
	r := view(v)
	v.Get("a")
	v.First()
	v.Float()
	_ = Title(r, nil) + Detail(r, nil) + Text(r, nil)
	Fields(r, nil)
	r.When()
	r.References()
	MeasurementOf(r)
	KeysOf(r)
	Contact(r)
	LinksOf(r)
	Active(r)
	Severe(r)
	AbsenceOf(r)
	Skip(v)
}

func drawValue(t *rapid.T, depth int) any {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 && kind > 3 {
		kind = 0
	}
	switch kind {
	case 0:
		return rapid.String().Draw(t, "string")
	case 1:
		return rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return nil
	case 4:
		list := []any{}
		for range rapid.IntRange(0, 4).Draw(t, "items") {
			list = append(list, drawValue(t, depth-1))
		}
		return list
	}
	object := map[string]any{}
	for range rapid.IntRange(0, 5).Draw(t, "members") {
		object[rapid.StringMatching(`[a-z_]{1,6}`).Draw(t, "name")] = drawValue(t, depth-1)
	}
	return object
}

// Whatever encoding/json writes is taken, and reads as it was; indentation and
// the order of members do not change the canonical form.
func TestAgreesWithEncodingJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := drawValue(t, 4)
		sorted, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		indented, err := json.MarshalIndent(value, " ", "\t")
		if err != nil {
			t.Fatal(err)
		}
		compact, err := Compact(indented)
		if err != nil || !bytes.Equal(compact, sorted) {
			t.Fatalf("Compact = %s, %v; want %s", compact, err, sorted)
		}
		var back any
		canonical, err := Canonical(compact)
		if err != nil || json.Unmarshal(canonical, &back) != nil {
			t.Fatalf("canonical %s: %v", canonical, err)
		}
		if s, ok := value.(string); ok && compact.String() != s {
			t.Fatalf("String = %q, want %q", compact.String(), s)
		}
		if object, ok := value.(map[string]any); ok {
			var turned []string
			for name := range compact.Members() {
				member, _ := json.Marshal(object[name])
				turned = append([]string{fmt.Sprintf("%q:%s", name, member)}, turned...)
			}
			other, err := Canonical([]byte("{" + strings.Join(turned, ",") + "}"))
			if err != nil || !bytes.Equal(other, canonical) {
				t.Fatalf("turned round: %s, %v; want %s", other, err, canonical)
			}
		}
	})
}
