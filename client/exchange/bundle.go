package exchange

import (
	"fmt"
	"strconv"

	"satchel/shared/fhir"
)

const (
	reasonHistory = "a bundle of type history is not read: its entries are versions of each other"
	reasonNone    = "no resource in this entry"
	reasonEnd     = "the file ends or is damaged here: this and what follows is left out"
)

// walker goes through a bundle without parsing it: resources are handed to the
// parser where they lie, everything else is passed over.
type walker struct {
	*reader
	doc    *document
	b      []byte
	i      int
	broken bool // brackets do not match; nothing behind can be told apart
}

// bundle reads the bundle that w.b begins with. Its type may stand anywhere.
func (w *walker) bundle() {
	from := w.doc.drafts
	history := false
	n := 0
	w.object(func(name string) bool {
		switch name {
		case "entry":
			n = w.entries()
		case "type":
			history = w.skip().Is("history")
		default:
			w.skip()
		}
		return !w.broken
	})
	if w.broken {
		w.refuse(w.doc, fmt.Sprintf("Bundle.entry[%d]", n), reasonEnd)
		w.i = len(w.b)
	}
	if history {
		w.doc.drafts = from
		w.refuse(w.doc, "Bundle", reasonHistory)
	}
}

// entries reads Bundle.entry and returns how many there were.
func (w *walker) entries() (n int) {
	w.array(func() bool {
		w.entry("Bundle.entry[" + strconv.Itoa(n) + "].resource")
		if !w.broken {
			n++
		}
		return !w.broken
	})
	return n
}

func (w *walker) entry(place string) {
	var res fhir.Resource
	var url string
	var err error
	found := false
	w.object(func(name string) bool {
		switch {
		case name == "fullUrl":
			url = w.skip().String()
		case name == "resource" && !found:
			found = true
			res, err = w.resource()
		default:
			w.skip()
		}
		return !w.broken
	})
	switch {
	case found && (err == nil || !w.broken):
		w.add(w.doc, place, url, res, err)
	case !w.broken:
		w.file.Entries++
		w.refuse(w.doc, place, reasonNone)
	}
}

// resource parses the value here; of a damaged one it finds the end.
func (w *walker) resource() (fhir.Resource, error) {
	w.blank()
	res, end, err := w.parser.NextResource(w.b[w.i:])
	if end > 0 {
		w.i += end
	} else {
		w.skip()
	}
	return res, err
}

func (w *walker) blank() {
	for w.i < len(w.b) {
		switch w.b[w.i] {
		case ' ', '\n', '\r', '\t':
			w.i++
		default:
			return
		}
	}
}

// take passes over c if it comes next.
func (w *walker) take(c byte) bool {
	w.blank()
	if w.i < len(w.b) && w.b[w.i] == c {
		w.i++
		return true
	}
	return false
}

// skip passes over a value and returns it; nil if it has no end.
func (w *walker) skip() fhir.Value {
	w.blank()
	end, found := fhir.Skip(w.b[w.i:])
	v := fhir.Value(w.b[w.i : w.i+end])
	w.i += end
	if !found {
		w.broken = true
		return nil
	}
	return v
}

// object calls member for each, with w before its value, until it says no.
func (w *walker) object(member func(name string) bool) {
	if !w.take('{') {
		w.skip() // a value of another type has nothing to tell
		return
	}
	if w.take('}') {
		return
	}
	for {
		name := w.skip()
		if !w.take(':') {
			w.broken = true
		}
		if w.broken || !member(name.String()) {
			return
		}
		if !w.take(',') {
			w.broken = !w.take('}')
			return
		}
	}
}

// array calls item with w before each, until it says no.
func (w *walker) array(item func() bool) {
	if !w.take('[') {
		w.skip()
		return
	}
	if w.take(']') {
		return
	}
	for item() {
		if !w.take(',') {
			w.broken = !w.take(']')
			return
		}
	}
}
