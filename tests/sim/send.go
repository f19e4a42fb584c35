package sim

import (
	"fmt"
	"time"

	"satchel/client/api"
)

// message is words from one to another, by their text.
type message struct {
	text     string
	from, to *person
}

// send sends words, half of the time with a note of one's own, and with somebody
// else to tell if they are not opened in time.
func (w *world) send(p *person) error {
	q, r := w.anyone(), w.anyone()
	if p == q {
		return nil
	}
	in := api.MessageParams{Member: q.id, Text: fmt.Sprintf("message-%d", len(w.model.messages))}
	about := w.ownNote(p)
	if about != nil {
		in.Patient, in.Entries = about.patient, []string{about.id}
	}
	if p != r && q != r {
		in.Urgency, in.Others = "emergency", []string{r.id}
		in.Due = p.now().Add(time.Duration(1+w.random.IntN(20)) * time.Second).Format(time.RFC3339)
	}
	item, err := call(p, api.SendMessage, in)
	if unknown(err) || unwanted(err) {
		return nil // the roster that names a colleague has not come yet
	}
	if err == nil {
		w.model.sent[item.Thread] = about
		w.observeSent(item)
	}
	return err
}

// ownNote picks a note that a person wrote, or none.
func (w *world) ownNote(p *person) *note {
	if len(w.model.notes) == 0 || w.random.IntN(2) == 0 {
		return nil
	}
	if n := w.model.notes[w.random.IntN(len(w.model.notes))]; n.author == p {
		return n
	}
	return nil
}

// observeSent tells the model who was sent a message, each once.
func (w *world) observeSent(item api.MailItem) {
	for _, to := range item.Sent {
		m := message{item.Text, w.byID(item.From.ID), w.byID(to.Member.ID)}
		if item.Kind != "message" || w.model.messages[m] {
			continue
		}
		w.model.messages[m] = true
		// Whoever may see it already goes on doing so by the word that says so.
		if about := w.model.sent[item.Thread]; about != nil && !w.model.may(about, m.to) {
			about.sent[m.to] = true
			w.model.settle()
		}
	}
}

// read opens a message that a person has not read yet.
func (w *world) read(p *person) error {
	items, err := mail(p)
	if err != nil {
		return err
	}
	for _, item := range items {
		if !item.Out && item.Kind == "message" && item.Opened == "" {
			w.model.opened[message{item.Text, w.byID(item.From.ID), p}] = true
			_, err := call(p, api.OpenMail, api.MailParams{Thread: item.Thread, Member: item.From.ID})
			return err
		}
	}
	return nil
}

// checkOpened looks for a word of reading that is lost or false.
func (w *world) checkOpened(p *person, item api.MailItem) error {
	for _, to := range item.Sent {
		read := w.model.opened[message{item.Text, p, w.byID(to.Member.ID)}]
		if item.Kind == "message" && read != (to.Opened != "") {
			return fmt.Errorf("%s of %s: opened by %s %v, told %q", item.Text, p.name, to.Member.Name, read, to.Opened)
		}
	}
	return nil
}
