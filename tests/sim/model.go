package sim

import "slices"

// model is who may hold what, told by what people did alone.
type model struct {
	people   []*person
	patients []string
	notes    []*note
	words    map[sharing]bool // the author's last word: shared or withdrawn
	rules    map[*person][]rule
	consents []consent // in order
	messages map[message]bool
	sent     map[string]*note // what a message is about, by thread
	opened   map[message]bool
	known    int             // people who are patients
	files    []file          // by the number of the patient, as it was opened first
	tasks    int             // that were requested
	answered map[string]bool // queries, by thread and who was asked, that shared something
	plans    map[*person]*plan
	standing int // queries that are asked again and again

	prepared, everPrepared map[glass]bool
	openings               []opening
	emergencies            int
}

// file is a patient's, and who opened it.
type file struct {
	id    string
	owner *person
}

// note is one entry by its text.
type note struct {
	patient, text, id string
	author            *person
	private           bool
	sent              map[*person]bool // by itself
	ever              map[*person]bool // was allowed at some time since it was written
}

type sharing struct {
	patient      string
	author, with *person
}

// rule is about all notes of an author; no role means everybody.
type rule struct {
	share bool
	role  string
}

// consent is a patient's word to an author; nobody in with means everybody.
type consent struct {
	sharing
	refuse bool
}

func newModel() *model {
	return &model{
		words: map[sharing]bool{}, rules: map[*person][]rule{}, answered: map[string]bool{},
		messages: map[message]bool{}, sent: map[string]*note{}, opened: map[message]bool{},
		plans: map[*person]*plan{}, prepared: map[glass]bool{}, everPrepared: map[glass]bool{},
	}
}

// open notes the file of somebody new.
func (m *model) open(patient string, owner *person) {
	m.meet(patient)
	m.files = append(m.files, file{patient, owner})
	m.known++
}

// filesOf are those that a person opened.
func (m *model) filesOf(p *person) (ids []string) {
	for _, f := range m.files {
		if f.owner == p {
			ids = append(ids, f.id)
		}
	}
	return ids
}

// fileNamed is the nth patient's file, if that person opened it.
func (m *model) fileNamed(p *person, n int) string {
	if m.files[n].owner != p {
		return ""
	}
	return m.files[n].id
}

func (m *model) plan(p *person) *plan {
	if m.plans[p] == nil {
		m.plans[p] = &plan{weekly: map[string]bool{}}
	}
	return m.plans[p]
}

// meet notes a file.
func (m *model) meet(patient string) {
	if !slices.Contains(m.patients, patient) {
		m.patients = append(m.patients, patient)
	}
}

func (m *model) wrote(n *note) {
	n.sent, n.ever = map[*person]bool{}, map[*person]bool{}
	m.notes = append(m.notes, n)
	m.settle()
}

func (m *model) shared(patient string, author, with *person, allow bool) {
	m.words[sharing{patient, author, with}] = allow
	for _, n := range m.notes {
		if !allow && n.patient == patient && n.author == author {
			delete(n.sent, with)
		}
	}
	m.settle()
}

func (m *model) ruled(author *person, rules []rule) {
	m.rules[author] = rules
	m.settle()
}

func (m *model) consented(patient string, author, with *person, refuse bool) {
	m.consents = append(m.consents, consent{sharing{patient, author, with}, refuse})
	m.settle()
}

// settle notes who may see what now.
func (m *model) settle() {
	for _, n := range m.notes {
		for _, p := range m.people {
			n.ever[p] = n.ever[p] || m.may(n, p)
		}
	}
}

// refuses reports whether a patient wants nothing of an author's to go to somebody.
func (m *model) refuses(patient string, author, with *person) bool {
	for _, c := range slices.Backward(m.consents) {
		if c.patient == patient && c.author == author && (c.with == nil || c.with == with) {
			return c.refuse
		}
	}
	return false
}

// may reports whether a person is to see a note.
func (m *model) may(n *note, p *person) bool {
	if n.author == p {
		return true
	}
	if m.refuses(n.patient, n.author, p) {
		return false
	}
	ruled := func(share bool) bool {
		return slices.ContainsFunc(m.rules[n.author], func(r rule) bool {
			return r.share == share && (r.role == "" || r.role == p.role)
		})
	}
	if n.sent[p] {
		return true
	}
	if n.private || ruled(false) {
		return false
	}
	if word, said := m.words[sharing{n.patient, n.author, p}]; said {
		return word
	}
	return ruled(true)
}
