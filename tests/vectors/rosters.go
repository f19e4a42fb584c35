package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"satchel/shared/key"
	"satchel/shared/roster"
)

type certificateFields struct {
	Member    Hex    `json:"member"`
	Device    string `json:"device"`
	Sign      Hex    `json:"sign"`
	Seal      Hex    `json:"seal"`
	Queue     Hex    `json:"queue"`
	Relay     string `json:"relay"`
	Epoch     uint32 `json:"epoch"`
	Expires   int64  `json:"expires"`
	Name      string `json:"name"`
	Signature Hex    `json:"signature"`
}

func certificateFormat() Format {
	return Format{
		File: "certificate.json", About: "device certificates, their form only (SPEC 7.2)",
		Make: func(Set) []Vector { return append(certificateGood(), certificateBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			c, err := roster.DecodeCertificate(b)
			if err != nil {
				return nil, err
			}
			return certificateFields{
				c.Member[:], c.Device().String(), c.Sign[:], c.Seal[:], c.Queue[:], c.Relay, c.Epoch, c.Expires, c.Name, c.Signature[:],
			}, nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f certificateFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			return roster.EncodeCertificate(&roster.Certificate{
				Member: key.MemberID(f.Member), Sign: key.Public(f.Sign), Seal: key.SealPublic(f.Seal), Queue: key.Public(f.Queue),
				Relay: f.Relay, Epoch: f.Epoch, Expires: f.Expires, Name: f.Name, Signature: [key.SignatureSize]byte(f.Signature),
			})
		},
	}
}

func certificateGood() []Vector {
	return []Vector{
		good("Grace", must(roster.EncodeCertificate(grace.cert))), good("Ada", must(roster.EncodeCertificate(ada.cert))),
		good("Bob, renewed", must(roster.EncodeCertificate(bob.certify(roster.Certificate{Epoch: 1, Expires: 1_900_000_000_000, Name: "Bobs Tür"})))),
	}
}

func certificateBad() []Vector {
	const class = "roster.ErrMalformed"
	b := must(roster.EncodeCertificate(grace.cert))
	long := *grace.cert
	long.Name = string(make([]byte, 201))
	far := *grace.cert
	far.Relay = string(make([]byte, 501))
	return append(mangled(b, class, "roster.ErrVersion"),
		bad("member of 31 bytes", class, splice(splice(b, 4, 1), 3, 1, 31)),
		bad("name of 201 bytes", class, must(roster.EncodeCertificate(&long))),
		bad("relay of 501 bytes", class, must(roster.EncodeCertificate(&far))),
		bad("signature of 63 bytes", class, splice(b[:len(b)-1], len(b)-65, 1, 63)),
		bad("over 8 KiB", class, append(bytes.Clone(b), make([]byte, roster.MaxRecord)...)),
	)
}

type rosterFields struct {
	Network string         `json:"network"`
	Steward Hex            `json:"steward"`
	Offered Hex            `json:"offered"`
	Size    int            `json:"size"`
	Head    string         `json:"head"`
	Members []memberFields `json:"members"`
	Groups  []groupFields  `json:"groups"`
}

type groupFields struct {
	Name    string   `json:"name"`
	Numbers []uint32 `json:"numbers"`
}

type memberFields struct {
	ID         Hex      `json:"id"`
	Number     uint32   `json:"number"`
	Name       string   `json:"name"`
	Role       string   `json:"role"`
	Speciality string   `json:"speciality"`
	Disabled   bool     `json:"disabled"`
	Left       bool     `json:"left"`
	Devices    []string `json:"devices"`
	Epochs     []uint32 `json:"epochs"`
	Off        []bool   `json:"off"` // which devices themselves are disabled
}

func rosterFormat() Format {
	return Format{
		File: "roster.json", About: "records of a roster, each taken in after those it names; fields are the roster then (SPEC 7)",
		Given: people(grace, ada, bob, eve),
		Make:  func(Set) []Vector { return slices.Concat(rosterGood(), rosterBad(), changesGood(), changesBad()) },
		Read: func(b []byte, before [][]byte) (any, error) {
			r := &roster.Roster{}
			for i, raw := range before {
				if err := r.Append(raw); err != nil {
					return nil, fmt.Errorf("record %d of those before: %v", i, err)
				}
			}
			if err := r.Append(b); err != nil {
				return nil, err
			}
			return rosterOf(r), nil
		},
	}
}

func rosterOf(r *roster.Roster) rosterFields {
	steward := r.Steward()
	f := rosterFields{Network: r.Network(), Steward: steward[:], Offered: Hex{}, Size: r.Size(), Head: r.Head().String(), Groups: []groupFields{}}
	if to, offered := r.Offered(); offered {
		f.Offered = to[:]
	}
	for _, m := range r.Members() {
		of := memberFields{
			ID: m.ID[:], Number: m.Number, Name: m.Name, Role: m.Role, Speciality: m.Speciality, Disabled: m.Disabled, Left: m.Left,
		}
		for _, c := range m.Devices {
			of.Devices, of.Epochs = append(of.Devices, c.Device().String()), append(of.Epochs, c.Epoch)
			of.Off = append(of.Off, m.Off(c.Device()))
		}
		f.Members = append(f.Members, of)
	}
	for _, g := range r.Groups() {
		of := groupFields{Name: g.Name}
		for _, m := range g.Members {
			of.Numbers = append(of.Numbers, m.Number)
		}
		f.Groups = append(f.Groups, of)
	}
	return f
}

// line is a record as SPEC writes it, so that wrong ones can be made.
type line struct {
	_         struct{} `cbor:",toarray"`
	Version   uint8
	Kind      uint8
	Previous  []byte
	Time      int64
	Signer    []byte
	Body      []byte
	Signature []byte
}

type admissionBody struct {
	_           struct{} `cbor:",toarray"`
	Network     string
	Number      uint32
	Name        string
	Role        string
	Root        []byte
	Certificate []byte
}

var plain = must(cbor.CoreDetEncOptions().EncMode())

func encode(v any) []byte { return must(plain.Marshal(v)) }

// by signs a record in the name of one person with the key of another.
func (l line) by(name, signer *person) []byte { return l.under(key.ContextRoster, name, signer) }

func (l line) under(c key.Context, name, signer *person) []byte {
	id := name.device()
	l.Version, l.Time, l.Signer, l.Signature = 1, 1_700_000_000_000, id[:], []byte{}
	l.Signature = signer.signer.Sign(c, encode(l))
	return encode(l)
}

func (p *person) body(number uint32) admissionBody {
	root := p.root.Public()
	return admissionBody{Number: number, Name: p.name, Role: "physician", Root: root[:], Certificate: must(roster.EncodeCertificate(p.cert))}
}

func sum(raw []byte) []byte { h := sha256.Sum256(raw); return h[:] }

// chain is the log of all vectors: Grace founds, admits Ada and Bob, renews Ada's device.
func chain() (found, admitAda, admitBob, renewed []byte) {
	r := must(roster.Begin("Kreis Süd", 1_700_000_000_000, grace.admission(), grace.signer))
	must(r.Admit(1_700_000_000_001, ada.admission(), grace.by()))
	must(r.Admit(1_700_000_000_002, bob.admission(), grace.by()))
	log := r.Records(0)
	cert := must(roster.EncodeCertificate(ada.certify(roster.Certificate{Epoch: 1, Name: "tablet"})))
	return log[0], log[1], log[2], line{Kind: 3, Previous: sum(log[2]), Body: cert}.by(grace, grace)
}

var wholeChain = []string{"Grace founds", "Grace admits Ada", "Grace admits Bob"}

func rosterGood() []Vector {
	found, admitAda, admitBob, renewed := chain()
	out := []Vector{good("Grace founds", found), good("Grace admits Ada", admitAda), good("Grace admits Bob", admitBob), good("Ada's device renewed", renewed)}
	for i := range out {
		out[i].After = slices.Clone(wholeChain[:min(i, 3)])
	}
	return out
}

func rosterBad() []Vector {
	found, admitAda, admitBob, renewed := chain()
	const malformed, chainErr, signature, forbidden = "roster.ErrMalformed", "roster.ErrChain", "roster.ErrSignature", "roster.ErrForbidden"
	foundBody := grace.body(1)
	foundBody.Network = "Kreis Süd"
	admit := func(b admissionBody) line { return line{Kind: 2, Previous: sum(admitAda), Body: encode(b)} }
	two := []Vector{
		bad("out of order", chainErr, renewed),
		bad("twice", chainErr, admitAda),
		bad("founded again", forbidden, line{Kind: 1, Previous: sum(admitAda), Body: encode(foundBody)}.by(grace, grace)),
		bad("admitted by a member who is not the steward", forbidden, admit(bob.body(3)).by(ada, ada)),
		bad("admitted in the steward's name", signature, admit(bob.body(3)).by(grace, ada)),
		bad("admitted by a stranger", forbidden, admit(bob.body(3)).by(eve, eve)),
		bad("signature altered", signature, flip(admitBob, -1)),
		bad("member admitted twice", forbidden, admit(ada.body(3)).by(grace, grace)),
		bad("number taken", forbidden, admit(bob.body(2)).by(grace, grace)),
		bad("unknown kind", forbidden, line{Kind: 11, Previous: sum(admitAda), Body: []byte{}}.by(grace, grace)),
		bad("certificate by another root", signature, admit(withCertificate(bob.body(3), eve)).by(grace, grace)),
		bad("admission names a network", malformed, admit(named(bob.body(3))).by(grace, grace)),
		bad("no name", malformed, admit(nameless(bob.body(3))).by(grace, grace)),
		bad("body malformed", malformed, line{Kind: 2, Previous: sum(admitAda), Body: []byte{0x80}}.by(grace, grace)),
		bad("body not shortest", malformed, line{Kind: 2, Previous: sum(admitAda), Body: append([]byte{0x98, 6}, encode(bob.body(3))[1:]...)}.by(grace, grace)),
		bad("a device of somebody else", forbidden, line{Kind: 3, Previous: sum(admitAda), Body: stolen()}.by(grace, grace)),
		bad("an older certificate", forbidden, line{Kind: 3, Previous: sum(admitAda), Body: must(roster.EncodeCertificate(ada.cert))}.by(grace, grace)),
		bad("a device of a stranger", forbidden, line{Kind: 3, Previous: sum(admitAda), Body: must(roster.EncodeCertificate(eve.cert))}.by(grace, grace)),
		bad("renewed in the steward's name", signature, line{Kind: 3, Previous: sum(admitAda), Body: renewedBody()}.by(grace, ada)),
		bad("renewed by its member", forbidden, line{Kind: 3, Previous: sum(admitAda), Body: renewedBody()}.by(ada, ada)),
	}
	for i := range two {
		two[i].After = wholeChain[:2]
	}
	first := append(mangled(found, malformed, "roster.ErrVersion"),
		bad("admission first", forbidden, line{Kind: 2, Previous: []byte{}, Body: encode(grace.body(1))}.by(grace, grace)),
		bad("founded behind something", chainErr, line{Kind: 1, Previous: sum(found), Body: encode(foundBody)}.by(grace, grace)),
		bad("founded with number 2", forbidden, line{Kind: 1, Previous: []byte{}, Body: encode(numbered(foundBody, 2))}.by(grace, grace)),
		bad("founded by another device", forbidden, line{Kind: 1, Previous: []byte{}, Body: encode(foundBody)}.by(ada, ada)),
		bad("founded with another's signature", signature, line{Kind: 1, Previous: []byte{}, Body: encode(foundBody)}.by(grace, ada)),
		bad("previous null", malformed, line{Kind: 1, Body: encode(foundBody)}.by(grace, grace)),
	)
	return append(first, two...)
}

func withCertificate(b admissionBody, of *person) admissionBody {
	b.Certificate = must(roster.EncodeCertificate(of.cert))
	return b
}

func named(b admissionBody) admissionBody { b.Network = "another"; return b }

func nameless(b admissionBody) admissionBody { b.Name = ""; return b }

func numbered(b admissionBody, n uint32) admissionBody { b.Number = n; return b }

// stolen is Ada's word that Grace's device is hers.
func stolen() []byte {
	c := *grace.cert
	c.Epoch = 5
	return must(roster.EncodeCertificate(must(roster.Certify(ada.root, c))))
}

func renewedBody() []byte {
	return must(roster.EncodeCertificate(ada.certify(roster.Certificate{Epoch: 1, Name: "tablet"})))
}
