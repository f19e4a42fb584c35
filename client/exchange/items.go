package exchange

import (
	"bytes"
	"fmt"

	"satchel/shared/fhir"
)

// Items reads a bundle or a single resource whose patient is known: nothing is
// sorted by patient, and if any of it cannot be taken, nothing is. Each resource
// is passed through change, which may add to it. Like Read it takes data over.
func Items(data []byte, c Config, change func(fhir.Resource) []byte) ([]Item, error) {
	c = c.withDefaults()
	data, err := unpack(data, c)
	if err != nil {
		return nil, err
	}
	r, d := &reader{config: c, file: &File{}}, &document{}
	if end := r.value(d, data, ""); len(bytes.TrimSpace(data[end:])) > 0 {
		r.refuse(d, "file", "more after the resource")
	}
	f := &dossier{drafts: d.drafts}
	for _, x := range d.drafts {
		x.Resource = change(x.res)
		if x.res, err = r.parser.Kept(x.Resource); err != nil {
			r.refuse(d, x.Place, err.Error())
		}
		f.Items = append(f.Items, x.Item)
	}
	if len(r.file.Refused) > 0 {
		first := r.file.Refused[0]
		return nil, fmt.Errorf("%w: %s: %s", ErrFile, first.Place, first.Reason)
	}
	(&assigner{}).link(f)
	return f.Items, nil
}

// Contradict reports whether the keys of two cannot be those of one person: their
// birth dates or sexes differ, or no word of their names is the same.
func Contradict(a, b fhir.Keys) bool {
	return conflicting(a, b) || len(a.Names) > 0 && len(b.Names) > 0 && !sharesName(a, b)
}
