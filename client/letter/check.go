package letter

import (
	"fmt"
	"unicode/utf8"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/policy"
)

// checks returns the first of some failures.
func checks(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// texts holds that texts are UTF-8 and have at most limit bytes each.
func texts(limit int, list ...string) error {
	for _, s := range list {
		if len(s) > limit || !utf8.ValidString(s) {
			return fmt.Errorf("%w: text of %d bytes, limit %d of UTF-8", ErrMalformed, len(s), limit)
		}
	}
	return nil
}

func checkUrgency(u policy.Urgency) error {
	if u < policy.Routine || u > policy.Emergency {
		return fmt.Errorf("%w: urgency %d", ErrMalformed, u)
	}
	return nil
}

// checkPatient holds that a patient is named, or left out where that is allowed.
func checkPatient(patient []byte, optional bool) error {
	if n := len(patient); n != len(entry.PatientID{}) && (n != 0 || !optional) {
		return fmt.Errorf("%w: patient of %d bytes", ErrMalformed, n)
	}
	return nil
}

// checkEntries holds that entries are named, and whose they are.
func checkEntries(patient []byte, entries [][]byte) error {
	if len(entries) > 0 && len(patient) == 0 {
		return fmt.Errorf("%w: entries without a patient", ErrMalformed)
	}
	return checkIDs("entry", len(entry.ID{}), entries)
}

func checkMembers(members [][]byte) error { return checkIDs("member", key.Size, members) }

func checkIDs(what string, size int, ids [][]byte) error {
	if len(ids) > maxList {
		return fmt.Errorf("%w: %d of %s, limit %d", ErrMalformed, len(ids), what, maxList)
	}
	for i, id := range ids {
		if len(id) != size {
			return fmt.Errorf("%w: %s %d of %d bytes", ErrMalformed, what, i, len(id))
		}
	}
	return nil
}
