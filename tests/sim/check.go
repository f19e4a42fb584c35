package sim

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"satchel/client/api"
)

// open lists what is not done: streams with entries given but not received, or
// known but not here, and people who do not know everybody.
func (w *world) open() (list []string, err error) {
	records := 0
	for _, p := range w.people { // the first is the steward
		s, err := call(p, api.GetStatus, api.None{})
		if err != nil {
			return nil, err
		}
		if records = max(records, s.Roster.Records); s.Roster.Records < records {
			list = append(list, fmt.Sprintf("%s has %d records of %d", p.name, s.Roster.Records, records))
		}
		for _, stream := range s.Streams {
			if stream.Received != stream.Given || stream.Have != stream.Known {
				list = append(list, fmt.Sprintf("%s to %s by %s: given %d, at relay %d, received %d; have %d of %d",
					p.name, stream.Name, stream.Path, stream.Given, stream.AtRelay, stream.Received, stream.Have, stream.Known))
			}
		}
	}
	return list, nil
}

// settle is how long streams must agree: a peer that has just heard of a word of
// the steward's has yet to see what follows from it, and compares summaries for
// emergencies with what they should be on full seconds.
const settle = 2 * time.Second

// check compares what everybody shows with the model.
func (w *world) check() error {
	if err := w.heal(); err != nil {
		return err
	}
	agree := w.net.Now()
	err := w.until(w.shape.heal+settle, func() (bool, error) {
		list, err := w.open()
		if len(list) > 0 {
			agree = w.net.Now()
		}
		return w.net.Now().Sub(agree) >= settle, err
	})
	if err != nil {
		list, _ := w.open()
		return fmt.Errorf("not healed: %w: %q", err, list)
	}
	for _, p := range w.people {
		if err := w.observe(p); err != nil {
			return err
		}
	}
	for _, p := range w.people {
		shown, err := w.shown(p)
		if err != nil {
			return err
		}
		for _, n := range w.model.notes {
			count := shown[n.text]
			switch may := w.model.may(n, p); {
			case may && count == 0:
				return fmt.Errorf("lost: %s does not show %s of %s", p.name, n.text, n.author.name)
			case count > 1:
				return fmt.Errorf("twice: %s shows %s %d times", p.name, n.text, count)
			case !may && count > 0:
				return fmt.Errorf("leaked or not hidden: %s shows %s of %s", p.name, n.text, n.author.name)
			}
		}
	}
	return errors.Join(w.checkStreams(), w.checkMail(), w.checkTasks(), w.checkStanding(), w.checkGlass(), w.checkOpenings(), w.checkEnds())
}

// shown counts the notes that a person sees, by text. A note that
// the person was never to have must not even be held: hidden rows count as shown
// where the model never allowed them. An entry that shows in a file and in the
// one that it is a part of is one.
func (w *world) shown(p *person) (map[string]int, error) {
	out, seen, never := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, n := range w.model.notes {
		if !n.ever[p] {
			never[n.text] = true
		}
	}
	for _, patient := range w.model.patients {
		t, err := call(p, api.GetTimeline, api.TimelineQuery{Patient: patient, Limit: 500})
		if unknown(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, row := range t.Items {
			text := noteText(row)
			if (!row.Hidden || never[text]) && !seen[row.ID] {
				seen[row.ID] = true
				out[text]++
			}
		}
	}
	return out, nil
}

func noteText(row api.EntryRow) string {
	for _, s := range []string{row.Title, row.Detail} {
		if at := strings.Index(s, "note-"); at >= 0 {
			return strings.Fields(s[at:])[0]
		}
	}
	return ""
}

// checkStreams looks for receipts of what the other side does not have.
func (w *world) checkStreams() error {
	have := map[[2]string]uint64{}
	received := map[[2]string]uint64{}
	for _, p := range w.people {
		s, err := call(p, api.GetStatus, api.None{})
		if err != nil {
			return err
		}
		for _, stream := range s.Streams {
			have[[2]string{stream.Member, p.id}] = stream.Have
			received[[2]string{p.id, stream.Member}] = stream.Received
		}
	}
	for pair, n := range received {
		if n > have[pair] {
			return fmt.Errorf("false word: %d received, %d there", n, have[pair])
		}
	}
	return nil
}
