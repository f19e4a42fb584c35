package peer

import (
	"testing"
	"time"

	"satchel/client/api"
)

// TestLapseIsNotMissed ends grants at moments when nobody looks: before the lines
// of the list are made anew, and while the peer is away.
func TestLapseIsNotMissed(t *testing.T) {
	for name, away := range map[string]bool{"at once": false, "away": true} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t, 1)
			a, b := w.settle("Kaya", "gp", false), w.settle("Demir", "nurse", false)
			patient := do(t, a.peer, api.CreatePatient, api.NewPatient{Family: "One", BirthDate: "1970-01-01"}).ID
			other := do(t, b.peer, api.GetSession, api.None{}).Me.ID
			do(t, a.peer, api.Share, api.ShareParams{
				Patient: patient, Members: []string{other}, Until: w.net.Now().Add(30 * time.Millisecond).UTC().Format(time.RFC3339Nano),
			})
			do(t, a.peer, api.AddNote, api.NoteParams{Patient: patient, Text: "x"})
			if away {
				w.net.Run(time.Hour)
				a.restart()
			}
			w.pass(time.Minute)
			timeline := do(t, b.peer, api.GetTimeline, api.TimelineQuery{Patient: patient})
			if len(timeline.Items) != 2 {
				t.Fatalf("%d entries came before the end", len(timeline.Items))
			}
			for _, row := range timeline.Items {
				if !row.Hidden {
					t.Errorf("%s is shown after the end", row.Kind)
				}
			}
		})
	}
}
