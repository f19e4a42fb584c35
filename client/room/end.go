package room

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"satchel/shared/wire"
)

const (
	// MaxAddresses bounds the addresses of an End.
	MaxAddresses = 12
	maxUfrag     = 32
	maxPassword  = 64
)

// Setup is a side's part in DTLS (RFC 5763 §5).
type Setup uint8

// The parts. Only an offer leaves the choice.
const (
	ActPass Setup = 0
	Active  Setup = 1
	Passive Setup = 2
)

// Attempt tells one offer from another. It is random.
type Attempt [8]byte

// End is one end of a WebRTC link that is to be: what the other end cannot know.
type End struct {
	Attempt     Attempt // of the offer; an answer repeats it
	Setup       Setup
	Ufrag       string // of ICE, as the next
	Password    string
	Fingerprint [32]byte // SHA-256 of the certificate for DTLS
	Addresses   []Address
}

// Address is where an end may be reached by UDP.
type Address struct {
	Host string // an IP address, or the name "UUID.local" that a browser has instead
	Port uint16
}

type endWire struct {
	_           struct{} `cbor:",toarray"`
	Attempt     []byte
	Setup       uint8
	Ufrag       string
	Password    string
	Fingerprint []byte
	Addresses   [][]byte
}

// Encode returns the bytes of e.
func (e End) Encode() ([]byte, error) {
	w := endWire{
		Attempt: e.Attempt[:], Setup: uint8(e.Setup), Ufrag: e.Ufrag, Password: e.Password,
		Fingerprint: e.Fingerprint[:], Addresses: [][]byte{},
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	if len(e.Addresses) == 0 || len(e.Addresses) > MaxAddresses {
		return nil, fmt.Errorf("%w: %d addresses, want 1 to %d", ErrMalformed, len(e.Addresses), MaxAddresses)
	}
	for _, a := range e.Addresses {
		b, err := a.encode()
		if err != nil {
			return nil, err
		}
		w.Addresses = append(w.Addresses, b)
	}
	return wire.Encode(w)
}

// DecodeEnd reads what Encode wrote. Errors wrap ErrMalformed.
func DecodeEnd(b []byte) (e End, err error) {
	if len(b) > MaxLink {
		return e, fmt.Errorf("%w: end of %d bytes, limit %d", ErrMalformed, len(b), MaxLink)
	}
	var w endWire
	if err := reader.Decode(b, &w); err != nil {
		return e, fmt.Errorf("%w: end: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return e, err
	}
	e = End{
		Attempt: Attempt(w.Attempt), Setup: Setup(w.Setup), Ufrag: w.Ufrag, Password: w.Password, Fingerprint: [32]byte(w.Fingerprint),
	}
	for _, raw := range w.Addresses {
		a, err := decodeAddress(raw)
		if err != nil {
			return e, err
		}
		e.Addresses = append(e.Addresses, a)
	}
	if again, err := e.Encode(); err != nil || string(again) != string(b) {
		return e, fmt.Errorf("%w: end not canonical", ErrMalformed)
	}
	return e, nil
}

func (w endWire) check() error {
	switch {
	case len(w.Attempt) != len(Attempt{}) || len(w.Fingerprint) != len(End{}.Fingerprint):
		return fmt.Errorf("%w: attempt of %d bytes, fingerprint of %d", ErrMalformed, len(w.Attempt), len(w.Fingerprint))
	case w.Setup > uint8(Passive):
		return fmt.Errorf("%w: setup %d", ErrMalformed, w.Setup)
	case !iceText(w.Ufrag, 4, maxUfrag) || !iceText(w.Password, 22, maxPassword):
		return fmt.Errorf("%w: ufrag of %d characters, password of %d, or not of ICE's", ErrMalformed, len(w.Ufrag), len(w.Password))
	}
	return nil
}

// iceText reports whether s has so many of the characters of ICE (RFC 8839 §5.4).
func iceText(s string, least, most int) bool {
	odd := strings.IndexFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '+' || r == '/')
	})
	return odd < 0 && len(s) >= least && len(s) <= most
}

// The kinds of addresses.
const (
	kindName = 1
	kindIPv4 = 4
	kindIPv6 = 6
)

// localName is how browsers hide an address (draft-ietf-mmusic-mdns-ice-candidates).
var localName = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.local$`)

// encode writes kind, address and port.
func (a Address) encode() ([]byte, error) {
	if localName.MatchString(a.Host) && a.Port > 0 {
		id, err := hex.DecodeString(strings.ReplaceAll(a.Host[:36], "-", ""))
		return binary.BigEndian.AppendUint16(append([]byte{kindName}, id...), a.Port), err
	}
	ip, err := netip.ParseAddr(a.Host)
	if err != nil || !routable(ip) || ip.String() != a.Host || a.Port == 0 {
		return nil, fmt.Errorf("%w: address %q, port %d", ErrMalformed, a.Host, a.Port)
	}
	kind := byte(kindIPv6)
	if ip.Is4() {
		kind = kindIPv4
	}
	return binary.BigEndian.AppendUint16(append([]byte{kind}, ip.AsSlice()...), a.Port), nil
}

// Usable reports whether an address can stand in an End.
func (a Address) Usable() bool {
	_, err := a.encode()
	return err == nil
}

// routable leaves out what means nothing to another device.
func routable(ip netip.Addr) bool {
	return !ip.Is4In6() && ip.Zone() == "" && !ip.IsUnspecified() && !ip.IsMulticast() && !(ip.Is6() && ip.IsLinkLocalUnicast())
}

func decodeAddress(b []byte) (a Address, err error) {
	sizes := map[byte]int{kindName: 19, kindIPv4: 7, kindIPv6: 19}
	if len(b) == 0 || sizes[b[0]] != len(b) {
		return a, fmt.Errorf("%w: address of %d bytes", ErrMalformed, len(b))
	}
	host, port := b[1:len(b)-2], binary.BigEndian.Uint16(b[len(b)-2:])
	if b[0] == kindName {
		x := hex.EncodeToString(host)
		return Address{fmt.Sprintf("%s-%s-%s-%s-%s.local", x[:8], x[8:12], x[12:16], x[16:20], x[20:]), port}, nil
	}
	ip, _ := netip.AddrFromSlice(host) // 4 or 16 bytes always read
	return Address{ip.String(), port}, nil
}
