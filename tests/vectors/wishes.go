package vectors

import (
	"slices"

	"github.com/fxamacker/cbor/v2"

	"satchel/shared/key"
	"satchel/shared/roster"
)

type wishFields struct {
	Kind   uint8 `json:"kind"`
	Time   int64 `json:"time"`
	Signer Hex   `json:"signer"`
	Body   Hex   `json:"body"`
}

// wishFormat reads wishes against the network in which Grace has offered Ada the
// stewardship and disabled nobody.
func wishFormat() Format {
	given := people(grace, ada, bob, eve)
	given["records"] = hexes(wishing().Records(0))
	return Format{
		File: "wish.json", About: "what members ask a steward to write into the roster whose records are given (SPEC 7.5)",
		Given: given,
		Make:  func(Set) []Vector { return append(wishGood(), wishBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			if err := wishing().CheckWish(b); err != nil {
				return nil, err
			}
			var w line
			if err := cbor.Unmarshal(b, &w); err != nil {
				return nil, err
			}
			return wishFields{w.Kind, w.Time, w.Signer, w.Body}, nil
		},
	}
}

func hexes(list [][]byte) (out []Hex) {
	for _, b := range list {
		out = append(out, b)
	}
	return out
}

func wishing() *roster.Roster {
	log := begin().log
	if err := log.Offer(1_700_000_000_003, ada.root.ID(), grace.by()); err != nil {
		panic(err)
	}
	return log
}

func wishGood() []Vector {
	r := wishing()
	const at = 1_700_000_000_004
	return []Vector{
		good("Bob leaves", must(r.WishToEnd(at, key.DeviceID{}, bob.by()))),
		good("Bob gives his device up", must(r.WishToEnd(at, bob.device(), bob.by()))),
		good("Bob renews his device", must(r.WishDevice(at, bob.certify(roster.Certificate{Epoch: 1, Name: "tablet"}), bob.by()))),
		good("Bob has another name", must(r.WishName(at, "Bobby", bob.by()))),
		good("Ada accepts the stewardship", must(r.WishToSteward(at, ada.by()))),
	}
}

func wishBad() []Vector {
	const malformed, forbidden = "roster.ErrMalformed", "roster.ErrForbidden"
	r := wishing()
	first, offer := sum(r.Records(0)[0]), sum(r.Records(3)[0])
	wish := func(kind uint8, body []byte, name, signer *person) []byte {
		return line{Kind: kind, Previous: first, Body: body}.under(key.ContextWish, name, signer)
	}
	b := wishGood()[0].Hex
	return append(mangled(b, malformed, "roster.ErrVersion"),
		bad("in another's name", "roster.ErrSignature", wish(4, id(bob), bob, eve)),
		bad("signed as a record", "roster.ErrSignature", line{Kind: 4, Previous: first, Body: id(bob)}.by(bob, bob)),
		bad("of another network", "roster.ErrChain", line{Kind: 4, Previous: offer, Body: id(bob)}.under(key.ContextWish, bob, bob)),
		bad("by a stranger", forbidden, wish(4, id(eve), eve, eve)),
		bad("to end another", forbidden, wish(4, id(ada), bob, bob)),
		bad("to end another's device", forbidden, wish(4, slices.Concat(id(ada), idOf(ada)), bob, bob)),
		bad("of the steward to leave", forbidden, wish(4, id(grace), grace, grace)),
		bad("to be enabled", forbidden, wish(5, id(bob), bob, bob)),
		bad("for another role", forbidden, wish(6, encode(renamingBody{Member: id(bob), Name: "Bob", Role: "nurse"}), bob, bob)),
		bad("for another's name", forbidden, wish(6, encode(renamingBody{Member: id(ada), Name: "Adele", Role: "physician"}), bob, bob)),
		bad("for another's device", forbidden, wish(3, renewedBody(), bob, bob)),
		bad("for a certificate that is held", forbidden, wish(3, must(roster.EncodeCertificate(bob.cert)), bob, bob)),
		bad("to admit", forbidden, wish(2, encode(eve.body(9)), bob, bob)),
		bad("for the stewardship that was offered to another", forbidden, wish(10, offer, bob, bob)),
		bad("for another offer", forbidden, wish(10, first, ada, ada)),
		bad("for an offer of 31 bytes", malformed, wish(10, offer[1:], ada, ada)),
	)
}

func idOf(p *person) []byte { d := p.device(); return d[:] }
