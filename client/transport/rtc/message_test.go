package rtc

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func samples() []message {
	long := strings.Repeat("c", maxCandidate)
	return []message{
		{Kind: kindOffer, SDP: "v=0", Candidates: []string{}},
		{Kind: kindAnswer, SDP: strings.Repeat("s", maxSDP), Candidates: slices.Repeat([]string{long}, maxCandidates)},
		{Kind: kindCandidates, Candidates: []string{"candidate:1"}},
	}
}

func TestMessageRoundTrip(t *testing.T) {
	id := newAttempt()
	for _, want := range samples() {
		got, err := parseMessage(want.encode(id))
		if err != nil {
			t.Fatal(err)
		}
		want.Version, want.Attempt = version, id[:]
		if !reflect.DeepEqual(got, want) || got.attempt() != id {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestMessageRefuses(t *testing.T) {
	id := newAttempt()
	good := message{Kind: kindOffer, SDP: "v=0"}.encode(id)
	for name, b := range map[string][]byte{
		"empty":           {},
		"cut":             good[:len(good)-1],
		"more":            append(bytes.Clone(good), 0),
		"version":         append([]byte{good[0], 2}, good[2:]...),
		"long":            make([]byte, maxMessage+1),
		"kind 0":          message{SDP: "v=0"}.encode(id),
		"kind 4":          message{Kind: 4, SDP: "v=0"}.encode(id),
		"no description":  message{Kind: kindOffer}.encode(id),
		"description":     message{Kind: kindCandidates, SDP: "v=0"}.encode(id),
		"long SDP":        message{Kind: kindOffer, SDP: strings.Repeat("s", maxSDP+1)}.encode(id),
		"long candidate":  message{Kind: kindCandidates, Candidates: []string{strings.Repeat("c", maxCandidate+1)}}.encode(id),
		"many candidates": message{Kind: kindCandidates, Candidates: make([]string, maxCandidates+1)}.encode(id),
		"null candidates": append(bytes.Clone(good[:len(good)-1]), 0xf6),
		"long version":    append([]byte{good[0], 0x18, 1}, good[2:]...),
		"short attempt":   append([]byte{0x85, 1, 0x41, 7}, good[11:]...),
	} {
		if m, err := parseMessage(b); !errors.Is(err, errMessage) {
			t.Errorf("%s: got %+v, %v", name, m, err)
		}
	}
}

func FuzzMessage(f *testing.F) {
	for _, m := range samples() {
		f.Add(m.encode(newAttempt()))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseMessage(b)
		if err != nil {
			return
		}
		again, err := parseMessage(m.encode(m.attempt()))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Errorf("%+v became %+v, %v", m, again, err)
		}
	})
}
