package chart

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Words splits text into the words that it is searched by: without case,
// accents and punctuation; Turkish ı is i, ß is ss, full-width forms are plain,
// Arabic and Hebrew letters lose their variants. Digits stay.
func Words(s string) []string { return strings.Fields(fold(s)) }

func fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	var out strings.Builder
	out.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), r == 'ـ', r == '\u200c', r == '\u200d':
		case unicode.IsLetter(r), unicode.IsDigit(r):
			out.WriteString(foldLetter(unicode.ToLower(r)))
		default:
			out.WriteByte(' ')
		}
	}
	return out.String()
}

func foldASCII(s string) (string, bool) {
	out := make([]byte, len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x80:
			return "", false
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			out[i] = c
		case c >= 'A' && c <= 'Z':
			out[i] = c + 'a' - 'A'
		default:
			out[i] = ' '
		}
	}
	return string(out), true
}

// sameLetters are letters that NFKD leaves apart but people do not.
var sameLetters = map[rune]string{
	'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ŧ': "t",
	'ς': "σ", 'ѓ': "г", 'ќ': "к",
	'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك", 'ھ': "ه",
	'ך': "כ", 'ם': "מ", 'ן': "נ", 'ף': "פ", 'ץ': "צ",
}

func foldLetter(r rune) string {
	if same, ok := sameLetters[r]; ok {
		return same
	}
	if r >= 'ァ' && r <= 'ヶ' { // katakana reads as hiragana
		r -= 'ァ' - 'ぁ'
	}
	return string(r)
}

// spellings are other ways to write letters: as Germans and Scandinavians do
// without their letters, and Greek and Cyrillic in Latin ones.
var spellings = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ø': "oe", 'å': "aa",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l",
	'μ': "m", 'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'ς': "s", 'τ': "t", 'υ': "y", 'φ': "f",
	'χ': "ch", 'ψ': "ps", 'ω': "o",
	'ά': "a", 'έ': "e", 'ή': "i", 'ί': "i", 'ό': "o", 'ύ': "y", 'ώ': "o",
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f",
	'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu",
	'я': "ya", 'і': "i", 'ї': "yi", 'є': "ye", 'ґ': "g",
}

// otherSpelling writes text in Latin letters, if that differs from folding it.
func otherSpelling(s string) (string, bool) {
	var out strings.Builder
	changed := false
	for _, r := range norm.NFC.String(strings.ToLower(s)) {
		if other, ok := spellings[r]; ok {
			out.WriteString(other)
			changed = true
		} else {
			out.WriteRune(r)
		}
	}
	return out.String(), changed
}

// nameWords returns the words by which people with these names are found, each
// once. A Chinese name without spaces is found from any of its characters on.
func nameWords(names []string) (words []string) {
	seen := map[string]bool{}
	add := func(list []string) {
		for _, w := range list {
			if !seen[w] {
				seen[w] = true
				words = append(words, w)
			}
		}
	}
	for _, n := range names {
		list := Words(n)
		add(list)
		if other, differs := otherSpelling(n); differs {
			add(Words(other))
		}
		for _, w := range list {
			add(hanSuffixes(w))
		}
	}
	return words
}

func hanSuffixes(w string) (out []string) {
	runes := []rune(w)
	if len(runes) > 6 || !unicode.Is(unicode.Han, runes[0]) {
		return nil
	}
	for i := 1; i < len(runes); i++ {
		out = append(out, string(runes[i:]))
	}
	return out
}
