package fhir

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxNarrative bounds the text taken from a narrative, in bytes.
const maxNarrative = 64 << 10

// Narrative returns the text of an XHTML narrative (Narrative.div), one line to
// each block, without any markup. Elements outside the short list that R4
// allows count for nothing; what scripts and styles hold is dropped.
func Narrative(div string) string {
	var n narrator
	for len(div) > 0 && n.out.Len() < maxNarrative {
		lt := strings.IndexByte(div, '<')
		if lt < 0 {
			n.text(div)
			break
		}
		n.text(div[:lt])
		div = n.markup(div[lt:])
	}
	return strings.ReplaceAll(cleanLines(n.out.String()), "\n\n", "\n")
}

type narrator struct {
	out    strings.Builder
	silent string // the element whose content is dropped
}

func (n *narrator) text(s string) {
	if n.silent != "" || s == "" {
		return
	}
	n.out.WriteString(strings.NewReplacer("\n", " ", "\r", " ", "\t", " ").Replace(entities(s)))
}

// markup reads the tag, comment or instruction that s begins with and returns
// what stands behind it.
func (n *narrator) markup(s string) string {
	for _, m := range [...][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}} {
		if strings.HasPrefix(s, m[0]) {
			_, rest, _ := strings.Cut(s[len(m[0]):], m[1])
			return rest
		}
	}
	end := tagEnd(s)
	if end < 0 { // no tag at all
		n.text("<")
		return s[1:]
	}
	n.tag(strings.ToLower(tagName(s[1:end])))
	return s[end+1:]
}

// tagEnd finds the > of the tag that s begins with, or -1. In XML no tag has a
// < inside; to look no further also keeps the time linear.
func tagEnd(s string) int {
	if len(s) < 2 || s[1] != '/' && (s[1]|0x20 < 'a' || s[1]|0x20 > 'z') {
		return -1
	}
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<':
			return -1
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	return -1
}

// tagName returns the name in a tag, with its / if it closes.
func tagName(s string) string {
	for i := 1; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c == '/' {
			return s[:i]
		}
	}
	return s
}

func (n *narrator) tag(name string) {
	bare := strings.TrimPrefix(name, "/")
	if n.silent != "" {
		if name == "/"+n.silent {
			n.silent = ""
		}
		return
	}
	switch bare {
	case "script", "style", "iframe", "object", "svg", "math", "template", "noscript", "title":
		if bare == name {
			n.silent = bare
		}
	case "td", "th":
		if bare == name {
			n.out.WriteString("  ")
		}
	case "li":
		if bare == name {
			n.out.WriteString("\n• ")
		}
	case "br", "p", "div", "tr", "table", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6",
		"hr", "blockquote", "pre", "caption", "thead", "tbody":
		n.out.WriteByte('\n')
	}
}

// entityNames are the entities that narratives use; XML itself has five.
var entityNames = map[string]string{
	"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'", "nbsp": " ", "deg": "°", "micro": "µ",
	"plusmn": "±", "times": "×", "le": "≤", "ge": "≥", "ndash": "–", "mdash": "—", "hellip": "…", "bull": "•",
	"middot": "·", "copy": "©", "reg": "®", "trade": "™", "sup2": "²", "sup3": "³", "frac12": "½", "frac14": "¼",
	"lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "sect": "§", "para": "¶",
	"auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é",
	"egrave": "è", "agrave": "à", "ccedil": "ç", "ntilde": "ñ", "aacute": "á", "iacute": "í", "oacute": "ó", "uacute": "ú",
}

// entities replaces the entities in s; those unknown stay as they are.
func entities(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, closed := strings.Cut(rest[:min(len(rest), 12)], ";")
		text := ""
		if closed {
			text = entity(name)
		}
		if text == "" {
			out.WriteByte('&')
			s = rest
			continue
		}
		out.WriteString(text)
		s = rest[len(rest[:min(len(rest), 12)])-len(after):]
	}
}

func entity(name string) string {
	digits, numeric := strings.CutPrefix(name, "#")
	if !numeric {
		return entityNames[name]
	}
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(digits), "x"); ok {
		digits, base = hex, 16
	}
	r, err := strconv.ParseUint(digits, base, 32)
	if err != nil || r == 0 || !utf8.ValidRune(rune(r)) || r > utf8.MaxRune {
		return ""
	}
	return string(rune(r))
}
