package roster

import (
	"fmt"

	"satchel/shared/key"
)

// Description is what a member is called and does.
type Description struct{ Name, Role, Speciality string }

type renaming struct {
	_          struct{} `cbor:",toarray"`
	Member     []byte
	Name       string
	Role       string
	Speciality string
}

// Rename says what a member is called and does from now on.
func (r *Roster) Rename(now int64, m key.MemberID, as Description, by By) error {
	body, err := encode(renaming{Member: m[:], Name: as.Name, Role: as.Role, Speciality: as.Speciality})
	if err != nil {
		return err
	}
	return r.write(Rename, now, body, by)
}

func (r *Roster) rename(body []byte) (func(), error) {
	m, as, err := r.renaming(body)
	if err != nil {
		return nil, err
	}
	return func() { m.Name, m.Role, m.Speciality = as.Name, as.Role, as.Speciality }, nil
}

func (r *Roster) renaming(body []byte) (*Member, Description, error) {
	var w renaming
	if err := decode(body, &w); err != nil {
		return nil, Description{}, err
	}
	if err := canonical(body, w); err != nil {
		return nil, Description{}, err
	}
	if len(w.Member) != key.Size || len(w.Name) == 0 || max(len(w.Name), len(w.Role), len(w.Speciality)) > maxName {
		return nil, Description{}, fmt.Errorf("%w: renaming field of wrong length", ErrMalformed)
	}
	m := r.byID[key.MemberID(w.Member)]
	if m == nil {
		return nil, Description{}, fmt.Errorf("%w: unknown member", ErrForbidden)
	}
	return m, Description{w.Name, w.Role, w.Speciality}, nil
}
