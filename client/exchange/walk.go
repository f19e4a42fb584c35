package exchange

import (
	"bytes"
	"errors"
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/fhir"
)

// reader goes through a file once. A damaged entry is refused and the next one
// looked for behind its brackets; if even those are damaged, behind its line.
type reader struct {
	config Config
	file   *File
	parser fhir.Parser
}

// draft is an entry on its way to its patients.
type draft struct {
	Item
	to     []*dossier
	reason string // why it goes to nobody
}

// document is what one set of references is resolved in.
type document struct {
	prefix string // of places
	drafts []*draft
}

// documents reads JSON values that follow each other; nearly always it is one.
func (r *reader) documents(b []byte) {
	d := &document{}
	for n := 1; ; n++ {
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) == 0 {
			break
		}
		if n > 1 {
			r.assign(d)
			d = &document{prefix: fmt.Sprintf("document %d: ", n)}
		}
		end := r.value(d, b, "")
		b = b[end:]
	}
	r.assign(d)
}

// lines reads newline-delimited JSON. Bare resources may refer to each other
// across lines; a bundle in a line stands for itself.
func (r *reader) lines(b []byte) {
	all := &document{}
	for n := 1; len(b) > 0; n++ {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		b = rest
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		place := fmt.Sprintf("line %d", n)
		own := all
		if typeOf(line) == "Bundle" {
			own, place = &document{prefix: place + ": "}, ""
		}
		end := r.value(own, line, place)
		if len(bytes.TrimSpace(line[end:])) > 0 {
			r.refuse(own, firstOf(place, "Bundle"), "more after the resource")
		}
		if own != all {
			r.assign(own)
		}
	}
	r.assign(all)
}

// value reads the bundle or resource that b begins with, and returns its end.
func (r *reader) value(d *document, b []byte, place string) (end int) {
	kind := typeOf(b)
	if kind == "Bundle" {
		w := walker{reader: r, doc: d, b: b}
		w.bundle()
		return w.i
	}
	res, end, err := r.parser.NextResource(b)
	if end == 0 {
		end = r.behind(b)
	}
	r.add(d, firstOf(place, kind, "file"), "", res, err)
	return end
}

// behind returns where to go on after a damaged value.
func (*reader) behind(b []byte) int {
	if end, found := fhir.Skip(b); found {
		return end
	}
	return len(b)
}

// typeOf reads the resourceType of the object that b begins with.
func typeOf(b []byte) (kind string) {
	w := walker{b: b}
	w.object(func(name string) bool {
		v := w.skip()
		if name == "resourceType" {
			kind = v.String()
		}
		return kind == "" && v != nil
	})
	return kind
}

func (r *reader) refuse(d *document, place, reason string) {
	r.file.Refused = append(r.file.Refused, Refusal{d.prefix + place, reason})
}

// add takes an entry, or refuses it.
func (r *reader) add(d *document, place, fullURL string, res fhir.Resource, err error) {
	r.file.Entries++
	switch {
	case r.file.Entries == r.config.MaxEntries+1:
		r.refuse(d, place, fmt.Sprintf("more than %d entries: this one and all behind it are left out", r.config.MaxEntries))
	case r.file.Entries > r.config.MaxEntries:
	case errors.Is(err, fhir.ErrJSON), errors.Is(err, fhir.ErrResource):
		r.refuse(d, place, err.Error())
	case len(res.Body) > entry.MaxBody:
		r.refuse(d, place, fmt.Sprintf("%d bytes, limit %d", len(res.Body), entry.MaxBody))
	case res.Type() == "Bundle":
		r.nested(d, place, res)
	default:
		d.drafts = append(d.drafts, &draft{Item: Item{
			Kind: KindOf(res), Resource: res.Body, FullURL: fullURL, Clinical: clinical(res), Place: d.prefix + place, res: res,
		}})
	}
}

// nested takes the entries of a bundle inside an entry, in place of the bundle.
func (r *reader) nested(d *document, place string, bundle fhir.Resource) {
	if r.file.Entries--; bundle.Get("type").Is("history") {
		r.file.Entries++
		r.refuse(d, place, reasonHistory)
		return
	}
	n := 0
	for e := range bundle.Get("entry").Items() {
		at := fmt.Sprintf("%s.entry[%d].resource", place, n)
		n++
		if v := e.Get("resource"); v == nil {
			r.file.Entries++
			r.refuse(d, at, reasonNone)
		} else {
			res, err := r.parser.Kept(v)
			r.add(d, at, e.Get("fullUrl").String(), res, err)
		}
	}
}

func clinical(res fhir.Resource) entry.Time {
	w := res.When()
	if w.Known && w.Ms == 0 {
		return 1 // 1970 began; 0 would mean unknown
	}
	return entry.Time(w.Ms)
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}
