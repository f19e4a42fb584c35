package vectors

import (
	"bytes"
	"crypto/hpke"
	"slices"

	"satchel/shared/key"
	"satchel/shared/seal"
)

type envelopeFields struct {
	From    Hex   `json:"from"`
	To      Hex   `json:"to"`
	Kind    uint8 `json:"kind"`
	Payload Hex   `json:"payload"`
}

func openEnvelope(b []byte) (*seal.Message, error) {
	return seal.Open(ada.sealer, ada.device(), b, lookup)
}

func envelopeFormat() Format {
	return Format{
		File: "envelope.json", About: "envelopes of suite 1 to Ada, who knows Grace and Bob (SPEC 6)", Given: people(grace, ada, bob, eve),
		Make: func(old Set) []Vector {
			fine := envelopeGood(old)
			return append(fine, envelopeBad(old, fine[1].Hex)...)
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			m, err := openEnvelope(b)
			if err != nil {
				return nil, err
			}
			return envelopeFields{m.From[:], m.To[:], uint8(m.Kind), m.Payload}, nil
		},
	}
}

func envelopeGood(old Set) (out []Vector) {
	for _, e := range []struct {
		name    string
		from    *person
		kind    seal.Kind
		payload []byte
		floor   int
	}{
		{"a cursor from Grace, at the floor", grace, seal.KindCursor, []byte("cursor"), seal.Floor},
		{"nothing from Bob, without a floor", bob, seal.KindSignal, nil, 0},
		{"5000 bytes from Grace, padded", grace, seal.KindParcel, bytes.Repeat([]byte("satchel "), 625), seal.Floor},
	} {
		fresh := good(e.name, must(e.from.sender().Seal(ada.device(), ada.sealer.Public(), e.kind, e.payload, e.floor)))
		out = append(out, keep(old, fresh, func(b []byte) bool {
			m, err := openEnvelope(b)
			return err == nil && m.From == e.from.device() && m.Kind == e.kind && bytes.Equal(m.Payload, e.payload) && len(b) == len(fresh.Hex)
		}))
	}
	return out
}

// letter is a plaintext as SPEC writes it, so that wrong ones can be sealed.
type letter struct {
	_         struct{} `cbor:",toarray"`
	From, To  []byte
	Kind      uint8
	Payload   []byte
	Signature []byte
}

func write(from, to, signer *person, payload []byte) letter {
	f, t := from.device(), to.device()
	message := slices.Concat(f[:], t[:], []byte{byte(seal.KindCursor)}, payload)
	return letter{From: f[:], To: t[:], Kind: uint8(seal.KindCursor), Payload: payload, Signature: signer.signer.Sign(key.ContextFrame, message)}
}

// enclose seals any plaintext to Ada; altered commitments and contexts too.
func enclose(plain []byte, info string, commitment func([]byte)) []byte {
	public := ada.sealer.Public()
	to := ada.device()
	recipient := must(hpke.MLKEM768X25519().NewPublicKey(public[:]))
	enc, sender, err := hpke.NewSender(recipient, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), append([]byte(info), to[:]...))
	if err != nil {
		panic(err)
	}
	c := must(sender.Export("satchel/v1 envelope commitment", 32))
	commitment(c)
	return slices.Concat([]byte{1, 1}, enc, c, must(sender.Seal(nil, plain)))
}

func envelopeBad(old Set, b []byte) []Vector {
	const format, sealed, content = "seal.ErrFormat", "seal.ErrSealed", "seal.ErrContent"
	fixed := []Vector{
		bad("nothing", format, []byte{}), bad("shorter than any", format, b[:1169]), bad("another version", format, splice(b, 0, 1, 2)),
		bad("another suite", format, splice(b, 1, 1, 3)), bad("over 64 KiB", format, append(bytes.Clone(b), make([]byte, 64<<10)...)),
		bad("encapsulation altered", sealed, flip(b, 100)), bad("commitment altered", sealed, flip(b, 1130)),
		bad("ciphertext altered", sealed, flip(b, 1200)), bad("tag altered", sealed, flip(b, -1)), bad("cut short", sealed, b[:len(b)-1]),
	}
	const info = "satchel/v1 envelope\x00"
	fine := func([]byte) {}
	l := encode(write(grace, ada, grace, []byte("x")))
	letters := []Vector{
		bad("another format's context", sealed, enclose(l, "satchel/v2 envelope\x00", fine)),
		bad("commitment to another key", sealed, enclose(l, info, func(c []byte) { c[0] ^= 1 })),
		bad("no letter", content, enclose([]byte{0xf6}, info, fine)),
		bad("an empty plaintext", content, enclose(nil, info, fine)),
		bad("padded with something", content, enclose(append(bytes.Clone(l), 0, 1), info, fine)),
		bad("letter not shortest", content, enclose(splice(l, 0, 1, 0x98, 5), info, fine)),
		bad("payload null", content, enclose(encode(write(grace, ada, grace, nil)), info, fine)),
		bad("meant for Bob", content, enclose(encode(write(grace, bob, grace, []byte("x"))), info, fine)),
		bad("from a stranger", "seal.ErrSender", enclose(encode(write(eve, ada, eve, []byte("x"))), info, fine)),
		bad("signed by another", "seal.ErrSignature", enclose(encode(write(grace, ada, bob, []byte("x"))), info, fine)),
		bad("payload altered behind the signature", "seal.ErrSignature", enclose(encode(altered()), info, fine)),
	}
	for i, v := range letters {
		letters[i] = keep(old, v, func(b []byte) bool { _, err := openEnvelope(b); return ClassOf(err) == v.Fails })
		letters[i].Fails = v.Fails
	}
	return append(fixed, letters...)
}

func altered() letter {
	l := write(grace, ada, grace, []byte("x"))
	l.Payload = []byte("y")
	return l
}

var invitationSecret = seal.Secret(secret(0x77))

func invitationFormat() Format {
	type fields struct {
		Payload Hex `json:"payload"`
	}
	return Format{
		File: "invitation.json", About: "envelopes of suite 2 under an invitation's secret (SPEC 6.3)",
		Given: map[string]any{"secret": Hex(invitationSecret[:]), "queue key": queueOfInvitation()},
		Make: func(Set) []Vector {
			r := random()
			out := []Vector{
				good("a request", must(invitationSecret.Seal(r, []byte("request")))), good("nothing", must(invitationSecret.Seal(r, []byte{}))),
				good("6000 bytes", must(invitationSecret.Seal(r, make([]byte, 6000)))),
			}
			b := []byte(out[0].Hex)
			other := seal.Secret(secret(0x78))
			return append(out,
				bad("no bytes", "seal.ErrFormat", []byte{}), bad("shorter than any", "seal.ErrFormat", b[:41]),
				bad("suite 1", "seal.ErrFormat", splice(b, 1, 1, 1)), bad("another version", "seal.ErrFormat", splice(b, 0, 1, 2)),
				bad("altered", "seal.ErrSealed", flip(b, -1)), bad("nonce altered", "seal.ErrSealed", flip(b, 2)),
				bad("another secret", "seal.ErrSealed", must(other.Seal(r, []byte("request")))),
			)
		},
		Read: func(b []byte, _ [][]byte) (any, error) {
			p, err := invitationSecret.Open(b)
			return fields{p}, err
		},
	}
}

func queueOfInvitation() Hex {
	k := must(invitationSecret.Key())
	p := k.Public()
	return p[:]
}
