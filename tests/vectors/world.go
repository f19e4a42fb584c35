package vectors

import (
	"math/rand/v2"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
	"satchel/shared/seal"
)

// person is a member with one device, made from a seed.
type person struct {
	name   string
	seed   byte
	root   key.MemberRoot
	signer key.DeviceSigner
	sealer key.DeviceSealer
	queue  key.QueueKey
	cert   *roster.Certificate
}

// The people of all vectors. Each secret is 32 equal bytes: the person's seed
// and 0, 1, 2 or 3 more for root, signing, sealing and queue key.
var (
	grace = newPerson("Grace", 0x10)
	ada   = newPerson("Ada", 0x20)
	bob   = newPerson("Bob", 0x30)
	eve   = newPerson("Eve", 0xe0) // belongs to no network
)

func secret(b byte) []byte {
	out := make([]byte, key.SeedSize)
	for i := range out {
		out[i] = b
	}
	return out
}

func newPerson(name string, seed byte) *person {
	p := &person{
		name: name, seed: seed,
		root:   must(key.MemberRootFromBytes(secret(seed))),
		signer: must(key.DeviceSignerFromBytes(secret(seed + 1))),
		sealer: must(key.DeviceSealerFromBytes(secret(seed + 2))),
		queue:  must(key.QueueKeyFromBytes(secret(seed + 3))),
	}
	p.cert = p.certify(roster.Certificate{Name: "tablet"})
	return p
}

// certify fills in what p's certificates have in common.
func (p *person) certify(c roster.Certificate) *roster.Certificate {
	c.Sign, c.Seal, c.Queue = p.signer.Public(), p.sealer.Public(), p.queue.Public()
	c.Relay = "wss://relay.example"
	return must(roster.Certify(p.root, c))
}

func (p *person) device() key.DeviceID { return p.cert.Device() }

func (p *person) by() roster.By { return roster.By{Device: p.device(), Signer: p.signer} }

func (p *person) sender() seal.Sender { return seal.Sender{Device: p.device(), Signer: p.signer} }

func (p *person) admission() roster.Admission {
	return roster.Admission{Name: p.name, Role: "physician", Root: p.root.Public(), Certificate: p.cert}
}

// given says how to come by p's keys.
func (p *person) given() map[string]any {
	return map[string]any{
		"root seed": Hex(secret(p.seed)), "signing seed": Hex(secret(p.seed + 1)),
		"sealing seed": Hex(secret(p.seed + 2)), "queue seed": Hex(secret(p.seed + 3)),
		"member": p.root.ID().String(), "device": p.device().String(),
	}
}

// people is what a reader has to know of those named.
func people(of ...*person) map[string]any {
	out := map[string]any{}
	for _, p := range of {
		out[p.name] = p.given()
	}
	return out
}

// lookup knows everybody but Eve.
func lookup(id key.DeviceID) (key.Public, bool) {
	for _, p := range []*person{grace, ada, bob} {
		if p.device() == id {
			return p.signer.Public(), true
		}
	}
	return key.Public{}, false
}

// random is the same for every format.
func random() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{'s', 'a', 't', 'c', 'h', 'e', 'l'}) }

// note is an entry of Grace's that differs by n.
func note(n byte) *entry.Signed {
	return must(entry.Seal(entry.Entry{
		Author: grace.root.ID(), Device: grace.device(), Patient: entry.PatientID{1, 2, 3}, Kind: entry.Note,
		Clinical: 1_700_000_000_000, Recorded: 1_700_000_060_000, Stamp: 1_700_000_060_000 + entry.Stamp(n),
		Salt: [16]byte{n}, Body: []byte(`{"resourceType":"Basic"}`),
	}))
}

func notes(n int) []*entry.Signed {
	out := make([]*entry.Signed, n)
	for i := range out {
		out[i] = note(byte(i))
	}
	return out
}
