package rtc

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"satchel/client/room"
	"satchel/client/transport"
	"satchel/shared/frame"
)

// topPriority is that of the best host candidate (RFC 8445 §5.1.2).
const topPriority = 126<<24 | 65535<<8 | 255

var setups = map[room.Setup]string{room.ActPass: "actpass", room.Active: "active", room.Passive: "passive"}

// describe makes the session description of an end. SPEC.md has its lines.
func describe(e room.End) string {
	lines := []string{
		"v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
		"m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:0",
		"a=ice-ufrag:" + e.Ufrag, "a=ice-pwd:" + e.Password,
		"a=fingerprint:sha-256 " + colons(e.Fingerprint[:]), "a=setup:" + setups[e.Setup],
		"a=sctp-port:5000", fmt.Sprintf("a=max-message-size:%d", frame.MaxBlob+1),
	}
	for i, a := range e.Addresses {
		lines = append(lines, fmt.Sprintf("a=candidate:%d 1 udp %d %s %d typ host", i+1, topPriority-i<<8, a.Host, a.Port))
	}
	return strings.Join(append(lines, "a=end-of-candidates", ""), "\r\n")
}

func colons(b []byte) string {
	pairs := make([]string, len(b))
	for i, x := range b {
		pairs[i] = fmt.Sprintf("%02X", x)
	}
	return strings.Join(pairs, ":")
}

// endOf reads the end out of a whole description of this side's own.
func endOf(sdp string, a attempt) (room.End, error) {
	e := room.End{Attempt: room.Attempt(a)}
	value := func(name string) string {
		_, rest, _ := strings.Cut(sdp, "\na="+name+":")
		line, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(line)
	}
	if mid := value("mid"); mid != "0" {
		return e, fmt.Errorf("own description calls its channel %q", mid)
	}
	e.Ufrag, e.Password = value("ice-ufrag"), value("ice-pwd")
	for setup, name := range setups {
		if name == value("setup") {
			e.Setup = setup
		}
	}
	kind, digits, _ := strings.Cut(value("fingerprint"), " ")
	sum, err := hex.DecodeString(strings.ReplaceAll(digits, ":", ""))
	if err != nil || kind != "sha-256" || len(sum) != len(e.Fingerprint) {
		return e, fmt.Errorf("own description has a fingerprint by %q", kind)
	}
	copy(e.Fingerprint[:], sum)
	if e.Addresses = addresses(sdp); len(e.Addresses) == 0 {
		return e, transport.ErrNoAddress
	}
	return e, nil
}

// addresses lists the host candidates of a description for UDP, the best first.
func addresses(sdp string) []room.Address {
	type candidate struct {
		room.Address
		priority int
	}
	var all []candidate
	for line := range strings.Lines(sdp) {
		// a=candidate:FOUNDATION COMPONENT PROTOCOL PRIORITY HOST PORT typ host …
		f := strings.Fields(line)
		if len(f) < 8 || !strings.HasPrefix(f[0], "a=candidate:") || f[1] != "1" || !strings.EqualFold(f[2], "udp") || f[7] != "host" {
			continue
		}
		priority, err := strconv.Atoi(f[3])
		port, err2 := strconv.ParseUint(f[5], 10, 16)
		if a := (room.Address{Host: f[4], Port: uint16(port)}); err == nil && err2 == nil && a.Usable() {
			all = append(all, candidate{a, priority})
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(b.priority, a.priority) })
	var out []room.Address
	for _, c := range all {
		if !slices.Contains(out, c.Address) && len(out) < room.MaxAddresses {
			out = append(out, c.Address)
		}
	}
	return out
}
