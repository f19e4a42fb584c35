package replica_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"satchel/client/replica"
	"satchel/shared/key"
)

var update = flag.Bool("update", false, "write the transcripts as they are now")

// TestTranscripts replays testdata/*.txt. A line that begins with a time is an
// event; the indented lines below it are its effects, in order. Anything that
// comes out otherwise fails; "go test -update" writes what comes out, for a
// person to read before it is believed.
//
//	self A life=1 links=2           begins a new replica
//	10 join B given=3 have=2        State fields are name=value
//	20 relay up 1                   epoch 1
//	30 tick                         or: ticks 100 until 5000 [sending]
//	40 state B                      writes the state and path of a contact
func TestTranscripts(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(b))
			if got == string(b) {
				return
			}
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Error(difference(string(b), got))
		})
	}
}

// difference shows where two transcripts part.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := 0
	for at < len(w) && at < len(g) && w[at] == g[at] {
		at++
	}
	show := func(lines []string) string { return strings.Join(lines[max(0, at-3):min(len(lines), at+6)], "\n") }
	return fmt.Sprintf("line %d: got\n%s\nwant\n%s", at+1, show(g), show(w))
}

// transcript is a script under replay.
type transcript struct {
	t       *testing.T
	out     strings.Builder
	replica *replica.Replica
	line    string
}

func replay(t *testing.T, script string) string {
	s := &transcript{t: t}
	for line := range strings.Lines(script) {
		if s.line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, " ") {
			continue // an effect of before
		}
		fmt.Fprintln(&s.out, s.line)
		if words := strings.Fields(s.line); len(words) > 0 && words[0] != "#" {
			s.run(words)
		}
	}
	return s.out.String()
}

func (s *transcript) run(words []string) {
	if words[0] == "self" {
		s.begin(words)
		return
	}
	now := replica.Time(s.number(words[0]))
	switch words[1] {
	case "state":
		state, _ := s.replica.State(device(words[2]))
		fmt.Fprintf(&s.out, "    %s path=%s online=%v idle=%v\n",
			plainState(state), pathName(s.replica.Path(device(words[2]))), s.replica.Online(device(words[2])), s.replica.Idle())
	case "ticks":
		every, until := replica.Time(s.number(words[2])), replica.Time(s.number(words[4]))
		for ; now <= until; now += every {
			s.tick(now, replica.Tick{}, len(words) > 5)
		}
	default:
		for _, e := range s.replica.Step(now, s.event(words[1:])) {
			fmt.Fprintf(&s.out, "    %s\n", effect(e))
		}
	}
}

// tick steps one of several events; with sending, what is to be transmitted goes
// out at once.
func (s *transcript) tick(now replica.Time, event replica.Event, sending bool) {
	for _, e := range s.replica.Step(now, event) {
		fmt.Fprintf(&s.out, "    @%d %s\n", now, effect(e))
		if t, ok := e.(replica.Transmit); ok && sending {
			s.tick(now, replica.Sent{Device: t.Device, Path: t.Path, From: t.From, To: t.To}, true)
		}
	}
}

func (s *transcript) begin(words []string) {
	v := values(words[2:])
	s.replica = replica.New(replica.Config{
		Self: device(words[1]), Life: uint32(s.number(v["life"])), MaxLinks: int(s.number(v["links"])),
	})
}

func device(name string) key.DeviceID { return key.DeviceID{name[0]} }

// values reads words of the form name=value; a name alone is true.
func values(words []string) map[string]string {
	out := map[string]string{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		out[name] = value
	}
	return out
}

func (s *transcript) number(text string) int64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	return n
}

// span reads "3..7".
func (s *transcript) span(text string) (from, to uint64) {
	a, b, _ := strings.Cut(text, "..")
	return uint64(s.number(a)), uint64(s.number(b))
}

func (s *transcript) event(words []string) replica.Event {
	name, rest := words[0], words[1:]
	v := values(rest)
	n := func(field string) uint64 { return uint64(s.number(v[field])) }
	has := func(field string) bool { _, ok := v[field]; return ok }
	var id key.DeviceID
	if len(rest) > 0 {
		id = device(rest[0])
	}
	path := replica.Relay
	if has("direct") {
		path = replica.Direct
	}
	switch name {
	case "tick":
		return replica.Tick{}
	case "relay":
		if rest[0] == "down" {
			return replica.RelayDown{}
		}
		return replica.RelayUp{Epoch: [16]byte{byte(s.number(rest[1]))}}
	case "join":
		return replica.Join{Device: id, Again: has("again"), State: replica.State{
			Given: n("given"), AtRelay: n("at-relay"), Epoch: [16]byte{byte(n("epoch"))}, Received: n("received"),
			Have: n("have"), Known: n("known"), Told: n("told"), Life: uint32(n("life")), Expired: n("expired"),
		}}
	case "leave":
		return replica.Leave{Device: id}
	case "granted":
		return replica.Granted{Device: id, Given: uint64(s.number(rest[1]))}
	case "presence":
		return replica.Presence{Device: id, Online: rest[1] == "online"}
	case "link":
		return map[string]replica.Event{
			"up": replica.LinkUp{Device: device(rest[1])}, "down": replica.LinkDown{Device: device(rest[1])},
			"writable": replica.LinkWritable{Device: device(rest[1])},
		}[rest[0]]
	case "sent":
		from, to := s.span(rest[2])
		return replica.Sent{Device: id, Path: path, From: from, To: to}
	case "stored":
		return replica.Stored{Device: id, Turn: replica.Turn(n("turn")), To: n("to")}
	case "refused":
		return replica.Refused{Device: id, Turn: replica.Turn(n("turn")), From: n("from"), Unknown: has("unknown")}
	case "created":
		return replica.Created{Device: id}
	case "expired":
		return replica.Expired{Device: id, Through: n("through")}
	case "cleared":
		return replica.Cleared{Device: id}
	case "cursor-stored":
		return replica.CursorStored{Device: id, Have: n("have")}
	case "cursor-lost":
		return replica.CursorLost{Device: id, Unknown: has("unknown")}
	case "arrived":
		first, last := s.span(rest[2])
		return replica.Arrived{
			Device: id, Path: path, First: first, Count: last - first + 1, Given: n("given"), Token: replica.Token(n("token")),
		}
	case "applied":
		return replica.Applied{Device: id, Have: n("have"), Path: path}
	case "heard":
		return replica.Heard{Device: id, Path: path, Cursor: replica.Cursor{
			Have: n("have"), Given: n("given"), Seen: n("seen"), Life: uint32(n("life")), Want: has("want"), Ping: has("ping"),
		}}
	}
	s.t.Fatalf("unknown event: %s", s.line)
	return nil
}

func pathName(p replica.Path) string { return [...]string{"none", "relay", "direct"}[p] }

// plainState writes the fields that are not zero.
func plainState(state replica.State) string {
	var out []string
	v := reflect.ValueOf(state)
	for i, name := range []string{"given", "at-relay", "epoch", "received", "have", "known", "told", "life", "expired"} {
		switch f := v.Field(i); {
		case f.IsZero():
		case name == "epoch":
			out = append(out, fmt.Sprintf("epoch=%d", state.Epoch[0]))
		default:
			out = append(out, fmt.Sprintf("%s=%d", name, f.Uint()))
		}
	}
	return strings.Join(out, " ")
}

func effect(e replica.Effect) string {
	switch e := e.(type) {
	case replica.Transmit:
		return fmt.Sprintf("transmit %c %s %d..%d turn=%d", e.Device[0], pathName(e.Path), e.From, e.To, e.Turn)
	case replica.SendCursor:
		out := fmt.Sprintf("cursor to %c %s%s", e.Device[0], pathName(e.Path), plainCursor(e.Cursor))
		if e.Receipt {
			out += " receipt"
		}
		return out
	case replica.Apply:
		return fmt.Sprintf("apply token=%d skip=%d to=%d", e.Token, e.Skip, e.To)
	case replica.Discard:
		if e.Held {
			return fmt.Sprintf("discard token=%d, held already", e.Token)
		}
		return fmt.Sprintf("discard token=%d", e.Token)
	case replica.Hold:
		return fmt.Sprintf("hold token=%d", e.Token)
	case replica.Dial:
		return fmt.Sprintf("dial %c", e.Device[0])
	case replica.Drop:
		return fmt.Sprintf("drop %c", e.Device[0])
	case replica.Create:
		return fmt.Sprintf("create %c", e.Device[0])
	case replica.Changed:
		return fmt.Sprintf("changed %c", e.Device[0])
	}
	return fmt.Sprintf("unknown effect %T", e)
}

func plainCursor(c replica.Cursor) string {
	out := fmt.Sprintf(" have=%d given=%d seen=%d", c.Have, c.Given, c.Seen)
	if c.Life > 0 {
		out += fmt.Sprintf(" life=%d", c.Life)
	}
	if c.Want {
		out += " want"
	}
	if c.Ping {
		out += " ping"
	}
	return out
}
