package store

import (
	"encoding/binary"
	"errors"
	"slices"

	"satchel/shared/key"
)

// Name names one row of Sealed.
type Name struct {
	// Table says what kind of row it is, 1 to 255. Table 0 is the vault's.
	Table byte
	// Thing is what the row belongs to: a stream, a patient, nothing. It is
	// hidden in the engine.
	Thing []byte
	// Number orders the rows of one thing.
	Number uint64
}

// nameSize is the length of an engine key: table, hidden thing, number.
const nameSize = 1 + key.NameSize + 8

var errTable = errors.New("table 0 is reserved")

// engineKey returns table ‖ hidden thing ‖ number, big-endian.
func (s *Sealed) engineKey(n Name) []byte {
	return binary.BigEndian.AppendUint64(s.thingPrefix(n.Table, n.Thing), n.Number)
}

// thingPrefix returns what the engine keys of one thing begin with. The table
// is hidden along with the thing, so that nobody sees one thing in two tables.
func (s *Sealed) thingPrefix(table byte, thing []byte) []byte {
	hidden := s.key.Name(slices.Concat([]byte{table}, thing))
	return append(append(make([]byte, 0, nameSize), table), hidden[:]...)
}

// number reads the last part of an engine key.
func number(engineKey []byte) uint64 {
	return binary.BigEndian.Uint64(engineKey[nameSize-8:])
}

// after returns the first key above all keys that begin with prefix, or
// nothing if there is none.
func after(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
