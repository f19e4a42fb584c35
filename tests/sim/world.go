package sim

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"satchel/client/api"
	"satchel/client/store"
	"satchel/client/transport/memnet"
)

// shape is how a world is laid out: people work in so many bursts of so many
// steps. Between bursts hours pass, and somebody is always away.
type shape struct {
	people, bursts, steps int
	between               time.Duration
	heal                  time.Duration // most that may pass from the end of all faults until all agree
}

var (
	hour = shape{people: 5, bursts: 1, steps: 40, heal: 10 * time.Second}
	week = shape{people: 12, bursts: 14, steps: 8, between: 12 * time.Hour, heal: 10 * time.Second}
)

// world is one seed.
type world struct {
	shape
	seed   uint64
	random *rand.Rand
	net    *memnet.Net
	people []*person
	model  *model
	logger *slog.Logger
	began  time.Time // when trouble did
}

func newWorld(s shape, seed uint64, log func(string)) *world {
	r := rand.New(rand.NewPCG(seed, 1))
	relay := memnet.Path{
		Delay: memnet.Range{Min: time.Millisecond, Max: 80 * time.Millisecond},
		Loss:  0.004, Silence: 0.003, Refuse: 0.05,
		Notice: memnet.Range{Min: time.Second, Max: 7 * time.Second}, // as package transport/relay does
		Owed:   memnet.Range{Min: time.Second, Max: 5 * time.Second},
	}
	direct := relay
	direct.Notice, direct.Owed = memnet.Range{Min: time.Second, Max: 12 * time.Second}, memnet.Range{}
	w := &world{shape: s, seed: seed, random: r, model: newModel(), logger: slog.New(slog.DiscardHandler)}
	if log != nil {
		w.logger = slog.New(slog.NewTextHandler(lines(log), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	w.net = memnet.New(memnet.Config{
		Seed: seed, Relay: relay, Direct: direct, Log: log,
		Commit: memnet.Range{Min: time.Millisecond, Max: 15 * time.Millisecond},
	})
	return w
}

// lines writes a log line by line.
type lines func(string)

func (l lines) Write(b []byte) (int, error) {
	l(string(b))
	return len(b), nil
}

// found makes a network of everybody.
func (w *world) found() error {
	for i := range w.shape.people {
		p := &person{world: w, name: fmt.Sprintf("p%d", i), disk: store.NewMem(), seed: w.seed << 8}
		if err := p.open(); err != nil {
			return err
		}
		w.people = append(w.people, p)
		if err := w.enter(p); err != nil {
			return err
		}
	}
	for _, p := range w.people {
		s, err := call(p, api.GetSession, api.None{})
		if err != nil {
			return err
		}
		p.id, p.role = s.Me.ID, s.Me.Role
	}
	w.model.people = w.people
	return nil
}

// enter lets a person found the network or join it by an invitation.
func (w *world) enter(p *person) error {
	if len(w.people) == 1 {
		_, err := call(p, api.CreateNetwork, api.CreateParams{
			Passphrase: passphrase, Name: p.name, Role: "gp", Network: "sim", Relay: "ws://relay.invalid/relay",
		})
		return err
	}
	invite, err := call(w.people[0], api.InviteMember, api.InviteParams{Role: []string{"gp", "nurse"}[len(w.people)%2]})
	if err != nil {
		return err
	}
	if _, err := call(p, api.JoinNetwork, api.JoinParams{Passphrase: passphrase, Name: p.name, Link: invite.Link}); err != nil {
		return err
	}
	return w.until(10*time.Minute, func() (bool, error) {
		s, err := call(p, api.GetSession, api.None{})
		return s.State == api.Open, err
	})
}

// until runs the world until something holds, or fails when it takes too long.
func (w *world) until(most time.Duration, holds func() (bool, error)) error {
	for end := w.net.Now().Add(most); w.net.Now().Before(end); w.net.Run(250 * time.Millisecond) {
		ok, err := holds()
		if ok || err != nil {
			return err
		}
	}
	return fmt.Errorf("did not happen within %v", most)
}

// trouble lets people work while things break.
func (w *world) trouble() error {
	w.began = w.net.Now()
	for _, p := range w.people {
		p.skew = time.Duration(w.random.Int64N(int64(2*365*24*time.Hour))) - 365*24*time.Hour
	}
	for range w.bursts {
		if err := w.comeAndGo(); err != nil {
			return err
		}
		for range w.steps {
			if err := w.act(); err != nil {
				return err
			}
			w.breakSomething()
			w.net.Run(time.Duration(w.random.IntN(4000)) * time.Millisecond)
		}
	}
	return w.partAll()
}

// comeAndGo lets hours pass in which everybody is away. Some stay away for the
// next burst.
func (w *world) comeAndGo() error {
	if w.between == 0 {
		return nil
	}
	for _, p := range w.people {
		p.leave()
	}
	w.net.Run(w.between)
	for _, i := range w.random.Perm(len(w.people))[:3+w.random.IntN(4)] {
		if err := w.people[i].comeBack(); err != nil {
			return err
		}
	}
	return nil
}

// heal ends all faults; everybody is there.
func (w *world) heal() error {
	w.net.Calm()
	for _, p := range w.people {
		if err := p.comeBack(); err != nil {
			return err
		}
	}
	return nil
}

// partAll lets everybody take part, some seconds before the faults end.
func (w *world) partAll() error {
	if err := w.people[0].comeBack(); err != nil {
		return err
	}
	for _, p := range w.people {
		if p.disabled {
			if err := w.setPart(p, false); err != nil {
				return err
			}
		}
	}
	w.net.Run(10 * time.Second)
	return nil
}

func (w *world) breakSomething() {
	p, q := w.anyone(), w.anyone()
	switch w.random.IntN(14) {
	case 0:
		w.net.CrashRelay(time.Duration(w.random.IntN(5000)) * time.Millisecond)
	case 1:
		w.net.WipeRelay(time.Duration(w.random.IntN(5000)) * time.Millisecond)
	case 2:
		w.net.CutRelay(p.name)
	case 3, 4:
		w.net.HealRelay(p.name)
	case 5:
		if p != q {
			w.net.CutLink(p.device, q.device)
		}
	case 6, 7:
		if p != q {
			w.net.HealLink(p.device, q.device)
		}
	case 8:
		if p != q {
			w.net.Silence(p.device, q.device)
		}
	}
}

// anyone picks among all, somebody among those who are there.
func (w *world) anyone() *person { return w.people[w.random.IntN(len(w.people))] }

func (w *world) somebody() *person {
	for {
		if p := w.anyone(); !p.away {
			return p
		}
	}
}
