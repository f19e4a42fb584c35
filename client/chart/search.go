package chart

import (
	"cmp"
	"slices"
	"strings"
)

// Scores of a word of the query against what it is found in.
const (
	typo    = 1
	prefix  = 4
	exactly = 6
)

// Search finds patients and returns where they stand in index, a page of them,
// and how many there are in all. Each word of the query must begin a word of a
// name, or be the birth date, a patient number or the beginning of an identifier;
// words of five letters and more may have one wrong, missing, extra or swapped
// letter. Best matches come first; without a query, the last changed.
func Search(index []Summary, query string, offset, limit int) (hits []int, total int) {
	tokens := tokensOf(query)
	scores := make([]int, len(index))
	for i := range index {
		if score, ok := tokens.score(&index[i]); ok {
			scores[i] = score
			hits = append(hits, i)
		}
	}
	slices.SortFunc(hits, func(a, b int) int {
		return cmp.Or(scores[b]-scores[a], cmp.Compare(index[b].Changed, index[a].Changed),
			strings.Compare(index[a].Keys.Name(), index[b].Keys.Name()), a-b)
	})
	return Page(hits, offset, limit), len(hits)
}

// token is a word of the query.
type token struct {
	raw     string   // as typed, between spaces
	words   []string // folded; several for "Anne-Marie"
	numbers []string // its groups of digits, without leading zeros
}

type tokens []token

func tokensOf(query string) (ts tokens) {
	for _, raw := range strings.Fields(query) {
		t := token{raw: strings.ToLower(raw), words: Words(raw), numbers: numbersOf(raw)}
		if len(t.words) > 0 {
			ts = append(ts, t)
		}
	}
	return ts
}

// numbersOf returns the groups of digits in s.
func numbersOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func (ts tokens) score(s *Summary) (sum int, ok bool) {
	for _, t := range ts {
		best := t.score(s)
		if best == 0 {
			return 0, false
		}
		sum += best
	}
	return sum, true
}

func (t token) score(s *Summary) int {
	if len(t.numbers) > 0 && (isBirthDate(t.numbers, s.Keys.BirthDate) || isNumber(t.numbers, s.Number)) {
		return exactly
	}
	if len(t.numbers) > 0 && len(t.raw) >= 3 {
		for _, id := range s.Keys.Identifiers {
			if strings.HasPrefix(strings.ToLower(id.Value), t.raw) {
				return prefix
			}
		}
	}
	worst := exactly
	for _, w := range t.words {
		worst = min(worst, scoreWord(w, s.Words))
	}
	return worst
}

func scoreWord(w string, words []string) (best int) {
	for _, known := range words {
		switch {
		case known == w:
			return exactly
		case strings.HasPrefix(known, w):
			best = max(best, prefix)
		case best == 0 && near(w, known):
			best = typo
		}
	}
	return best
}

// isNumber compares the groups of a patient number, "0042-000317", from the
// right: the member number may be left out, and so may leading zeros.
func isNumber(groups []string, number string) bool {
	of := numbersOf(number)
	if len(groups) > len(of) || len(of) == 0 {
		return false
	}
	of = of[len(of)-len(groups):]
	for i := range groups {
		if strings.TrimLeft(groups[i], "0") != strings.TrimLeft(of[i], "0") {
			return false
		}
	}
	return true
}

// isBirthDate takes year-month-day and the two orders with the year last, with
// any separators or none, and a year or a year and month alone.
func isBirthDate(groups []string, date string) bool {
	born := numbersOf(date)
	if len(born) == 0 {
		return false
	}
	if len(groups) == 1 && len(groups[0]) == 8 {
		g := groups[0]
		return sameDate([]string{g[:4], g[4:6], g[6:]}, born) || sameDate([]string{g[4:], g[2:4], g[:2]}, born)
	}
	last := len(groups) - 1
	if len(groups[0]) == 4 {
		return sameDate(groups, born)
	}
	if last < 1 || len(groups[last]) != 4 {
		return false
	}
	turned := slices.Clone(groups)
	slices.Reverse(turned)
	if sameDate(turned, born) {
		return true
	}
	return last == 2 && sameDate([]string{groups[2], groups[0], groups[1]}, born)
}

// sameDate reports whether year, month and day, as far as given, are those of born.
func sameDate(given, born []string) bool {
	if len(given) > len(born) {
		return false
	}
	for i := range given {
		if strings.TrimLeft(given[i], "0") != strings.TrimLeft(born[i], "0") {
			return false
		}
	}
	return true
}

// fewest is the number of letters from which a word may have a wrong one.
const fewest = 5

// near reports whether w, or w with one letter wrong, missing, extra or swapped
// with its neighbour, begins known.
func near(w, known string) bool {
	if len(w) < fewest || len(known) < fewest-1 {
		return false
	}
	a, b := []rune(w), []rune(known)
	if len(a) < fewest || len(b) < len(a)-1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	begins := func(a, b []rune) bool { return len(a) <= len(b) && slices.Equal(a, b[:len(a)]) }
	switch {
	case i == len(a) || i == len(b):
		return len(a)-i <= 1
	case begins(a[i+1:], b[i+1:]), begins(a[i+1:], b[i:]), begins(a[i:], b[i+1:]):
		return true
	case i+1 < len(a) && i+1 < len(b) && a[i] == b[i+1] && a[i+1] == b[i]:
		return begins(a[i+2:], b[i+2:])
	}
	return false
}
