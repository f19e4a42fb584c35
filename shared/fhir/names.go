package fhir

import "bytes"

// manyNames is the number from which an object's names are looked up in a set,
// so that a hostile object does not cost quadratic time.
const manyNames = 48

// once notes a name of the innermost object and fails if it has it already. A
// name with an escape could hide another; no FHIR element needs one.
func (p *Parser) once(name span) error {
	this, base := p.b[name.from:name.to], int(p.nests[p.depth-1].base)
	if bytes.IndexByte(this, '\\') >= 0 {
		return p.fail("escape in a name")
	}
	known := p.names[base:]
	if len(known) >= manyNames {
		return p.onceOfMany(known, name)
	}
	for _, other := range known {
		if other.to-other.from == len(this) && string(p.b[other.from:other.to]) == string(this) {
			return p.fail("second " + string(this))
		}
	}
	p.names = append(p.names, name)
	return nil
}

func (p *Parser) onceOfMany(known []span, name span) error {
	set := p.sets[p.depth-1]
	if len(known) == manyNames {
		set = make(map[string]bool, 4*manyNames)
		for _, other := range known {
			set[string(p.b[other.from:other.to])] = true
		}
		p.sets[p.depth-1] = set
	}
	this := string(p.b[name.from:name.to])
	if set[this] {
		return p.fail("second " + this)
	}
	set[this] = true
	p.names = append(p.names, name)
	return nil
}
