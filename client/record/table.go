package record

// The tables of the sealed store.
const (
	Self      byte = 1
	Roster    byte = 2
	Files     byte = 3
	Contacts  byte = 4
	Streams   byte = 5
	Summaries byte = 6
	Stale     byte = 7
	Letters   byte = 8
	Audit     byte = 9
)
