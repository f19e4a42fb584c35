package room

import (
	"encoding/base32"
	"fmt"
	"strings"
)

// The marks that texts begin with, one for offers and one for answers. QR codes
// have a mode of their own for texts of these letters.
const (
	OfferMark  = "SATCHEL-OFFER:"
	AnswerMark = "SATCHEL-ANSWER:"
)

var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// maxText bounds a text with the white space that a mail may have put in.
const maxText = 2048

// Text returns the form that a QR code holds and that can be pasted.
func Text(signal []byte) string {
	mark := AnswerMark
	if s, _, err := parse(signal); err == nil && s.Offer() {
		mark = OfferMark
	}
	return mark + alphabet.EncodeToString(signal)
}

// ParseText returns the bytes behind a text, not verified yet. White space
// anywhere is passed over. Errors wrap ErrMalformed.
func ParseText(text string) ([]byte, error) {
	if len(text) > maxText {
		return nil, fmt.Errorf("%w: text of %d bytes, limit %d", ErrMalformed, len(text), maxText)
	}
	text = strings.Join(strings.Fields(text), "")
	_, letters, found := strings.Cut(text, ":")
	b, err := alphabet.DecodeString(letters)
	if !found || err != nil {
		return nil, fmt.Errorf("%w: text is not of its letters", ErrMalformed)
	}
	if _, _, err := parse(b); err != nil {
		return nil, err
	}
	if Text(b) != text { // another mark, or bits behind the last byte
		return nil, fmt.Errorf("%w: text not canonical", ErrMalformed)
	}
	return b, nil
}
