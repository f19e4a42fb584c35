package key

// Context separates the domains of signatures and derived keys. It is bound
// into each of them (RFC 8032 §5.1 "context", RFC 5869 "info").
type Context string

// The contexts in use. A new use takes a new line here.
const (
	ContextCommit     Context = "satchel/v1 commit"
	ContextFrame      Context = "satchel/v1 frame"
	ContextRoster     Context = "satchel/v1 roster record"
	ContextWish       Context = "satchel/v1 roster wish"
	ContextDevice     Context = "satchel/v1 device certificate"
	ContextInvitation Context = "satchel/v1 invitation"
	ContextRelayAuth  Context = "satchel/v1 relay authentication"
	ContextRoom       Context = "satchel/v1 room signal"
	ContextStore      Context = "satchel/v1 store"
)
