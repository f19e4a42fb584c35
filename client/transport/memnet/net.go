package memnet

import (
	"container/heap"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math/rand/v2"
	"time"

	"satchel/shared/key"
)

// Config says how the network behaves. The zero value is one without delays or
// faults.
type Config struct {
	// Seed decides about everything that is left to chance.
	Seed uint64
	// Relay is the way between a device and the relay, Direct that between devices.
	Relay, Direct Path
	// Commit is how long the relay takes to store what arrived meanwhile.
	Commit Range
	// QueueBytes bounds what waits in one queue: 256 MiB.
	QueueBytes uint64
	// Expiry is how long the relay keeps what nobody fetches: 30 days.
	Expiry time.Duration
	// Log receives each line of the trace, if set.
	Log func(line string)
}

// Path is how one way behaves. Chances are between 0 and 1.
type Path struct {
	// Delay of each message, one way.
	Delay Range
	// Loss is the chance of each message to be lost with its connection.
	Loss float64
	// Silence is the chance of each message to be the first that does not get
	// through, while the connection seems to be there.
	Silence float64
	// Refuse is the chance of each attempt to connect to fail.
	Refuse float64
	// Notice is how long a silent connection lasts before an end gives it up: 1 to
	// 20 s. Owed is how long after an end that said something into the silence, or
	// was not greeted, gives it up, if that is sooner: as Notice if zero.
	Notice, Owed Range
}

// Range is a span of durations, all equally likely.
type Range struct{ Min, Max time.Duration }

// Net is the network. Make one with New. It is not safe for concurrent use.
type Net struct {
	cfg    Config
	random *rand.Rand
	now    time.Duration
	due    agenda
	count  uint64
	trace  hash.Hash
	relay  *relay
	direct map[key.DeviceID]*Direct
	cuts   map[[2]string]bool
	calm   bool
}

// epoch is when the virtual clock starts.
var epoch = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// New makes a network with a relay and no devices.
func New(cfg Config) *Net {
	for _, p := range []*Path{&cfg.Relay, &cfg.Direct} {
		if p.Notice == (Range{}) {
			p.Notice = Range{time.Second, 20 * time.Second}
		}
		if p.Owed == (Range{}) {
			p.Owed = p.Notice
		}
	}
	if cfg.QueueBytes == 0 {
		cfg.QueueBytes = 256 << 20
	}
	if cfg.Expiry == 0 {
		cfg.Expiry = 30 * 24 * time.Hour
	}
	n := &Net{
		cfg:    cfg,
		random: rand.New(rand.NewPCG(cfg.Seed, 0)),
		trace:  sha256.New(),
		direct: map[key.DeviceID]*Direct{},
		cuts:   map[[2]string]bool{},
	}
	n.relay = newRelay(n)
	return n
}

// Now is the virtual time.
func (n *Net) Now() time.Time { return epoch.Add(n.now) }

// After runs f when d has passed, in a Step of its own.
func (n *Net) After(d time.Duration, f func()) { n.at(n.now+max(d, 0), f) }

// Step advances the clock to the next thing due and does it. It reports false,
// leaving the clock alone, if nothing is due.
func (n *Net) Step() bool {
	if len(n.due) == 0 {
		return false
	}
	next := heap.Pop(&n.due).(item)
	n.now = next.at
	next.do()
	return true
}

// Next says how long it is until something is due, if anything is.
func (n *Net) Next() (d time.Duration, ok bool) {
	if len(n.due) == 0 {
		return 0, false
	}
	return n.due[0].at - n.now, true
}

// Run does everything that is due within d, and what follows from it within d.
func (n *Net) Run(d time.Duration) {
	for end := n.now + d; ; n.Step() {
		if len(n.due) == 0 || n.due[0].at > end {
			n.now = end
			return
		}
	}
}

// Trace is a hash over all that was delivered and all faults, with their times.
func (n *Net) Trace() (sum [sha256.Size]byte) {
	n.trace.Sum(sum[:0])
	return sum
}

func (n *Net) at(when time.Duration, do func()) {
	n.count++
	heap.Push(&n.due, item{when, n.count, do})
}

// note adds to the trace.
func (n *Net) note(who, what string, data []byte) {
	sum := sha256.Sum256(data)
	line := fmt.Sprintf("%v %s %s %x", n.now, who, what, sum[:8])
	n.trace.Write(binary.AppendUvarint(nil, uint64(len(line))))
	n.trace.Write([]byte(line))
	if n.cfg.Log != nil {
		n.cfg.Log(line)
	}
}

func (n *Net) chance(p float64) bool { return !n.calm && p > 0 && n.random.Float64() < p }

func (n *Net) pick(r Range) time.Duration {
	if r.Max <= r.Min {
		return r.Min
	}
	return r.Min + time.Duration(n.random.Int64N(int64(r.Max-r.Min)+1))
}

// item is one thing due. Things due at the same time happen in the order in
// which they were planned.
type item struct {
	at    time.Duration
	count uint64
	do    func()
}

// agenda is a heap of items.
type agenda []item

func (a agenda) Len() int { return len(a) }

func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].count < a[j].count
}

func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

func (a *agenda) Push(x any) { *a = append(*a, x.(item)) }

func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	(*a)[len(*a)-1] = item{}
	*a = (*a)[:len(*a)-1]
	return last
}
