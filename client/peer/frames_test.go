package peer

import (
	"context"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"satchel/client/api"
	"satchel/client/parcel"
	"satchel/client/record"
	"satchel/client/replica"
	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/roster"
)

// defaultCases is how many cases an ordinary test looks at; SATCHEL_CASES says
// otherwise. One in ten is two lives of TestNoTrace compared after a step, nine are
// parcels of TestFrames.
const defaultCases = 3000

func allCases(t *testing.T) int {
	s := os.Getenv("SATCHEL_CASES")
	if s == "" {
		return defaultCases
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFrames lets an author write, share for a while or without end, withdraw, refer,
// cancel, make rules, record consent, block, disable, put into groups and let time pass
// at random, and colleagues join. After each step it builds parcels for colleagues from
// any number on: whatever a parcel holds must be what a model that knows only what
// the author did allows at that moment, and what the model allows must have a number
// in the stream once the peer has ticked.
func TestFrames(t *testing.T) {
	cases := allCases(t) - allCases(t)/10
	for seed := uint64(1); cases > 0; seed++ {
		w := newFrameWorld(t, seed)
		for range 60 {
			w.act()
			cases -= w.check()
		}
	}
}

// frameWorld is one author, colleagues who are never there, and what the author did.
type frameWorld struct {
	t        *testing.T
	seed     uint64
	random   *rand.Rand
	pair     *pair
	others   []api.Member
	patients []string
	notes    map[entry.ID]frameNote
	ids      []entry.ID              // of notes, the oldest first
	words    map[[2]string]frameWord // by patient and member
	named    map[frameNamed]bool
	tasks    []frameTask // that go on
	consents []frameConsent
	rules    []api.Rule
	barred   map[string]bool // blocked, by member, and disabled, by " " and member
	groups   map[string][]string
}

type frameNote struct {
	patient string
	kind    string
	private bool
}

// frameNamed is an entry that a colleague was let see for a task.
type frameNamed struct {
	id     entry.ID
	member string
}

type frameTask struct {
	thread, member string
	ids            []entry.ID
}

type frameWord struct {
	allow bool
	until int64 // 0 without end, ms
}

type frameConsent struct {
	patient, member string // nobody: everybody
	refuse          bool
}

func newFrameWorld(t *testing.T, seed uint64) *frameWorld {
	w := &frameWorld{
		t: t, seed: seed, random: rand.New(rand.NewPCG(seed, 2)), pair: newPair(t), notes: map[entry.ID]frameNote{},
		words: map[[2]string]frameWord{}, named: map[frameNamed]bool{},
		barred: map[string]bool{}, groups: map[string][]string{},
	}
	crowd(t, w.pair.a, 4)
	w.meet()
	for _, name := range []string{"One", "Two"} {
		row := do(t, w.pair.a, api.CreatePatient, api.NewPatient{Family: name, BirthDate: "1970-01-01"})
		w.patients = append(w.patients, row.ID)
	}
	return w
}

func choose[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }

func (w *frameWorld) act() {
	patient, member := choose(w.random, w.patients), choose(w.random, w.others)
	switch w.random.IntN(16) {
	case 0, 1, 2:
		private := w.random.IntN(4) == 0
		row := do(w.t, w.pair.a, api.AddNote, api.NoteParams{Patient: patient, Text: "x", Private: private})
		id := w.id(row.ID)
		w.notes[id], w.ids = frameNote{patient, "note", private}, append(w.ids, id)
	case 3, 4:
		w.share(patient, member.ID)
	case 5:
		do(w.t, w.pair.a, api.Unshare, api.ShareParams{Patient: patient, Members: []string{member.ID}})
		w.words[[2]string{patient, member.ID}] = frameWord{}
		maps.DeleteFunc(w.named, func(n frameNamed, _ bool) bool { return n.member == member.ID && w.notes[n.id].patient == patient })
	case 6:
		w.consent(patient, member.ID)
	case 7, 8:
		w.rule(member.ID)
	case 9:
		w.pair.net.Run(time.Duration(w.random.IntN(40)) * time.Second)
	case 10:
		w.refer(patient, member.ID)
	case 11:
		w.cancel()
	case 12:
		w.barred[member.ID] = w.random.IntN(3) == 0
		do(w.t, w.pair.a, api.BlockMember, api.BlockParams{Member: member.ID, Undo: !w.barred[member.ID]})
	case 13:
		w.disable(member.ID)
	case 14:
		w.group(choose(w.random, []string{"day", "night"}))
	case 15:
		w.join()
	}
}

// join lets somebody into the network, up to twice as many as there were.
func (w *frameWorld) join() {
	if len(w.others) < 10 {
		crowd(w.t, w.pair.a, 1)
		w.meet()
	}
}

func (w *frameWorld) meet() {
	w.others = w.others[:0]
	for _, m := range do(w.t, w.pair.a, api.ListMembers, api.None{}) {
		if !m.Me {
			w.others = append(w.others, m)
		}
	}
}

// disable ends a colleague's part, or begins it again.
func (w *frameWorld) disable(member string) {
	now := !w.barred[" "+member]
	w.barred[" "+member] = now
	method := api.EnableMember
	if now {
		method = api.DisableMember
	}
	do(w.t, w.pair.a, method, api.PartParams{Member: member})
	w.pair.a.Tick()
}

// group says who is in a group, somebody at least.
func (w *frameWorld) group(name string) {
	w.groups[name] = []string{choose(w.random, w.others).ID}
	for _, m := range w.others {
		if w.random.IntN(3) == 0 {
			w.groups[name] = append(w.groups[name], m.ID)
		}
	}
	do(w.t, w.pair.a, api.SetGroup, api.Group{Name: name, Members: w.groups[name]})
	w.pair.a.Tick()
}

func (w *frameWorld) id(s string) entry.ID {
	id, err := entry.ParseID(s)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// refer asks a colleague for something that needs some of the notes, private ones
// too.
func (w *frameWorld) refer(patient, member string) {
	if w.refuses(patient, member) || w.bars(member) {
		return
	}
	in, task := api.TaskParams{Work: "referral", Member: member, Patient: patient, Text: "x"}, frameTask{member: member}
	for _, id := range w.ids {
		if w.notes[id].patient == patient && w.random.IntN(4) == 0 && len(task.ids) < 5 {
			in.Entries, task.ids = append(in.Entries, id.String()), append(task.ids, id)
		}
	}
	item := do(w.t, w.pair.a, api.RequestTask, in)
	order := w.id(item.Entries[0].ID)
	w.notes[order] = frameNote{patient: patient, kind: "request"}
	task.thread, task.ids = item.Thread, append(task.ids, order)
	for _, id := range task.ids {
		w.named[frameNamed{id, member}] = true
	}
	w.tasks = append(w.tasks, task)
}

// cancel takes a task back: what no other task of the colleague needs ends.
func (w *frameWorld) cancel() {
	if len(w.tasks) == 0 {
		return
	}
	k := w.random.IntN(len(w.tasks))
	task := w.tasks[k]
	w.tasks = slices.Delete(w.tasks, k, k+1)
	do(w.t, w.pair.a, api.StepTask, api.StepParams{Thread: task.thread, Member: task.member, Status: "cancelled"})
	for _, id := range task.ids {
		if !slices.ContainsFunc(w.tasks, func(o frameTask) bool { return o.member == task.member && slices.Contains(o.ids, id) }) {
			delete(w.named, frameNamed{id, task.member})
		}
	}
}

// bars reports whether nothing goes to a member, whatever is said.
func (w *frameWorld) bars(member string) bool { return w.barred[member] || w.barred[" "+member] }

func (w *frameWorld) share(patient, member string) {
	if w.bars(member) {
		return
	}
	in, word := api.ShareParams{Patient: patient, Members: []string{member}}, frameWord{allow: true}
	if w.random.IntN(2) == 0 {
		end := w.pair.net.Now().Add(time.Duration(1+w.random.IntN(60)) * time.Second).UTC().Truncate(time.Second)
		in.Until, word.until = end.Format(time.RFC3339), end.UnixMilli()
	}
	do(w.t, w.pair.a, api.Share, in)
	w.words[[2]string{patient, member}] = word
}

func (w *frameWorld) consent(patient, member string) {
	in := api.ConsentParams{Patient: patient, Refuse: w.random.IntN(2) == 0}
	if w.random.IntN(3) > 0 {
		in.Members = []string{member}
	} else {
		member = ""
	}
	do(w.t, w.pair.a, api.SetConsent, in)
	w.consents = append(w.consents, frameConsent{patient, member, in.Refuse})
}

func (w *frameWorld) rule(member string) {
	w.rules = nil
	for range w.random.IntN(3) {
		r := api.Rule{Effect: choose(w.random, []api.RuleEffect{api.ShareRule, api.ShareRule, api.KeepRule})}
		r.Kinds = choose(w.random, [][]string{nil, {"note"}, {"result"}})
		r.Roles = choose(w.random, [][]string{nil, {"gp"}, {"nurse", "laboratory"}})
		if w.random.IntN(3) == 0 {
			r.Members = []string{member}
		}
		if name := choose(w.random, []string{"day", "night", ""}); w.groups[name] != nil {
			r.Groups = []string{name}
		}
		if w.random.IntN(3) == 0 {
			r.Patients = []string{choose(w.random, w.patients)}
		}
		w.rules = append(w.rules, r)
	}
	do(w.t, w.pair.a, api.SetRules, api.RuleSet{Rules: w.rules})
}

// refuses reports whether the patient wants nothing to go to a member.
func (w *frameWorld) refuses(patient, member string) bool {
	for _, c := range slices.Backward(w.consents) {
		if c.patient == patient && (c.member == "" || c.member == member) {
			return c.refuse
		}
	}
	return false
}

// may reports what the author's words come to for an entry.
func (w *frameWorld) may(id entry.ID, n frameNote, m api.Member) bool {
	if w.refuses(n.patient, m.ID) || w.bars(m.ID) {
		return false
	}
	if w.named[frameNamed{id, m.ID}] {
		return true
	}
	ruled := func(effect api.RuleEffect) bool {
		return slices.ContainsFunc(w.rules, func(r api.Rule) bool {
			return r.Effect == effect && (len(r.Kinds) == 0 || r.Kinds[0] == n.kind) &&
				(len(r.Patients) == 0 || r.Patients[0] == n.patient) &&
				(len(r.Members)+len(r.Roles)+len(r.Groups) == 0 || slices.Contains(r.Members, m.ID) || slices.Contains(r.Roles, m.Role) ||
					len(r.Groups) > 0 && slices.Contains(w.groups[r.Groups[0]], m.ID))
		})
	}
	if n.private || ruled(api.KeepRule) {
		return false
	}
	if word, said := w.words[[2]string{n.patient, m.ID}]; said {
		if !word.allow {
			return false
		}
		if word.until == 0 || w.pair.net.Now().UnixMilli() < word.until {
			return true
		}
	}
	return ruled(api.ShareRule)
}

// check builds a parcel for each colleague and returns how many it built.
func (w *frameWorld) check() (built int) {
	p := w.pair.a
	ticked := w.random.IntN(2) == 0
	if ticked {
		w.pair.net.Run(tickEvery * time.Millisecond)
		p.Tick() // grants end, and who has just joined gets what rules say
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.node
	for _, m := range w.others {
		n.eachDevice(func(of *roster.Member, id key.DeviceID) {
			if of.ID.String() != m.ID {
				return
			}
			s, err := n.book.Stream(context.Background(), id)
			if err != nil {
				w.t.Fatal(err)
			}
			if ticked {
				w.all(s, m)
			}
			if s.Given() == 0 {
				return
			}
			from := 1 + w.random.Uint64N(s.Given())
			parcel, err := n.buildParcel(context.Background(), replica.Transmit{Device: id, From: from, To: s.Given()})
			if err != nil {
				w.t.Fatal(err)
			}
			built++
			w.look(parcel.Parcel, m)
		})
	}
	return built
}

// all looks for what a colleague may see and was not given.
func (w *frameWorld) all(s *record.Stream, m api.Member) {
	for id, note := range w.notes {
		if !w.may(id, note, m) {
			continue
		}
		patient, err := entry.ParsePatientID(note.patient)
		if err != nil {
			w.t.Fatal(err)
		}
		f, err := w.pair.a.node.book.File(context.Background(), patient)
		if err != nil {
			w.t.Fatal(err)
		}
		if h, held := f.Find(id); !held || s.Of(patient).Number(h.At) == 0 {
			w.t.Fatalf("seed %d: %s is not given a note that is for them", w.seed, m.Name)
		}
	}
}

func (w *frameWorld) look(p *parcel.Parcel, m api.Member) {
	for _, s := range p.Sections {
		if s.What != parcel.Entries {
			continue
		}
		c, err := record.Unpack(s.Pack)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, e := range c.Entries {
			note, ok := w.notes[e.ID]
			switch {
			case ok && !w.may(e.ID, note, m):
				w.t.Fatalf("seed %d: a frame for %s holds a note that is not for them", w.seed, m.Name)
			case !ok && e.Kind != entry.Patient:
				w.t.Fatalf("seed %d: a frame for %s holds a %v", w.seed, m.Name, e.Kind)
			case !ok && !w.sees(e.Patient.String(), m):
				w.t.Fatalf("seed %d: a frame for %s says who is a patient here", w.seed, m.Name)
			}
		}
	}
}

// sees reports whether a colleague may see anything of a patient: any note, or
// the Patient by a word of its own.
func (w *frameWorld) sees(patient string, m api.Member) bool {
	for id, n := range w.notes {
		if n.patient == patient && w.may(id, n, m) {
			return true
		}
	}
	return w.mayPatient(patient, m)
}

// mayPatient is may for the Patient itself, which no rule about notes meets.
func (w *frameWorld) mayPatient(patient string, m api.Member) bool {
	rules := w.rules
	defer func() { w.rules = rules }()
	w.rules = slices.DeleteFunc(slices.Clone(rules), func(r api.Rule) bool { return len(r.Kinds) > 0 })
	return w.may(entry.ID{}, frameNote{patient: patient}, m)
}
