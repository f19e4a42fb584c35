package vectors

import (
	"encoding/base64"
	"encoding/json"

	"satchel/client/identity"
)

const linkBefore = "https://relay.example/#join="

type linkFields struct {
	Link    string `json:"link"`
	Network string `json:"network"`
	Inviter string `json:"inviter"`
	Role    string `json:"role"`
	Member  Hex    `json:"member"`
	Queue   Hex    `json:"queue"`
	Secret  Hex    `json:"secret"`
	Relay   string `json:"relay"`
	Expires int64  `json:"expires"`
}

func linkFormat() Format {
	return Format{
		File: "link.json", About: "what an invitation link carries, before base64url; fields have the whole link (SPEC 10)",
		Make: func(Set) []Vector {
			m, q := grace.root.ID(), grace.queue.Public()
			b := must(linkBytes(identity.Link{
				Version: 1, Network: "Kreis Süd", Inviter: "Grace", Role: "physician", Member: m[:], Queue: q[:],
				Secret: invitationSecret[:], Relay: "wss://relay.example", Expires: 1_700_600_000_000,
			}))
			return append([]Vector{good("from Grace", b)}, mangled(b, "identity.ErrLink", "identity.ErrLink")...)
		},
		Read:  readLink,
		Write: writeLink,
	}
}

func linkBytes(l identity.Link) ([]byte, error) {
	s, err := l.String("")
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.DecodeString(s[len("#join="):])
}

func readLink(b []byte, _ [][]byte) (any, error) {
	whole := linkBefore + base64.RawURLEncoding.EncodeToString(b)
	l, err := identity.ParseLink(whole)
	if err != nil {
		return nil, err
	}
	return linkFields{whole, l.Network, l.Inviter, l.Role, l.Member, l.Queue, l.Secret, l.Relay, l.Expires}, nil
}

func writeLink(raw json.RawMessage) ([]byte, error) {
	var f linkFields
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, err
	}
	return linkBytes(identity.Link{
		Version: 1, Network: f.Network, Inviter: f.Inviter, Role: f.Role, Member: f.Member, Queue: f.Queue, Secret: f.Secret,
		Relay: f.Relay, Expires: f.Expires,
	})
}
