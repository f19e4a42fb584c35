package vectors

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"satchel/client/audit"
	"satchel/client/identity"
	mail "satchel/client/letter"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/room"
	"satchel/shared/entry"
	"satchel/shared/frame"
	"satchel/shared/key"
	"satchel/shared/policy"
	"satchel/shared/roster"
	"satchel/shared/seal"
	"satchel/shared/standing"
)

// classes are the failures that a reader may tell apart.
var classes = map[string]error{
	"key.ErrMalformed": key.ErrMalformed,

	"entry.ErrVersion":   entry.ErrVersion,
	"entry.ErrMalformed": entry.ErrMalformed,
	"entry.ErrSignature": entry.ErrSignature,

	"policy.ErrMalformed":   policy.ErrMalformed,
	"standing.ErrMalformed": standing.ErrMalformed,

	"roster.ErrVersion":   roster.ErrVersion,
	"roster.ErrMalformed": roster.ErrMalformed,
	"roster.ErrSignature": roster.ErrSignature,
	"roster.ErrChain":     roster.ErrChain,
	"roster.ErrForbidden": roster.ErrForbidden,

	"seal.ErrFormat":    seal.ErrFormat,
	"seal.ErrSealed":    seal.ErrSealed,
	"seal.ErrContent":   seal.ErrContent,
	"seal.ErrSender":    seal.ErrSender,
	"seal.ErrSignature": seal.ErrSignature,

	"parcel.ErrMalformed": parcel.ErrMalformed,
	"record.ErrMalformed": record.ErrMalformed,
	"letter.ErrMalformed": mail.ErrMalformed,

	"room.ErrMalformed":  room.ErrMalformed,
	"room.ErrOwn":        room.ErrOwn,
	"room.ErrSender":     room.ErrSender,
	"room.ErrSignature":  room.ErrSignature,
	"room.ErrRecipient":  room.ErrRecipient,
	"room.ErrTime":       room.ErrTime,
	"audit.ErrMalformed": audit.ErrMalformed,
	"audit.ErrBroken":    audit.ErrBroken,

	"frame.ErrUnknown":   frame.ErrUnknown,
	"frame.ErrMalformed": frame.ErrMalformed,

	"identity.ErrLink": identity.ErrLink,
	"signal":           errSignal,
}

// ClassOf names the class of an error: all of its classes, should it have
// several, and the empty string if it has none.
func ClassOf(err error) string {
	var of []string
	for _, name := range slices.Sorted(maps.Keys(classes)) {
		if errors.Is(err, classes[name]) {
			of = append(of, name)
		}
	}
	return strings.Join(of, " + ")
}
