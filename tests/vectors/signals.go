package vectors

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

var errSignal = errors.New("not a signal")

// signal is what client/transport/rtc writes into an envelope of kind 3.
type signal struct {
	_          struct{} `cbor:",toarray"`
	Version    uint8
	Attempt    []byte
	Kind       uint8
	SDP        string
	Candidates []string
}

type signalFields struct {
	Attempt    Hex      `json:"attempt"`
	Kind       uint8    `json:"kind"`
	SDP        string   `json:"sdp"`
	Candidates []string `json:"candidates"`
}

func signalFormat() Format {
	return Format{
		File: "signal.json", About: "steps of setting up a direct link (SPEC 9.5)",
		Make: func(Set) []Vector { return append(signalGood(), signalBad()...) },
		Read: readSignal,
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f signalFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			return plain.Marshal(signal{Version: 1, Attempt: f.Attempt, Kind: f.Kind, SDP: f.SDP, Candidates: f.Candidates})
		},
	}
}

func signalGood() []Vector {
	of := func(kind uint8, sdp string, candidates ...string) []byte {
		return encode(signal{Version: 1, Attempt: secret(7)[:8], Kind: kind, SDP: sdp, Candidates: append([]string{}, candidates...)})
	}
	const candidate = "candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host"
	return []Vector{
		good("an offer", of(1, "v=0\r\n")), good("an answer with a candidate", of(2, "v=0\r\n", candidate)),
		good("candidates", of(3, "", candidate, candidate)),
	}
}

func signalBad() []Vector {
	const class = "signal"
	attempt := secret(7)[:8]
	candidates := make([]string, 33)
	for i := range candidates {
		candidates[i] = "c"
	}
	b := []byte(signalGood()[0].Hex)
	return append(mangled(b, class, class),
		bad("attempt of 7 bytes", class, encode(signal{Version: 1, Attempt: attempt[:7], Kind: 1, SDP: "v=0"})),
		bad("unknown kind", class, encode(signal{Version: 1, Attempt: attempt, Kind: 4, SDP: "v=0"})),
		bad("an offer of nothing", class, encode(signal{Version: 1, Attempt: attempt, Kind: 1})),
		bad("candidates with a description", class, encode(signal{Version: 1, Attempt: attempt, Kind: 3, SDP: "v=0"})),
		bad("33 candidates", class, encode(signal{Version: 1, Attempt: attempt, Kind: 3, Candidates: candidates})),
		bad("a candidate of 513 bytes", class, encode(signal{Version: 1, Attempt: attempt, Kind: 3, Candidates: []string{strings.Repeat("c", 513)}})),
		bad("a description of over 16 KiB", class, encode(signal{Version: 1, Attempt: attempt, Kind: 1, SDP: strings.Repeat("v", 16<<10+1)})),
	)
}

// readSignal reads a signal by SPEC alone: package rtc's reader is its own.
func readSignal(b []byte, _ [][]byte) (any, error) {
	var s signal
	if err := cbor.Unmarshal(b, &s); err != nil {
		return nil, fmt.Errorf("%w: %v", errSignal, err)
	}
	long := false
	for _, c := range s.Candidates {
		long = long || len(c) > 512
	}
	switch {
	case !bytes.Equal(encode(s), b):
		return nil, fmt.Errorf("%w: not canonical", errSignal)
	case s.Version != 1 || len(s.Attempt) != 8 || s.Kind < 1 || s.Kind > 3:
		return nil, fmt.Errorf("%w: version %d, kind %d", errSignal, s.Version, s.Kind)
	case (s.SDP == "") != (s.Kind == 3) || len(s.SDP) > 16<<10 || len(s.Candidates) > 32 || long:
		return nil, fmt.Errorf("%w: description of %d bytes, %d candidates", errSignal, len(s.SDP), len(s.Candidates))
	}
	return signalFields{s.Attempt, s.Kind, s.SDP, s.Candidates}, nil
}
