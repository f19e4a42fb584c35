package vectors

import (
	"bytes"
	"fmt"

	"satchel/client/room"
)

const roomTime = 1_790_000_000_000

type roomFields struct {
	From Hex       `json:"from"`
	To   Hex       `json:"to"`
	At   int64     `json:"at"`
	Link endFields `json:"link"`
	Text string    `json:"text"`
}

type endFields struct {
	Attempt     Hex      `json:"attempt"`
	Setup       uint8    `json:"setup"`
	Ufrag       string   `json:"ufrag"`
	Password    string   `json:"password"`
	Fingerprint Hex      `json:"fingerprint"`
	Addresses   []string `json:"addresses"`
}

func roomFormat() Format {
	given := people(grace, ada, bob, eve)
	given["now"] = roomTime
	return Format{
		File: "room.json", About: "codes that Ada, who knows Grace and Bob, reads in a room (SPEC 9.7)", Given: given,
		Make: func(Set) []Vector { return append(roomGood(), roomBad()...) },
		Read: readRoom,
	}
}

func readRoom(b []byte, _ [][]byte) (any, error) {
	s, err := room.Reader{Self: ada.device(), Now: roomTime, Signer: lookup}.Open(b)
	if err != nil {
		return nil, err
	}
	e, err := room.DecodeEnd(s.Link)
	if err != nil {
		return nil, err
	}
	f := roomFields{From: s.From[:], To: Hex{}, At: s.At, Text: room.Text(b)}
	if !s.Offer() {
		f.To = s.To[:]
	}
	f.Link = endFields{e.Attempt[:], uint8(e.Setup), e.Ufrag, e.Password, e.Fingerprint[:], []string{}}
	for _, a := range e.Addresses {
		f.Link.Addresses = append(f.Link.Addresses, fmt.Sprintf("%s %d", a.Host, a.Port))
	}
	return f, nil
}

func roomEnd(setup room.Setup) room.End {
	return room.End{
		Attempt: room.Attempt{1, 2, 3}, Setup: setup, Ufrag: "v+D3", Password: "/jnKc890PkQ3UF85PC6upBUa", Fingerprint: [32]byte(secret(7)),
		Addresses: []room.Address{
			{Host: "192.168.1.20", Port: 57803}, {Host: "fd00::2", Port: 35925}, {Host: "2a23a151-09b7-4805-8466-01658e9703f6.local", Port: 51149},
		},
	}
}

// roomSignal is a signal of one of the people.
func roomSignal(by *person, s room.Signal) []byte {
	s.From = by.device()
	if s.At == 0 {
		s.At = roomTime
	}
	if s.Link == nil {
		s.Link = must(roomEnd(room.ActPass).Encode())
	}
	return must(s.Sign(by.signer))
}

func roomGood() []Vector {
	answer := roomEnd(room.Active)
	answer.Addresses = answer.Addresses[:1]
	return []Vector{
		good("an offer of Grace's", roomSignal(grace, room.Signal{})),
		good("Bob's answer", roomSignal(bob, room.Signal{To: ada.device(), Link: must(answer.Encode())})),
		good("ten minutes old", roomSignal(grace, room.Signal{At: roomTime - room.Lasts})),
	}
}

func roomBad() []Vector {
	const class = "room.ErrMalformed"
	b := roomSignal(grace, room.Signal{}) // 86 01 5820 from 40 1b at 58xx link 5840 signature
	end := must(roomEnd(room.ActPass).Encode())
	with := func(link []byte) []byte { return roomSignal(grace, room.Signal{Link: link}) }
	return append(mangled(b, class, class),
		bad("recipient of 31 bytes", class, splice(b, 36, 1, append([]byte{0x58, 31}, make([]byte, 31)...)...)),
		bad("recipient of zeros", class, splice(b, 36, 1, append([]byte{0x58, 32}, make([]byte, 32)...)...)),
		bad("no time", class, splice(b, 37, 9, 0)),
		bad("a link of nothing", class, splice(b, 46, 2+len(end), 0x40)),
		bad("over 560 bytes", class, append(bytes.Clone(b), make([]byte, 560)...)),
		bad("setup 3", class, with(splice(end, 10, 1, 3))),
		bad("a quote in the ufrag", class, with(splice(end, 12, 1, '"'))),
		bad("ufrag of 3 characters", class, with(splice(end, 11, 5, 0x63, 'a', 'b', 'c'))),
		bad("address of an unknown kind", class, with(splice(end, 78, 1, 5))),
		bad("no address", class, with(append(bytes.Clone(end[:76]), 0x80))),
		bad("address 0.0.0.0", class, with(splice(end, 79, 4, 0, 0, 0, 0))),
		bad("port 0", class, with(splice(end, 83, 2, 0, 0))),
		bad("Ada's own", "room.ErrOwn", roomSignal(ada, room.Signal{})),
		bad("of somebody unknown", "room.ErrSender", roomSignal(eve, room.Signal{})),
		bad("a bit of the signature changed", "room.ErrSignature", flip(b, -1)),
		bad("a bit of an address changed", "room.ErrSignature", flip(b, 46+2+79)),
		bad("Bob's answer to Grace", "room.ErrRecipient", roomSignal(bob, room.Signal{To: grace.device()})),
		bad("a millisecond too old", "room.ErrTime", roomSignal(grace, room.Signal{At: roomTime - room.Lasts - 1})),
		bad("more than ten minutes ahead", "room.ErrTime", roomSignal(grace, room.Signal{At: roomTime + room.Lasts + 1})),
	)
}
