package peer

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"satchel/client/api"
)

// TestNoTrace lives through the same days twice: the same people, seeds and clock.
// In the second life one of them also writes what nobody else may see: kept
// private by word, kept by a rule, or in a file that is nobody else's. Whatever
// others can see must be the same in both: each frame that leaves a device, its
// time, its target and its length, the numbers of all streams, the receipts, the
// events and entries at others, and what queries, answers and summaries say.
func TestNoTrace(t *testing.T) {
	left := allCases(t) / 10
	for seed := uint64(1); left > 0; seed++ {
		without, with := newDays(t, seed, false), newDays(t, seed, true)
		for step := range 30 {
			without.step(step)
			with.step(step)
			same(t, seed, without, with)
			left--
		}
	}
}

// same compares what was seen since it was called last.
func same(t *testing.T, seed uint64, a, b *days) {
	t.Helper()
	for i := range max(len(a.town.seen), len(b.town.seen)) {
		x, y := "nothing", "nothing"
		if i < len(a.town.seen) {
			x = a.town.seen[i]
		}
		if i < len(b.town.seen) {
			y = b.town.seen[i]
		}
		if x != y {
			t.Fatalf("seed %d, step %d: private entries leave a trace\nwithout: %s\nwith:    %s\nbefore that: %q\nwhat was done: %q\nin secret:     %q",
				seed, len(a.done), x, y, a.town.seen[max(0, i-3):min(i, len(a.town.seen))], a.done, b.kept)
		}
	}
	a.town.seen, b.town.seen = nil, nil
}

// days is one life of a town.
type days struct {
	town     *town
	random   *rand.Rand // what is done in both lives
	secrets  *rand.Rand // what is done in secret; nil in the life without
	writer   *citizen
	patients []string // in the order in which they were opened
	closet   string   // the writer's file that nobody else may see
	late     bool     // the rule that keeps entries private is made later
	done     []string
	kept     []string
	own      []ownNote // what was written in secret
}

type ownNote struct{ patient, entry string }

func newDays(t *testing.T, seed uint64, secret bool) *days {
	d := &days{town: newTown(t, seed), random: rand.New(rand.NewPCG(seed, 3))}
	who := int(seed % 3)
	for i, role := range []string{"gp", "nurse", "laboratory"} {
		d.town.settle([]string{"Kaya", "Demir", "Lab"}[i], role, i == who)
	}
	d.writer, d.late = d.town.people[who], seed%5 == 0
	if secret {
		d.secrets = rand.New(rand.NewPCG(seed, 4))
	}
	d.begin()
	return d
}

// step lets something happen in both lives, time pass, and in one of them things
// be written in secret meanwhile.
func (d *days) step(number int) {
	length := d.span()
	for _, c := range d.town.people {
		c.random.use(fmt.Sprint(number))
	}
	if d.secrets != nil {
		for i := range d.secrets.IntN(4) {
			at := time.Duration(d.secrets.Int64N(int64(length) + 1))
			if d.secrets.IntN(3) == 0 {
				at = 0
			}
			d.town.net.After(at, func() { d.secret(fmt.Sprint(number, "/", i)) })
		}
		d.town.pass(0)
	}
	d.act()
	d.town.pass(length)
	for _, c := range d.town.people {
		d.town.seen = append(d.town.seen, c.state())
	}
}

// span is how long a step takes: mostly short, sometimes longer than anybody waits
// for anything.
func (d *days) span() time.Duration {
	longest := choose(d.random, []time.Duration{0, 30 * time.Millisecond, time.Second, 8 * time.Second})
	return time.Duration(d.random.Int64N(int64(longest) + 1))
}

// TestNoTraceInImports imports more than a commit takes, with entries in between
// that are kept: how the rest is cut must not show them, whether colleagues may
// see the file already or only afterwards.
func TestNoTraceInImports(t *testing.T) {
	for _, before := range []bool{false, true} {
		without, with := newDays(t, 3, false), newDays(t, 3, true)
		for _, d := range []*days{without, with} {
			share := func() {
				try(d, d.writer, api.SetRules, api.RuleSet{Rules: append(d.keep(), api.Rule{Effect: api.ShareRule, Roles: []string{"nurse"}})})
			}
			if before {
				share()
			}
			d.writer.random.use("import")
			d.load(d.writer, 3500)
			if !before {
				share()
			}
			d.town.pass(10 * time.Second)
			for _, c := range d.town.people {
				d.town.seen = append(d.town.seen, c.state())
			}
			id := d.writer.peer.node.self.Device()
			if s, _ := d.town.people[1].peer.node.replica.State(id); s.Have < 3500 {
				t.Fatalf("only %d came", s.Have)
			}
		}
		same(t, 3, without, with)
	}
}
