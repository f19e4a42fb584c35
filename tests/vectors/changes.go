package vectors

import (
	"slices"

	"satchel/shared/key"
	"satchel/shared/roster"
)

// story is a log that goes on from all vectors' network, record by record.
type story struct {
	log     *roster.Roster
	names   []string
	vectors []Vector
}

// begin is where everybody is in and nothing else has happened.
func begin() *story {
	found, admitAda, admitBob, _ := chain()
	s := &story{log: &roster.Roster{}, names: slices.Clone(wholeChain)}
	for _, raw := range [][]byte{found, admitAda, admitBob} {
		if err := s.log.Append(raw); err != nil {
			panic(err)
		}
	}
	return s
}

// then adds a record as a vector, and goes on from there.
func (s *story) then(name string, write func(r *roster.Roster) error) *story {
	if err := write(s.log); err != nil {
		panic(err)
	}
	v := good(name, s.log.Records(s.log.Size() - 1)[0])
	v.After = slices.Clone(s.names)
	s.names, s.vectors = append(s.names, name), append(s.vectors, v)
	return s
}

// wished takes in a wish.
func (s *story) wished(name string, wish func(r *roster.Roster) ([]byte, error), steward *person) *story {
	return s.then(name, func(r *roster.Roster) error { return r.Grant(1_700_000_000_009, must(wish(r)), steward.by()) })
}

func changesGood() []Vector {
	const at = 1_700_000_000_003
	whole := key.DeviceID{}
	bobs, adas := bob.root.ID(), ada.root.ID()
	disabled := begin().then("Grace disables Bob", func(r *roster.Roster) error { return r.Disable(at, bobs, whole, grace.by()) }).
		then("Grace enables Bob", func(r *roster.Roster) error { return r.Enable(at, bobs, whole, grace.by()) }).
		then("Grace disables Bob's device", func(r *roster.Roster) error { return r.Disable(at, bobs, bob.device(), grace.by()) }).
		then("Grace enables Bob's device", func(r *roster.Roster) error { return r.Enable(at, bobs, bob.device(), grace.by()) }).
		wished("Bob gives his device up", func(r *roster.Roster) ([]byte, error) { return r.WishToEnd(at, bob.device(), bob.by()) }, grace)
	named := begin().then("Grace renames Ada", func(r *roster.Roster) error {
		return r.Rename(at, adas, roster.Description{Name: "Ada B.", Role: "nurse", Speciality: "wound care"}, grace.by())
	}).wished("Ada has another name", func(r *roster.Roster) ([]byte, error) { return r.WishName(at, "Ada C.", ada.by()) }, grace)
	group := func(members ...key.MemberID) func(*roster.Roster) error {
		return func(r *roster.Roster) error { return r.SetGroup(at, "Nacht", members, grace.by()) }
	}
	grouped := begin().then("Bob and Ada are a group", group(bobs, adas)).then("the group is Bob", group(bobs)).then("the group ends", group())
	handed := begin().then("Grace offers Ada the stewardship", func(r *roster.Roster) error { return r.Offer(at, adas, grace.by()) }).
		wished("Ada accepts the stewardship", func(r *roster.Roster) ([]byte, error) { return r.WishToSteward(at, ada.by()) }, grace).
		wished("Grace leaves", func(r *roster.Roster) ([]byte, error) { return r.WishToEnd(at, whole, grace.by()) }, ada).
		then("Ada offers Bob the stewardship", func(r *roster.Roster) error { return r.Offer(at, bobs, ada.by()) }).
		then("Ada takes the offer back", func(r *roster.Roster) error { return r.Offer(at, key.MemberID{}, ada.by()) })
	return slices.Concat(disabled.vectors, named.vectors, grouped.vectors, handed.vectors)
}

func changesBad() []Vector {
	const malformed, forbidden, signature = "roster.ErrMalformed", "roster.ErrForbidden", "roster.ErrSignature"
	bobs, adas, graces, eves := id(bob), id(ada), id(grace), id(eve)
	device := func(p *person) []byte { d := p.device(); return d[:] }
	_, _, admitBob, _ := chain()
	last := sum(admitBob)
	record := func(kind uint8, body []byte) line { return line{Kind: kind, Previous: last, Body: body} }
	rename := func(member []byte, name, role string) []byte {
		return encode(renamingBody{Member: member, Name: name, Role: role})
	}
	return after(wholeChain,
		bad("disabled by a member", forbidden, record(4, bobs).by(ada, ada)),
		bad("disabled in the steward's name", signature, record(4, bobs).by(grace, ada)),
		bad("the steward disabled", forbidden, record(4, graces).by(grace, grace)),
		bad("the steward's only device disabled", forbidden, record(4, slices.Concat(graces, device(grace))).by(grace, grace)),
		bad("a stranger disabled", forbidden, record(4, eves).by(grace, grace)),
		bad("a device of somebody else disabled", forbidden, record(4, slices.Concat(bobs, device(ada))).by(grace, grace)),
		bad("31 bytes disabled", malformed, record(4, bobs[1:]).by(grace, grace)),
		bad("enabled though not disabled", forbidden, record(5, bobs).by(grace, grace)),
		bad("renamed to nothing", malformed, record(6, rename(bobs, "", "")).by(grace, grace)),
		bad("renamed to 201 bytes", malformed, record(6, rename(bobs, string(make([]byte, 201)), "")).by(grace, grace)),
		bad("a stranger renamed", forbidden, record(6, rename(eves, "Eve", "")).by(grace, grace)),
		bad("renamed by another member", forbidden, record(6, rename(bobs, "Bobby", "")).by(ada, ada)),
		bad("group out of order", malformed, record(7, encode(groupingBody{Name: "g", Numbers: []uint32{3, 2}})).by(grace, grace)),
		bad("group with a member twice", malformed, record(7, encode(groupingBody{Name: "g", Numbers: []uint32{2, 2}})).by(grace, grace)),
		bad("group with a stranger", forbidden, record(7, encode(groupingBody{Name: "g", Numbers: []uint32{9}})).by(grace, grace)),
		bad("group without a name", malformed, record(7, encode(groupingBody{Numbers: []uint32{2}})).by(grace, grace)),
		bad("no group ends", forbidden, record(7, encode(groupingBody{Name: "g", Numbers: []uint32{}})).by(grace, grace)),
		bad("offered to the steward", forbidden, record(8, graces).by(grace, grace)),
		bad("offered to a stranger", forbidden, record(8, eves).by(grace, grace)),
		bad("no offer taken back", forbidden, record(8, []byte{}).by(grace, grace)),
		bad("offered by a member", forbidden, record(8, adas).by(ada, ada)),
		bad("stewardship taken", forbidden, record(10, last).by(ada, ada)),
		bad("a wish that is none", malformed, record(9, []byte{}).by(grace, grace)),
		bad("a wish written in by its member", forbidden, record(9, nameWish("Bobby")).by(bob, bob)),
	)
}

type renamingBody struct {
	_          struct{} `cbor:",toarray"`
	Member     []byte
	Name       string
	Role       string
	Speciality string
}

type groupingBody struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Numbers []uint32
}

func id(p *person) []byte { m := p.root.ID(); return m[:] }

func after(names []string, vectors ...Vector) []Vector {
	for i := range vectors {
		vectors[i].After = names
	}
	return vectors
}

func nameWish(name string) []byte {
	return must(begin().log.WishName(1_700_000_000_003, name, bob.by()))
}
