package chart

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/entry"
	"satchel/shared/fhir"
	"satchel/shared/key"
)

func named(number, birthDate string, names ...string) Summary {
	k := fhir.Keys{Names: names, BirthDate: birthDate, Identifiers: []fhir.Identifier{{System: "urn:s", Value: "TR-99" + number}}}
	return Summary{Format: summaryFormat, Number: number, Keys: k, Words: nameWords(names)}
}

var index = []Summary{
	named("0042-000317", "1958-03-04", "Yılmaz, Ayşe"),
	named("0042-000102", "1971-11-30", "王, 大明", "Wang, Daming"),
	named("0007-000317", "1949-07", "Müller-Lüdenscheid, Jürgen"),
	named("0042-000004", "1960-01-15", "Иванов, Пётр"),
	named("0042-000005", "1988-02-29", "O'Connor, Seán"),
	named("0042-000006", "1990-12-01", "الأحمد, فاطمة"),
	named("0042-000007", "1955", "Παπαδόπουλος, Γιώργος"),
	named("0042-000008", "2001-10-31", "Ølgaard, Åse"),
	named("0042-000009", "1977-08-08", "STRAẞE, İpek"),
	named("0042-000010", "1980-01-01", "Smith, John"), named("0042-000011", "1980-01-01", "Smithson, Joan"),
}

func TestSearch(t *testing.T) {
	for query, want := range map[string]string{
		"yilmaz": "0", "YILMAZ ayse": "0", "ayşe yıl": "0", "ayse": "0", "Yilmza": "0", "yilmas": "0", "ylmaz": "0", "yillmaz": "0",
		"大明": "1", "王": "1", "daming w": "1",
		"muller": "2", "mueller": "2", "Müller": "2", "ludenscheid jurgen": "2", "juergen": "2", "Müller-Lüd": "2",
		"ivanov": "3", "иванов": "3", "petr": "3", "Петр": "3",
		"oconnor": "4", "connor": "4", "o'connor": "4", "sean": "4",
		"احمد": "", "الاحمد": "5", "فاطمه": "5",
		"papadopoulos": "6", "γιωργος": "6",
		"olgaard": "7", "oelgaard": "7", "aase": "7", "ase": "7",
		"strasse": "8", "ipek": "8", "straße": "8",
		"1958-03-04": "0", "4.3.1958": "0", "04/03/1958": "0", "3/4/1958": "0", "19580304": "0", "1958": "0", "1958-03": "0", "3.1958": "0", "1958年3月4日": "0",
		"1949": "2", "1949-07-02": "", "31.10.2001": "7", "31.11.2001": "",
		"0042-000317": "0", "42-317": "0", "317": "2 0", "7-317": "2", "TR-990042-000317": "0", "tr-990042-00000": "4 8 7 6 3 5",
		"smith": "9 10", "smith j": "9 10", "smithson": "10 9", "smith joan": "10", "smit": "9 10", "zzz": "", "smith 1980-01-01": "9 10", "smith 1981": "",
	} {
		hits, total := Search(index, query, 0, 0)
		got := strings.Trim(fmt.Sprint(hits), "[]")
		if query == "smithson" { // the other is one letter's typo away at most
			got, _, _ = strings.Cut(got, " ")
			want = "10"
		}
		if got != want || total < len(hits) {
			t.Errorf("Search(%q) = %v of %d, want %s", query, hits, total, want)
		}
	}
	if hits, total := Search(index, "", 2, 3); total != len(index) || len(hits) != 3 {
		t.Errorf("page %v of %d", hits, total)
	}
	if hits, total := Search(nil, "x", 0, 0); len(hits) != 0 || total != 0 {
		t.Error(hits, total)
	}
}

// A person is found by any beginning of any of the names, in any order and case,
// and by a name with one letter wrong.
func TestSearchFindsEverybody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(index)-1).Draw(t, "person")
		words := Words(index[i].Keys.Names[0])
		word := []rune(rapid.SampledFrom(words).Draw(t, "word"))
		begin := string(word[:rapid.IntRange(1, len(word)).Draw(t, "letters")])
		query := strings.ToUpper(begin) + " " + words[rapid.IntRange(0, len(words)-1).Draw(t, "other")]
		if !found(query, i) {
			t.Fatalf("%q does not find %s", query, index[i].Keys.Name())
		}
		if len(string(word)) < fewest || len(word) < fewest {
			return
		}
		at := rapid.IntRange(0, len(word)-1).Draw(t, "at")
		wrong := append([]rune{}, word...)
		wrong[at] = 'q'
		for _, query := range []string{string(wrong), string(word[:at]) + "q" + string(word[at:])} {
			if !found(query, i) {
				t.Fatalf("%q does not find %s", query, index[i].Keys.Name())
			}
		}
	})
}

func found(query string, i int) bool {
	hits, _ := Search(index, query, 0, 0)
	for _, h := range hits {
		if h == i {
			return true
		}
	}
	return false
}

func TestSummaryRoundTrip(t *testing.T) {
	w := &writer{t: t}
	w.add(me, `{"resourceType":"Patient","id":"p","name":[{"family":"Yılmaz","given":["Ayşe"]}],"birthDate":"1958-03-04","gender":"female","identifier":[{"system":"urn:s","value":"77"}]}`)
	w.add(other, problem("Diabetes", "confirmed"))
	w.add(other, problem("Gout", "refuted"))
	w.add(other, appointment("2026-11-23T09:00:00+01:00", "booked"))
	w.held[2].Hidden = true
	s, told := w.fold().Summary(0), w.fold().Summary(0)
	s.Told = &told
	b, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeSummary(b)
	s.Agenda[0].Earlier, told.Agenda[0].Earlier = []byte{}, []byte{} // as wire reads what is absent
	if err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, back, s)
	}
	row := s.Row(config())
	if row.Number != "0042-000317" || row.Entries != 4 || fmt.Sprint(row.Problems) != "[Diabetes]" || len(row.Sources) != 2 ||
		row.Sources[0].Name != "Dr Other" || row.Sources[0].Entries != 3 || row.Sources[0].Hidden != 1 || row.Sources[1].Hidden != 0 || row.Sources[0].Latest != "2020-09-13T12:26:40Z" {
		t.Errorf("%+v", row)
	}
	for _, format := range []byte{1, 4, 9} {
		if _, err := DecodeSummary(append([]byte{b[0], format}, b[2:]...)); !errors.Is(err, ErrFormat) {
			t.Errorf("format %d: %v", format, err)
		}
	}
	for i := range b {
		_, _ = DecodeSummary(b[:i])
	}
}

// Somebody with hundreds of long names and numbers still fits in a line.
func TestSummaryIsBounded(t *testing.T) {
	s := Summary{Format: summaryFormat}
	for i := range 40 {
		long := strings.Repeat("漢", 190) + fmt.Sprint(i)
		s.Keys.Names = append(s.Keys.Names, long)
		s.Keys.IDs = append(s.Keys.IDs, long)
		s.Keys.Identifiers = append(s.Keys.Identifiers, fhir.Identifier{System: long, Value: long, Label: long})
		s.Sources = append(s.Sources, Source{Author: key.MemberID{byte(i)}, Latest: entry.Time(i)})
	}
	s.Words = nameWords(s.Keys.Names)
	b, err := s.Encode()
	if err != nil || len(b) > MaxSummary {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	back, err := DecodeSummary(b)
	if err != nil || len(back.Keys.Names) == 0 || !bytes.Equal([]byte(back.Keys.Name()), []byte(s.Keys.Name())) {
		t.Errorf("%v, %d names kept", err, len(back.Keys.Names))
	}
}

func BenchmarkSearch10000(b *testing.B) {
	var many []Summary
	for i := range 10_000 {
		s := index[i%len(index)]
		s.Number = fmt.Sprintf("0042-%06d", i)
		many = append(many, s)
	}
	for b.Loop() {
		Search(many, "smiht j", 0, 50)
	}
}

func BenchmarkDecodeSummary(b *testing.B) {
	data, err := index[2].Encode()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := DecodeSummary(data); err != nil {
			b.Fatal(err)
		}
	}
}
