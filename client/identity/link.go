package identity

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
	"satchel/shared/wire"
)

// maxLink bounds a link, in characters.
const maxLink = 4096

// Link is what an invitation link carries behind "#join=", as base64url of a
// deterministic CBOR array.
type Link struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Network string
	Inviter string // name, for display only
	Role    string
	Member  []byte // the inviter's identifier: the hash of the root
	Queue   []byte // the inviter's queue key
	Secret  []byte
	Relay   string
	Expires int64
}

const linkMark = "#join="

var linkReader = wire.Within(4, 16)

// ErrLink reports a text that is no invitation link of a known version.
var ErrLink = errors.New("not an invitation link")

// String writes the link for a page at an origin.
func (l Link) String(origin string) (string, error) {
	b, err := wire.Encode(l)
	if err != nil {
		return "", fmt.Errorf("encode invitation: %w", err)
	}
	return origin + linkMark + base64.RawURLEncoding.EncodeToString(b), nil
}

// ParseLink reads a link, whole or from its mark on. It fails with ErrLink, or says what
// is wrong with the relay.
func ParseLink(s string) (l Link, err error) {
	s = strings.TrimSpace(s)
	if at := strings.LastIndex(s, linkMark); at >= 0 {
		s = s[at+len(linkMark):]
	}
	if len(s) > maxLink {
		return l, fmt.Errorf("%w: %d characters, limit %d", ErrLink, len(s), maxLink)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return l, fmt.Errorf("this is %w, or only a part of one", ErrLink)
	}
	if err := linkReader.Decode(b, &l); err != nil {
		return l, fmt.Errorf("this is %w, or only a part of one", ErrLink)
	}
	if l.Version != 1 || len(l.Member) != key.Size || len(l.Queue) != key.Size || len(l.Secret) != seal.SecretSize {
		return l, fmt.Errorf("%w: damaged, or of a newer version", ErrLink)
	}
	if again, err := l.String(""); err != nil || again != linkMark+s {
		return l, fmt.Errorf("%w: damaged", ErrLink)
	}
	return l, CheckRelay(l.Relay)
}

// Origin is where the page of a relay is served: the relay's own host.
func Origin(relay string) string {
	u, err := url.Parse(relay)
	if err != nil {
		return ""
	}
	u.Scheme = strings.Replace(u.Scheme, "ws", "http", 1)
	u.Path = "/"
	return u.String()
}

// CheckRelay accepts the address of a relay's socket.
func CheckRelay(relay string) error {
	u, err := url.Parse(relay)
	if err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss" {
		return fmt.Errorf("relay %q: want ws://host:port or wss://host", relay)
	}
	return nil
}

// Queues returns the mailbox towards the inviter, and the key that sends to it.
func (l Link) Queues() (key.SendID, key.QueueKey, error) {
	k, err := seal.Secret(l.Secret).Key()
	if err != nil {
		return key.SendID{}, k, err
	}
	id, _ := key.QueueIDs(key.Public(l.Queue), k.Public())
	return id, k, nil
}

// Check accepts a roster only if the member in the link let the newcomer in: with
// that record the member, then the steward, signed all before it.
func (l Link) Check(r *roster.Roster, newcomer *roster.Member) error {
	if by, _ := r.Device(newcomer.AdmittedBy); by == nil || by.Member != key.MemberID(l.Member) {
		return fmt.Errorf("the roster is not of the network in the invitation")
	}
	return nil
}
