package roster

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"satchel/shared/key"
)

// life is a network in which anybody tries anything, beside a model that knows
// only what SPEC 7 says.
type life struct {
	log     *Roster
	devices []*novice // of all members, two each; the last two are of nobody
	now     int64

	steward  int // members by number, from 0
	disabled map[int]bool
	off      map[int]bool // devices
	names    [lives]string
	groups   map[string][]int
	offer    int // -1 for nobody
}

const lives = 3

// newLife founds a network of members 0, 1 and 2 with devices 0 and 1, 2 and 3, …
func newLife(t *testing.T) *life {
	r := rand.NewChaCha8([32]byte{6})
	l := &life{disabled: map[int]bool{}, off: map[int]bool{}, groups: map[string][]int{}, offer: -1}
	for i := range lives + 1 {
		n := newcomer(t, r)
		l.devices = append(l.devices, n, n.device(t, r))
		var err error
		switch i {
		case 0:
			l.log, err = Begin("net", 1, n.Admission, n.signer)
		case lives:
			return l
		default:
			_, err = l.log.Admit(1, n.Admission, l.devices[0].by())
		}
		if err != nil {
			t.Fatal(err)
		}
		l.names[i] = "N"
		if err := errors.Join(err, l.log.AddDevice(1, l.devices[2*i+1].Certificate, l.devices[0].by())); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func (l *life) member(i int) key.MemberID { return l.devices[2*i].Certificate.Member }

func (l *life) takesPart(device int) bool {
	return device < 2*lives && !l.off[device] && !l.disabled[device/2]
}

// act is one try: what it does to the roster, whether the model allows it, and
// what it does to the model.
type act struct {
	name string
	do   func(by By) error
	may  bool
	then func()
}

func (l *life) draw(t *rapid.T, device int) act {
	m, d := rapid.IntRange(0, lives-1).Draw(t, "member"), rapid.IntRange(0, 2*lives-1).Draw(t, "device")
	steward := l.takesPart(device) && device/2 == l.steward
	l.now++
	switch rapid.SampledFrom([]Kind{Disable, Enable, Rename, SetGroup, Offer, Accept, Admit}).Draw(t, "kind") {
	case Disable:
		return l.drawDisable(t, device, m, d)
	case Enable:
		if rapid.Bool().Draw(t, "one device") {
			return act{"enable device", func(by By) error { return l.log.Enable(l.now, l.member(m), l.devices[d].Certificate.Device(), by) },
				steward && d/2 == m && l.off[d], func() { delete(l.off, d) }}
		}
		return act{"enable", func(by By) error { return l.log.Enable(l.now, l.member(m), key.DeviceID{}, by) },
			steward && l.disabled[m], func() { delete(l.disabled, m) }}
	case Rename:
		name := fmt.Sprint("name ", l.now)
		if rapid.Bool().Draw(t, "by wish") {
			own := device / 2
			return act{"wish name", l.wish(func(by By) ([]byte, error) { return l.log.WishName(l.now, name, by) }),
				l.takesPart(device), func() { l.names[own] = name }}
		}
		return act{"rename", func(by By) error { return l.log.Rename(l.now, l.member(m), Description{name, "r", "s"}, by) },
			steward, func() { l.names[m] = name }}
	case SetGroup:
		name := rapid.SampledFrom([]string{"a", "b"}).Draw(t, "group")
		in := rapid.SliceOfDistinct(rapid.IntRange(0, lives-1), rapid.ID[int]).Draw(t, "in group")
		return l.drawGroup(steward, name, in)
	case Offer:
		if rapid.IntRange(0, 4).Draw(t, "take back") == 0 {
			return act{"take back", func(by By) error { return l.log.Offer(l.now, key.MemberID{}, by) },
				steward && l.offer >= 0, func() { l.offer = -1 }}
		}
		return act{"offer", func(by By) error { return l.log.Offer(l.now, l.member(m), by) },
			steward && m != l.steward && (l.takesPart(2*m) || l.takesPart(2*m+1)), func() { l.offer = m }}
	case Accept:
		return act{"accept", l.wish(func(by By) ([]byte, error) { return l.log.WishToSteward(l.now, by) }),
			l.takesPart(device) && device/2 == l.offer, func() { l.steward, l.offer = l.offer, -1 }}
	}
	stranger := l.devices[2*lives].Admission
	return act{"admit somebody who is in", func(by By) error {
		stranger.Root, stranger.Certificate = l.devices[2*m].Root, l.devices[2*m].Certificate
		_, err := l.log.Admit(l.now, stranger, by)
		return err
	}, false, func() {}}
}

func (l *life) drawDisable(t *rapid.T, device, m, d int) act {
	steward := l.takesPart(device) && device/2 == l.steward
	of := rapid.IntRange(0, 3).Draw(t, "of")
	if of < 2 { // by a wish, which is of oneself
		m = min(device/2, lives-1)
	}
	own, end := l.takesPart(device), func() {
		if l.disabled[m] = true; l.offer == m {
			l.offer = -1
		}
	}
	mayOff := d/2 == m && !l.off[d] && (m != l.steward || !l.off[d^1])
	switch of {
	case 0:
		return act{"leave", l.wish(func(by By) ([]byte, error) { return l.log.WishToEnd(l.now, key.DeviceID{}, by) }),
			l.takesPart(device) && device/2 != l.steward, end}
	case 1:
		return act{"give up a device", l.wish(func(by By) ([]byte, error) { return l.log.WishToEnd(l.now, l.devices[d].Certificate.Device(), by) }),
			own && mayOff, func() { l.off[d] = true }}
	case 2:
		return act{"disable device", func(by By) error { return l.log.Disable(l.now, l.member(m), l.devices[d].Certificate.Device(), by) },
			steward && mayOff, func() { l.off[d] = true }}
	}
	return act{"disable", func(by By) error { return l.log.Disable(l.now, l.member(m), key.DeviceID{}, by) },
		steward && m != l.steward && !l.disabled[m], end}
}

func (l *life) drawGroup(steward bool, name string, in []int) act {
	var ids []key.MemberID
	for _, i := range in {
		ids = append(ids, l.member(i))
	}
	_, is := l.groups[name]
	return act{"group", func(by By) error { return l.log.SetGroup(l.now, name, ids, by) }, steward && (is || len(in) > 0), func() {
		if l.groups[name] = in; len(in) == 0 {
			delete(l.groups, name)
		}
	}}
}

// wish lets a device wish, and a device of the steward write it in. A wish that
// the asker's own roster would not take is not handed over.
func (l *life) wish(ask func(By) ([]byte, error)) func(By) error {
	return func(by By) error {
		raw, err := ask(by)
		if err != nil {
			return err
		}
		writer := slices.IndexFunc(l.devices, func(n *novice) bool {
			c := n.Certificate
			return c.Member == l.log.Steward() && l.log.Active(c.Device())
		})
		return l.log.Grant(l.now, raw, l.devices[writer].by())
	}
}

func (l *life) check(t *rapid.T) {
	if l.log.Steward() != l.member(l.steward) {
		t.Fatal("another steward")
	}
	to, offered := l.log.Offered()
	if offered != (l.offer >= 0) || offered && to != l.member(l.offer) {
		t.Fatalf("offered to %v, want %d", to, l.offer)
	}
	for i := range lives {
		m, _ := l.log.Member(l.member(i))
		var groups []string
		for _, name := range []string{"a", "b"} {
			if slices.Contains(l.groups[name], i) {
				groups = append(groups, name)
			}
		}
		if m.Name != l.names[i] || m.Disabled != l.disabled[i] || !slices.Equal(m.Groups, groups) {
			t.Fatalf("member %d is %q, disabled %v, in %q; want %q, %v, %q", i, m.Name, m.Disabled, m.Groups, l.names[i], l.disabled[i], groups)
		}
	}
	for i, n := range l.devices {
		id := n.Certificate.Device()
		if ended := l.log.Ended(id); l.log.Active(id) != l.takesPart(i) || (i < 2*lives && (ended == 0) != l.takesPart(i)) || ended > l.log.Size() {
			t.Fatalf("device %d takes part: %v, ended at %d of %d", i, l.log.Active(id), ended, l.log.Size())
		}
	}
}

// TestLives lets devices of members, of the disabled and of strangers try
// everything, with their own keys and with others'.
func TestLives(t *testing.T) {
	start := newLife(t)
	records := start.log.Records(0)
	rapid.Check(t, func(t *rapid.T) {
		l := *start
		l.log, l.disabled, l.off, l.groups = &Roster{}, map[int]bool{}, map[int]bool{}, map[string][]int{}
		for _, raw := range records {
			if err := l.log.Append(raw); err != nil {
				t.Fatal(err)
			}
		}
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			device := rapid.IntRange(0, len(l.devices)-1).Draw(t, "by")
			by, forged := l.devices[device].by(), rapid.IntRange(0, 5).Draw(t, "forged") == 0
			if forged {
				by.Signer = l.devices[(device+1)%len(l.devices)].signer
			}
			a, before := l.draw(t, device), l.log.Size()
			err := a.do(by)
			switch {
			case forged && err == nil:
				t.Fatalf("%s with another's key was taken", a.name)
			case forged || !a.may:
				if err == nil || l.log.Size() != before {
					t.Fatalf("device %d: %s was taken", device, a.name)
				}
				if !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrSignature) {
					t.Fatalf("%s: %v", a.name, err)
				}
			case err != nil:
				t.Fatalf("device %d: %s: %v", device, a.name, err)
			default:
				a.then()
			}
			l.check(t)
		}
		again := &Roster{}
		for _, raw := range l.log.Records(0) {
			if err := again.Append(raw); err != nil {
				t.Fatal(err)
			}
		}
		l.log = again
		l.check(t)
	})
}

// TestWishes hands wishes to the steward late, twice, altered and from another network.
func TestWishes(t *testing.T) {
	l := newLife(t)
	steward, member := l.devices[0].by(), l.devices[2].by()
	first, err1 := l.log.WishName(10, "First", member)
	second, err2 := l.log.WishName(20, "Second", member)
	if err := errors.Join(err1, err2, l.log.Grant(1, second, steward)); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]struct {
		wish []byte
		by   By
		want error
	}{
		"an earlier one":    {first, steward, ErrForbidden},
		"twice":             {second, steward, ErrForbidden},
		"by a member":       {first, member, ErrForbidden},
		"nothing":           {nil, steward, ErrMalformed},
		"another version":   {append([]byte{second[0], 2}, second[2:]...), steward, ErrVersion},
		"altered":           {append(bytes.Clone(second[:len(second)-1]), second[len(second)-1]^1), steward, ErrSignature},
		"a record":          {l.log.Records(0)[2], steward, ErrChain},
		"of a wish to wish": {again(t, l, Wish, second), steward, ErrForbidden},
		"to admit":          {again(t, l, Admit, nil), steward, ErrForbidden},
	} {
		if try.wish != nil && name != "twice" && name != "by a member" {
			if err := l.log.CheckWish(try.wish); !errors.Is(err, try.want) {
				t.Errorf("%s, checked: %v", name, err)
			}
		}
		if err := l.log.Grant(2, try.wish, try.by); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	late, err := l.log.WishName(3, "By a clock that is behind", member)
	if err != nil || l.log.Grant(3, late, steward) != nil {
		t.Errorf("a clock that is behind: %v", err)
	}
	member2 := l.member(1)
	role, err := encode(renaming{Member: member2[:], Name: "N", Role: "another"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.log.wish(Rename, 99, role, member); !errors.Is(err, ErrForbidden) {
		t.Errorf("a wish for another role: %v", err)
	}
}

func again(t *testing.T, l *life, kind Kind, body []byte) []byte {
	t.Helper()
	raw, err := l.log.wish(kind, 99, body, l.devices[2].by())
	if !errors.Is(err, ErrForbidden) {
		t.Fatal(err)
	}
	return raw
}

// TestAcceptance takes an acceptance of an offer that was made again for a word
// about the new one: it is not.
func TestAcceptance(t *testing.T) {
	l := newLife(t)
	steward, member := l.devices[0].by(), l.devices[2].by()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(l.log.Offer(1, l.member(1), steward))
	old, err := l.log.WishToSteward(1, member)
	must(err)
	must(l.log.Offer(2, key.MemberID{}, steward))
	if err := l.log.Grant(2, old, steward); !errors.Is(err, ErrForbidden) {
		t.Errorf("accepted what was taken back: %v", err)
	}
	must(l.log.Offer(3, l.member(1), steward))
	if err := l.log.Grant(3, old, steward); !errors.Is(err, ErrForbidden) {
		t.Errorf("accepted by an old word: %v", err)
	}
	fresh, err := l.log.WishToSteward(3, member)
	must(err)
	must(l.log.Grant(3, fresh, steward))
	if err := l.log.Rename(4, l.member(2), Description{Name: "X"}, steward); !errors.Is(err, ErrForbidden) {
		t.Errorf("the one before still writes: %v", err)
	}
	must(l.log.Disable(4, l.member(0), key.DeviceID{}, member))
}
