package exchange

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"satchel/shared/fhir"
)

// elsewhere begins the addresses of resources that came without one. The top
// level domain never leads anywhere (RFC 2606).
const elsewhere = "https://satchel.invalid/fhir/"

// Bundle writes resources as an R4 collection bundle, each as it is kept,
// Patients first, then by type and id. Addresses are those of the imported
// document where references need them. Bodies that are no resources are left
// out and counted.
func Bundle(resources [][]byte) (bundle []byte, left int) {
	var parser fhir.Parser
	var list []fhir.Resource
	links := map[[32]byte][]string{}
	size := 0
	for _, b := range resources {
		r, err := parser.Kept(b)
		switch {
		case err != nil:
			left++
		case fhir.IsLinks(r):
			for _, l := range fhir.LinksOf(r) {
				links[l.Hash] = append(links[l.Hash], l.Address)
			}
		default:
			list = append(list, r)
			size += len(b) + 120
		}
	}
	slices.SortFunc(list, order)
	w := exporter{links: links, taken: map[string]bool{}, used: usedForms(list), out: make([]byte, 0, size)}
	return w.write(list), left
}

func order(a, b fhir.Resource) int {
	rank := func(r fhir.Resource) int {
		if r.Type() == "Patient" {
			return 0
		}
		return 1
	}
	return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Type(), b.Type()), cmp.Compare(a.ID(), b.ID()), bytes.Compare(a.Body, b.Body))
}

type exporter struct {
	links map[[32]byte][]string // addresses not yet given
	used  map[string]string     // the form of references to a key
	taken map[string]bool
	n     int // entries written
	out   []byte
}

// usedForms returns for each Type/id how references name it: by an absolute
// address if any does, else as it is.
func usedForms(list []fhir.Resource) map[string]string {
	found := map[string]string{}
	for _, r := range list {
		for _, ref := range r.References() {
			key := fhir.Key(ref)
			if found[key] == "" || key != ref && !strings.Contains(ref, "/_history/") {
				found[key] = ref
			}
		}
	}
	return found
}

func (w *exporter) write(list []fhir.Resource) []byte {
	w.out = append(w.out, `{"resourceType":"Bundle","type":"collection"`...)
	for _, r := range list {
		w.entry(r)
	}
	// Equal resources became one entry, but each had an address of its own.
	for _, r := range list {
		for len(w.links) > 0 && len(w.links[fhir.Hash(r.Body)]) > 0 {
			w.entry(r)
		}
	}
	if w.n > 0 {
		w.out = append(w.out, ']')
	}
	return append(w.out, '}')
}

func (w *exporter) entry(r fhir.Resource) {
	if w.n == 0 {
		w.out = append(w.out, `,"entry":[`...)
	} else {
		w.out = append(w.out, ',')
	}
	w.out = append(w.out, `{"fullUrl":`...)
	w.out = fhir.AppendString(w.out, w.address(r))
	w.out = append(w.out, `,"resource":`...)
	w.out = append(append(w.out, r.Body...), '}')
	w.n++
}

// address returns the resource's full URL, different for each.
func (w *exporter) address(r fhir.Resource) string {
	key := r.Type() + "/" + r.ID()
	url := w.linked(r)
	switch {
	case url != "":
	case r.ID() == "":
		url = elsewhere + r.Type() + "/entry-" + strconv.Itoa(w.n)
	case strings.Contains(w.used[key], "://"):
		url = w.used[key]
	case fhir.IsUUID(r.ID()) && w.used[key] == "":
		url = "urn:uuid:" + r.ID()
	default:
		url = elsewhere + key
	}
	if w.taken[url] {
		url = elsewhere + "entry-" + strconv.Itoa(w.n) + "/" + key
	}
	w.taken[url] = true
	return url
}

// linked takes one of the addresses that links keep for r.
func (w *exporter) linked(r fhir.Resource) string {
	if len(w.links) == 0 {
		return ""
	}
	hash := fhir.Hash(r.Body)
	list := w.links[hash]
	if len(list) == 0 {
		return ""
	}
	w.links[hash] = list[1:]
	return list[0]
}
