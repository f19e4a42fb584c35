package peer

import (
	"context"
	"encoding/hex"

	"satchel/client/api"
	"satchel/client/desk"
	"satchel/client/letter"
	"satchel/shared/standing"
)

// askedOf says what was asked by itself before an appointment, or will be.
func (n *node) askedOf(ctx context.Context, b booked) (api.Asked, error) {
	thread, asked := standing.Before(b.First(), b.Start, n.expiry)
	if asked {
		return n.askedOut(n.askedIn(thread)), nil
	}
	out := api.Asked{Replies: []api.Answer{}}
	now := n.clock()
	if b.Start <= now || !n.prepares(b) {
		return out, nil
	}
	var due []standing.Occasion
	for i := range n.asks {
		q := &n.asks[i]
		if q.Every != standing.Appointment || !q.About(b.patient) {
			continue
		}
		if opens := q.Opens(b.Start); opens <= now {
			due = append(due, standing.Occasion{Query: q, Patient: b.patient, Entry: b.Entry, Thread: thread, Until: b.Start})
		} else if at := rfc3339(int64(opens)); out.At == "" || at < out.At {
			out.State, out.At = api.AskLater, at
		}
	}
	switch {
	case b.Private && (len(due) > 0 || out.At != ""):
		out.State, out.At = api.AskNobody, ""
	case len(due) > 0:
		return n.dueNow(ctx, due)
	}
	return out, nil
}

// dueNow says why nothing was asked yet on occasions that have come.
func (n *node) dueNow(ctx context.Context, due []standing.Occasion) (api.Asked, error) {
	out := api.Asked{State: api.AskNobody, Replies: []api.Answer{}}
	if _, able := n.queryAbout(due[0]); !able {
		out.State = api.AskUnable
		return out, nil
	}
	waiting := n.waiting(due[:1])
	for _, o := range due {
		to, err := n.mayKnow(ctx, o, n.left(o))
		if err != nil {
			return out, err
		}
		for _, m := range to {
			out.State = api.AskDue
			if _, busy := waiting[subject{o.Patient, m.ID}]; busy {
				out.Waiting++
				delete(waiting, subject{o.Patient, m.ID}) // counted once
			}
		}
	}
	return out, nil
}

// askedOut is a query of ours that was asked by itself.
func (n *node) askedOut(m *desk.Matter) api.Asked {
	out := api.Asked{
		State: api.WasAsked, At: rfc3339(int64(m.First.At)), Thread: hex.EncodeToString(m.First.Thread[:]), Replies: []api.Answer{},
	}
	q, _ := m.First.Body.(*letter.Query)
	for _, id := range m.With {
		a := n.answerOut(id, m.Answers[id], q.Expires <= n.clock())
		out.Asked++
		switch a.Outcome {
		case "waiting":
			out.Waiting++
		case "expired":
		default:
			out.Answered++
		}
		out.Replies = append(out.Replies, a)
	}
	return out
}
