package sim

// model is who may hold what, told by what people did alone.
type model struct {
	patients []string
	notes    []note
	now      map[sharing]bool // shared at this moment
}

// note is one entry by its text.
type note struct {
	patient, text string
	author        *person
	private       bool
	ever          map[*person]bool // was allowed at some time since it was written
}

type sharing struct {
	patient      string
	author, with *person
}

func newModel() *model { return &model{now: map[sharing]bool{}} }

func (m *model) open(patient string, _ *person) { m.patients = append(m.patients, patient) }

func (m *model) wrote(patient string, author *person, text string, private bool) {
	n := note{patient, text, author, private, map[*person]bool{author: true}}
	for s, on := range m.now {
		if on && s.patient == patient && s.author == author && !private {
			n.ever[s.with] = true
		}
	}
	m.notes = append(m.notes, n)
}

func (m *model) shared(patient string, author, with *person, allow bool) {
	m.now[sharing{patient, author, with}] = allow
	for _, n := range m.notes {
		if allow && n.patient == patient && n.author == author && !n.private {
			n.ever[with] = true
		}
	}
}

// may reports whether a person is to see a note in the end.
func (m *model) may(n note, p *person) bool {
	return n.author == p || !n.private && m.now[sharing{n.patient, n.author, p}]
}
