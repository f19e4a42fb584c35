package api

import "reflect"

// Sink receives events. It must not block.
type Sink func(Event)

// Event tells the page what changed. Its data has the type that Events names.
type Event struct {
	Name string `json:"event"`
	Data any    `json:"data"`
}

// Events lists every event with the type of its data.
var Events = map[string]reflect.Type{
	"session":  reflect.TypeFor[Session](),
	"network":  reflect.TypeFor[Network](),
	"members":  reflect.TypeFor[None](),
	"patients": reflect.TypeFor[Changed](),
	"streams":  reflect.TypeFor[None](),
	"room":     reflect.TypeFor[Meeting](),
	"import":   reflect.TypeFor[Progress](),
	"mail":     reflect.TypeFor[None](), // letters came, went or were answered
}

// Changed names patients whose files changed; a page that shows one asks again.
type Changed struct {
	Patients []string `json:"patients"` // ids, at most 100; empty means many
	Arrived  int      `json:"arrived"`  // entries that came from colleagues
}

// Progress is how far an import has come.
type Progress struct {
	File  string `json:"file"`
	Done  int    `json:"done"`
	Total int    `json:"total"` // entries; 0 while unknown
}
