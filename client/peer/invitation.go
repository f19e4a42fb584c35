package peer

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"satchel/client/api"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// invitationLasts is how long an invitation may be used.
const invitationLasts = 7 * 24 * time.Hour

// maxLink bounds a link, in characters.
const maxLink = 4096

// invitation is one that this device gave out.
type invitation struct {
	_       struct{} `cbor:",toarray"`
	Secret  []byte
	Role    string
	Expires int64 // milliseconds
}

// joining is a request to join that is under way.
type joining struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Link    link
	Records [][]byte // of the roster so far
}

// link is what an invitation link carries behind "#join=", as base64url of a
// deterministic CBOR array.
type link struct {
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

func (l link) String(origin string) (string, error) {
	b, err := cbor.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("encode invitation: %w", err)
	}
	return origin + linkMark + base64.RawURLEncoding.EncodeToString(b), nil
}

// parseLink reads a link, whole or from its mark on.
func parseLink(s string) (l link, err error) {
	s = strings.TrimSpace(s)
	if at := strings.LastIndex(s, linkMark); at >= 0 {
		s = s[at+len(linkMark):]
	}
	if len(s) > maxLink {
		return l, api.Errorf(api.Invalid, "invitation link of %d characters, limit %d", len(s), maxLink)
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return l, api.Errorf(api.Invalid, "this is not an invitation link, or only a part of one")
	}
	if err := cbor.Unmarshal(b, &l); err != nil {
		return l, api.Errorf(api.Invalid, "this is not an invitation link, or only a part of one")
	}
	if l.Version != 1 || len(l.Member) != key.Size || len(l.Queue) != key.Size || len(l.Secret) != seal.SecretSize {
		return l, api.Errorf(api.Invalid, "this invitation link is damaged, or of a newer version")
	}
	if again, err := l.String(""); err != nil || again != linkMark+s {
		return l, api.Errorf(api.Invalid, "this invitation link is damaged")
	}
	return l, checkRelay(l.Relay)
}

// origin is where the page of a relay is served: the relay's own host.
func origin(relay string) string {
	u, err := url.Parse(relay)
	if err != nil {
		return ""
	}
	u.Scheme = strings.Replace(u.Scheme, "ws", "http", 1)
	u.Path = "/"
	return u.String()
}

func checkRelay(relay string) error {
	u, err := url.Parse(relay)
	if err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss" {
		return api.Errorf(api.Invalid, "relay %q: want ws://host:port or wss://host", relay)
	}
	return nil
}

// queues returns the mailbox towards the inviter, and the key that sends to it.
func (l link) queues() (key.SendID, key.QueueKey, error) {
	k, err := seal.Secret(l.Secret).Key()
	if err != nil {
		return key.SendID{}, k, err
	}
	id, _ := key.QueueIDs(key.Public(l.Queue), k.Public())
	return id, k, nil
}

// check accepts a roster only if the member in the link let the newcomer in: with
// that record the member, then the steward, signed all before it.
func (l link) check(r *roster.Roster, newcomer *roster.Member) error {
	if by, _ := r.Device(newcomer.AdmittedBy); by == nil || by.Member != key.MemberID(l.Member) {
		return fmt.Errorf("the roster is not of the network in the invitation")
	}
	return nil
}
