package peer

import (
	"context"
	"slices"

	"satchel/client/audience"
	"satchel/shared/entry"
)

// openWord is whether this member wrote in a file what is not kept from everybody, as
// long as the file's line has a head.
type openWord struct {
	head entry.ID
	said bool
}

// ours reports whether a file is this member's too: opened here, or written in. What is
// kept from everybody does not count, or others could tell from how they are asked and
// answered that it is there.
func (n *node) ours(patient entry.PatientID) bool {
	l := n.index.lines[patient]
	if l == nil || !l.wroteIn(n.self.Member()) {
		return false
	}
	if l.Opened {
		return true
	}
	if w, known := n.openWords[patient]; known && w.head == l.Head {
		return w.said
	}
	f, err := n.book.File(context.Background(), patient)
	if err != nil {
		n.failed("read who wrote in a file", err)
		return false
	}
	p := n.policy(f)
	said := slices.ContainsFunc(n.owned(f, p.Rules), func(x audience.Own) bool { return !p.Kept(x.Item) })
	n.openWords[patient] = openWord{l.Head, said}
	return said
}
