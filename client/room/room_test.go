package room_test

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"satchel/client/room"
	"satchel/shared/key"
	"satchel/tests/vectors"
)

const now = 1_790_000_000_000

var sample = room.End{
	Attempt: room.Attempt{1, 2}, Ufrag: "v+D3", Password: "/jnKc890PkQ3UF85PC6upBUa", Fingerprint: [32]byte{3},
	Addresses: []room.Address{{"192.168.1.20", 57803}, {"fd00::2", 35925}, {"2a23a151-09b7-4805-8466-01658e9703f6.local", 51149}},
}

// person is a device with its signing key.
type person struct {
	key.DeviceSigner
	id key.DeviceID
}

func newPerson(t testing.TB, seed byte) person {
	t.Helper()
	s, err := key.DeviceSignerFromBytes(bytes.Repeat([]byte{seed}, key.SeedSize))
	if err != nil {
		t.Fatal(err)
	}
	return person{s, key.DeviceID{seed}}
}

// reader reads as p does who knows the others.
func (p person) reader(others ...person) room.Reader {
	return room.Reader{Self: p.id, Now: now, Signer: func(id key.DeviceID) (key.Public, bool) {
		for _, o := range append(others, p) {
			if o.id == id {
				return o.Public(), true
			}
		}
		return key.Public{}, false
	}}
}

func TestRead(t *testing.T) {
	a, b, c := newPerson(t, 1), newPerson(t, 2), newPerson(t, 3)
	sign := func(s room.Signal, by person) []byte {
		t.Helper()
		s.From, s.Link = by.id, []byte("link")
		out, err := s.Sign(by.DeviceSigner)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	forged := sign(room.Signal{At: now}, person{c.DeviceSigner, a.id})
	altered := sign(room.Signal{At: now}, a)
	altered[1+1+34+1+8] ^= 1 // the time
	for name, c := range map[string]struct {
		by   room.Reader
		b    []byte
		want error
	}{
		"an offer":             {b.reader(a), sign(room.Signal{At: now}, a), nil},
		"an answer":            {a.reader(b), sign(room.Signal{To: a.id, At: now}, b), nil},
		"just not too old":     {b.reader(a), sign(room.Signal{At: now - room.Lasts}, a), nil},
		"too old":              {b.reader(a), sign(room.Signal{At: now - room.Lasts - 1}, a), room.ErrTime},
		"of the future":        {b.reader(a), sign(room.Signal{At: now + room.Lasts + 1}, a), room.ErrTime},
		"one's own":            {a.reader(b), sign(room.Signal{At: now}, a), room.ErrOwn},
		"of a stranger":        {b.reader(), sign(room.Signal{At: now}, a), room.ErrSender},
		"in another's name":    {b.reader(a), forged, room.ErrSignature},
		"altered":              {b.reader(a), altered, room.ErrSignature},
		"to somebody else":     {b.reader(a, c), sign(room.Signal{To: c.id, At: now}, a), room.ErrRecipient},
		"signed as a frame":    {b.reader(a), otherContext(t, a), room.ErrSignature},
		"an answer as a offer": {b.reader(a), sign(room.Signal{To: b.id, At: now}, a)[:100], room.ErrMalformed},
	} {
		if _, err := c.by.Open(c.b); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// otherContext signs the right bytes under a context that is for something else.
func otherContext(t *testing.T, by person) []byte {
	t.Helper()
	b, err := room.Signal{From: by.id, At: now, Link: []byte("link")}.Sign(by.DeviceSigner)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := append(bytes.Clone(b[:len(b)-key.SignatureSize-2]), 0x40)
	return append(b[:len(b)-key.SignatureSize], by.Sign(key.ContextFrame, unsigned)...)
}

func TestText(t *testing.T) {
	a := newPerson(t, 1)
	link, err := sample.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for mark, s := range map[string]room.Signal{
		room.OfferMark:  {From: a.id, At: now, Link: link},
		room.AnswerMark: {From: a.id, To: key.DeviceID{9}, At: now, Link: link},
	} {
		b, err := s.Sign(a.DeviceSigner)
		if err != nil {
			t.Fatal(err)
		}
		text := room.Text(b)
		if !strings.HasPrefix(text, mark) {
			t.Errorf("%s lacks %s", text, mark)
		}
		for _, form := range []string{text, "  " + text[:40] + "\r\n" + text[40:] + "\n"} {
			if got, err := room.ParseText(form); err != nil || !bytes.Equal(got, b) {
				t.Errorf("%q: %v", form, err)
			}
		}
		bare := strings.TrimPrefix(text, mark)
		for _, form := range []string{
			"", mark, bare, "SATCHEL:" + bare, strings.ToLower(text), text[:len(text)-1], text + "A", text + "=", strings.Repeat(text, 10),
			strings.NewReplacer(room.OfferMark, room.AnswerMark, room.AnswerMark, room.OfferMark).Replace(text),
		} {
			if _, err := room.ParseText(form); !errors.Is(err, room.ErrMalformed) {
				t.Errorf("%q: %v", form, err)
			}
		}
	}
}

func TestEnd(t *testing.T) {
	b, err := sample.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := room.DecodeEnd(b); err != nil || !reflect.DeepEqual(got, sample) {
		t.Errorf("%+v, %v", got, err)
	}
	for name, change := range map[string]func(*room.End){
		"no address":      func(e *room.End) { e.Addresses = nil },
		"many addresses":  func(e *room.End) { e.Addresses = make([]room.Address, room.MaxAddresses+1) },
		"no such setup":   func(e *room.End) { e.Setup = 3 },
		"short ufrag":     func(e *room.End) { e.Ufrag = "abc" },
		"ufrag of a line": func(e *room.End) { e.Ufrag = "abcd\r\na=x" },
		"short password":  func(e *room.End) { e.Password = "short" },
		"long password":   func(e *room.End) { e.Password = strings.Repeat("x", 65) },
		"a public name":   func(e *room.End) { e.Addresses[0].Host = "example.org" },
		"a name in capitals": func(e *room.End) {
			e.Addresses[0].Host = strings.ToUpper(sample.Addresses[2].Host)
		},
		"no port":              func(e *room.End) { e.Addresses[0].Port = 0 },
		"any address":          func(e *room.End) { e.Addresses[0].Host = "0.0.0.0" },
		"multicast":            func(e *room.End) { e.Addresses[0].Host = "224.0.0.251" },
		"link-local":           func(e *room.End) { e.Addresses[0].Host = "fe80::1" },
		"with a zone":          func(e *room.End) { e.Addresses[0].Host = "fe80::1%eth0" },
		"IPv4 as IPv6":         func(e *room.End) { e.Addresses[0].Host = "::ffff:10.0.0.1" },
		"IPv6 not in its form": func(e *room.End) { e.Addresses[0].Host = "FD00::2" },
	} {
		e := sample
		e.Addresses = append([]room.Address{}, sample.Addresses...)
		change(&e)
		if _, err := e.Encode(); !errors.Is(err, room.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestLargest makes the largest signal that may be.
func TestLargest(t *testing.T) {
	a, e := newPerson(t, 1), sample
	e.Ufrag, e.Password = strings.Repeat("u", 32), strings.Repeat("p", 64)
	e.Addresses = make([]room.Address, room.MaxAddresses)
	for i := range e.Addresses {
		e.Addresses[i] = sample.Addresses[2]
	}
	link, err := e.Encode()
	if err != nil || len(link) > room.MaxLink {
		t.Fatalf("%d bytes, %v", len(link), err)
	}
	b, err := room.Signal{From: a.id, To: key.DeviceID{9}, At: now, Link: make([]byte, room.MaxLink)}.Sign(a.DeviceSigner)
	if err != nil || len(b) > room.MaxSignal {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if _, err := (room.Signal{At: now, Link: make([]byte, room.MaxLink+1)}).Sign(a.DeviceSigner); !errors.Is(err, room.ErrMalformed) {
		t.Error(err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, b := range vectors.Seeds("room.json") {
		f.Add(b)
	}
	a := newPerson(f, 1)
	f.Fuzz(func(t *testing.T, b []byte) {
		r := a.reader()
		s, err := r.Open(b)
		if err == nil {
			t.Errorf("forged: %+v", s)
		}
		if back, err := room.ParseText(room.Text(b)); err == nil && !bytes.Equal(back, b) {
			t.Errorf("%x became %x", b, back)
		}
		e, err := room.DecodeEnd(b)
		if err != nil {
			if !errors.Is(err, room.ErrMalformed) {
				t.Error(err)
			}
			return
		}
		if again, err := e.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x read, then written as %x, %v", b, again, err)
		}
	})
}
