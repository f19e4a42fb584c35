package vectors

import (
	"bytes"
	"encoding/base64"
	"fmt"

	"github.com/fxamacker/cbor/v2"
)

// readLink reads a link's bytes by SPEC alone: the peer's own reader is not for
// others to call.
func readLink(b []byte, _ [][]byte) (any, error) {
	var l link
	if err := cbor.Unmarshal(b, &l); err != nil {
		return nil, fmt.Errorf("%w: %v", errLink, err)
	}
	switch {
	case !bytes.Equal(encode(l), b):
		return nil, fmt.Errorf("%w: not canonical", errLink)
	case l.Version != 1 || len(l.Member) != 32 || len(l.Queue) != 32 || len(l.Secret) != 32:
		return nil, fmt.Errorf("%w: version %d", errLink, l.Version)
	}
	return linkFields{
		"https://relay.example/#join=" + base64.RawURLEncoding.EncodeToString(b),
		l.Network, l.Inviter, l.Role, l.Member, l.Queue, l.Secret, l.Relay, l.Expires,
	}, nil
}
