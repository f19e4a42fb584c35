package sim

import (
	"errors"
	"fmt"
	"time"

	"satchel/client/api"
)

// unknown reports that a colleague cannot be reached by anything: the roster has
// not come that names the colleague, or ended one's own or the colleague's part.
func unknown(err error) bool {
	var refused *api.Error
	return errors.As(err, &refused) && (refused.Code == api.NotFound || refused.Code == api.Barred)
}

// answers lets a person say how queries are answered.
func (w *world) answers(p *person) error {
	reply := []string{"never", "ask", "summary", "automatic"}[w.random.IntN(4)]
	_, err := call(p, api.SetAnswer, api.Answering{Reply: reply})
	return err
}

// ask asks about somebody whom anybody knows. The answers that share something
// count as words of those who gave them: observe finds them.
func (w *world) ask(p *person) error {
	if w.model.known == 0 {
		return nil
	}
	in := api.QueryParams{
		Purpose: "sim", Follow: w.random.IntN(3) == 0,
		Person:  patient(w.random.IntN(w.model.known)),
		Expires: p.now().Add(48 * time.Hour).Format(time.RFC3339),
	}
	if q := w.anyone(); w.random.IntN(2) == 0 && q != p {
		in.Members = []string{q.id}
	}
	item, err := call(p, api.AskQuery, in)
	if unknown(err) {
		return nil
	}
	if err == nil && item.Patient != "" { // several files may be of that person
		w.model.meet(item.Patient)
	}
	return err
}

// answer answers the oldest query that waits for a person.
func (w *world) answer(p *person) error {
	page, err := call(p, api.ListMail, api.MailQuery{View: "open", Limit: 500})
	if err != nil {
		return err
	}
	for _, item := range page.Items {
		if item.Kind != "query" {
			continue
		}
		outcome := []string{"refused", "summary", "shared"}[w.random.IntN(3)]
		if item.Patient == "" {
			outcome = "refused"
		}
		_, err := call(p, api.AnswerQuery, api.AnswerParams{Thread: item.Thread, Member: item.From.ID, Outcome: outcome})
		return err
	}
	return nil
}

// observe tells the model what a person's peer did by itself since it was asked
// last: what it answered, and whom it told what was not opened in time.
func (w *world) observe(p *person) error {
	items, err := mail(p)
	if err != nil {
		return err
	}
	for i := len(items) - 1; i >= 0; i-- { // the oldest first
		item := items[i]
		if item.Out {
			w.observeSent(item)
		}
		if item.Out || item.Kind != "query" || item.Replies[0].Outcome != "shared" || w.model.answered[item.Thread+p.id] {
			continue
		}
		w.model.answered[item.Thread+p.id] = true
		w.model.shared(item.Replies[0].Patient, p, w.byID(item.From.ID), true)
	}
	return nil
}

func mail(p *person) ([]api.MailItem, error) {
	page, err := call(p, api.ListMail, api.MailQuery{Limit: 500})
	if err == nil && page.Total > len(page.Items) {
		err = fmt.Errorf("%s has %d matters", p.name, page.Total)
	}
	return page.Items, err
}

func (w *world) byID(id string) *person {
	for _, p := range w.people {
		if p.id == id {
			return p
		}
	}
	return nil
}

// checkMail looks for messages that are lost or there twice, and for answers
// that are not what was answered.
func (w *world) checkMail() error {
	there, given := map[message]int{}, map[string]string{}
	for _, p := range w.people {
		items, err := mail(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			switch {
			case item.Out:
				if err := w.checkOpened(p, item); err != nil {
					return err
				}
			case item.Kind == "message":
				there[message{item.Text, w.byID(item.From.ID), p}]++
			case item.Kind == "query":
				given[item.Thread+p.id] = item.Replies[0].Outcome
			}
		}
	}
	for m := range w.model.messages {
		if there[m] != 1 {
			return fmt.Errorf("%s of %s is there %d times at %s", m.text, m.from.name, there[m], m.to.name)
		}
	}
	return w.eachReply(func(p *person, item api.MailItem, a api.Answer) error {
		was, came := given[item.Thread+a.Member.ID]
		open := a.Outcome == "waiting" || a.Outcome == "expired"
		if !came || was != a.Outcome && !(open && (was == "waiting" || was == "expired")) {
			return fmt.Errorf("%s: %s has %q of %s, who answered %q", item.Text, p.name, a.Outcome, a.Member.Name, was)
		}
		return nil
	})
}

// checkEnds lets more than a week pass, as long as a weekly query may wait: then no
// query waits any more.
func (w *world) checkEnds() error {
	if err := w.stopAsking(); err != nil {
		return err
	}
	for _, p := range w.people {
		p.leave()
	}
	w.net.Run(12 * 24 * time.Hour)
	for _, p := range w.people {
		if err := p.comeBack(); err != nil {
			return err
		}
	}
	return w.eachReply(func(p *person, item api.MailItem, a api.Answer) error {
		if a.Outcome == "waiting" || item.State == "waiting" {
			return fmt.Errorf("a query of %s to %s never ends", p.name, a.Member.Name)
		}
		return nil
	})
}

// eachReply looks at what everybody was told about own queries.
func (w *world) eachReply(look func(*person, api.MailItem, api.Answer) error) error {
	for _, p := range w.people {
		items, err := mail(p)
		if err != nil {
			return err
		}
		for _, item := range items {
			if !item.Out || item.Kind != "query" {
				continue
			}
			for _, a := range item.Replies {
				if err := look(p, item, a); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
