package peer

import (
	"testing"

	"satchel/client/api"
	"satchel/tests/fhirgen"
)

// BenchmarkLive is a note from one peer's screen to the other's, without store
// and network: what the processor does.
func BenchmarkLive(b *testing.B) {
	p := newPair(b)
	id := p.fill(b, 500)
	for b.Loop() {
		do(b, p.a, api.AddNote, api.NoteParams{Patient: id, Text: "Wound clean, dry dressing"})
		p.net.Run(0)
	}
}

// BenchmarkImport is 10,000 entries of twenty patients from a file to the store.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		p := newPair(b)
		data := fhirgen.New(1).Lines(20, 500)
		b.SetBytes(int64(len(data)))
		b.StartTimer()
		with(b, p.a, api.Import, api.ImportParams{Name: "x.ndjson"}, data)
	}
}

// BenchmarkSync is the same 10,000 entries from one peer to the other's store.
func BenchmarkSync(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		p := newPair(b)
		report := with(b, p.a, api.Import, api.ImportParams{Name: "x.ndjson"}, fhirgen.New(1).Lines(20, 500))
		members := do(b, p.a, api.ListMembers, api.None{})
		b.StartTimer()
		for _, row := range report.Patients {
			do(b, p.a, api.Share, api.ShareParams{Patient: row.ID, Members: []string{members[1].ID}})
		}
		p.received(b)
	}
}
