package fhir

import (
	"crypto/sha256"
	"encoding/hex"
)

// A document may refer to its entries by addresses (Bundle.entry.fullUrl) that
// the resources themselves do not hold. A resource kept alone would then be
// lost to those that refer to it: a prescription could not name its drug. Links
// keep such addresses in a resource of their own, by the hash of what they mean:
//
//	Basic { code: addresses, extension: [ { address: "urn:uuid:…", sha256: "…" } … ] }
const (
	linksSystem = "https://satchel.invalid/fhir/basic"
	linksCode   = "addresses"
	linkURL     = "https://satchel.invalid/fhir/address"
)

// Link says that a resource was known under an address.
type Link struct {
	Address string
	Hash    [sha256.Size]byte // of the compact resource
}

// Hash returns the name of a compact resource in a Link.
func Hash(body []byte) [sha256.Size]byte { return sha256.Sum256(body) }

// Links writes links as a Basic resource.
func Links(subject string, links []Link) []byte {
	items := make([][]byte, len(links))
	for i, l := range links {
		items[i] = object(nil).raw("extension", list(
			object(nil).str("url", "address").str("valueUri", l.Address).end(),
			object(nil).str("url", "sha256").str("valueString", hex.EncodeToString(l.Hash[:])).end(),
		)).str("url", linkURL).end()
	}
	return newResource("Basic", Origin{}).
		raw("extension", list(items...)).
		raw("code", concept("", coding(linksSystem, linksCode, ""))).
		raw("subject", reference(subject)).end()
}

// IsLinks reports whether Links wrote r.
func IsLinks(r Resource) bool {
	if r.Type() != "Basic" {
		return false
	}
	c := codeOf(r.Get("code"))
	return c.System == linksSystem && c.Code == linksCode
}

// LinksOf reads what Links wrote; what is malformed is left out.
func LinksOf(r Resource) (links []Link) {
	for e := range r.Get("extension").Items() {
		var l Link
		for part := range e.Get("extension").Items() {
			switch part.Get("url").String() {
			case "address":
				l.Address = part.Get("valueUri").String()
			case "sha256":
				if sum, err := hex.DecodeString(part.Get("valueString").String()); err == nil && len(sum) == len(l.Hash) {
					l.Hash = [sha256.Size]byte(sum)
				}
			}
		}
		if l.Address != "" && l.Hash != [sha256.Size]byte{} {
			links = append(links, l)
		}
	}
	return links
}
