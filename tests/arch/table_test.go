package arch

// row says what a package may import besides the standard library.
type row struct {
	ours   string // packages of this module, by path, divided by spaces
	others string // modules or packages of others
	// pure packages have no clock, socket, file, goroutine or randomness of
	// their own.
	pure bool
}

const (
	cbor   = "github.com/fxamacker/cbor/v2"
	crypto = "golang.org/x/crypto"
	text   = "golang.org/x/text"
)

// floors is the architecture: imports point down only, so a row names nothing
// that stands above it.
var floors = map[string]row{
	// The ground.
	"shared/key":      {others: crypto, pure: true},
	"shared/frame":    {ours: "shared/key", pure: true},
	"shared/wire":     {others: cbor, pure: true},
	"shared/seal":     {ours: "shared/key shared/wire", others: crypto, pure: true},
	"shared/entry":    {ours: "shared/key shared/wire", pure: true},
	"shared/roster":   {ours: "shared/key shared/wire", pure: true},
	"shared/policy":   {ours: "shared/entry shared/key shared/roster shared/wire", pure: true},
	"shared/standing": {ours: "shared/entry shared/key shared/policy shared/wire", pure: true},
	"shared/fhir":     {others: text, pure: true},

	// The peer.
	"client/store":           {ours: "shared/key shared/wire", others: crypto + " " + text},
	"client/store/pebble":    {ours: "client/store", others: "github.com/cockroachdb/pebble/v2"},
	"client/store/storetest": {ours: "client/store"},
	"client/replica":         {ours: "shared/key", pure: true},
	"client/audit":           {ours: "shared/entry shared/key shared/wire", pure: true},
	"client/letter":          {ours: "shared/entry shared/key shared/policy shared/wire", pure: true},
	"client/room":            {ours: "shared/key shared/wire", pure: true},
	"client/parcel":          {ours: "client/replica shared/entry shared/key shared/roster shared/wire", pure: true},
	"client/record":          {ours: "client/audit client/replica client/store shared/entry shared/key shared/policy shared/standing shared/wire", others: "github.com/klauspost/compress"},
	"client/identity":        {ours: "shared/key shared/roster shared/seal shared/wire", pure: true},
	"client/audience":        {ours: "client/record shared/entry shared/fhir shared/key shared/policy shared/roster", pure: true},
	"client/desk":            {ours: "client/letter client/record shared/entry shared/key", pure: true},
	"client/api":             {},
	"client/api/tsgen":       {ours: "client/api"},
	"client/chart":           {ours: "client/api shared/entry shared/fhir shared/key shared/wire", others: text},
	"client/exchange":        {ours: "shared/entry shared/fhir"},

	"client/transport":                 {ours: "shared/frame shared/key"},
	"client/transport/memnet":          {ours: "client/transport client/transport/relay/session shared/frame shared/key"},
	"client/transport/relay":           {ours: "client/transport client/transport/relay/session shared/frame shared/key", others: "github.com/coder/websocket"},
	"client/transport/relay/relaytest": {ours: "client/transport shared/frame shared/key"},
	"client/transport/relay/session":   {ours: "client/transport shared/frame shared/key", pure: true},
	"client/transport/roomtest":        {ours: "client/transport shared/key"},
	"client/transport/rtc":             {ours: "client/room client/transport shared/frame shared/key shared/wire", others: "github.com/pion"},

	"client/peer": {
		ours: "client/api client/audience client/audit client/chart client/desk client/exchange client/identity client/letter client/parcel client/record client/replica client/room client/store client/transport " +
			"shared/entry shared/fhir shared/frame shared/key shared/policy shared/roster shared/seal shared/standing",
	},
	"client/cmd/satchel-peer": {
		ours: "client/api client/peer client/store client/store/pebble client/transport client/transport/relay " +
			"client/transport/rtc shared/key",
		others: "golang.org/x/term",
	},

	// The browser's adapters.
	"wasm":     {ours: "client/api client/peer client/store client/transport client/transport/relay client/transport/rtc shared/key wasm/idb wasm/rpc"},
	"wasm/idb": {ours: "client/store", others: "github.com/hack-pad/go-indexeddb"},
	"wasm/rpc": {ours: "client/api"},

	// The relay: these imports prove that it cannot decrypt.
	"signal": {
		ours:   "shared/frame shared/key signal/mailbox",
		others: "github.com/coder/websocket github.com/prometheus/client_golang golang.org/x/time",
	},
	"signal/app":                 {},
	"signal/mailbox":             {ours: "shared/frame shared/key", others: "github.com/cockroachdb/pebble/v2"},
	"signal/mailbox/mailboxtest": {ours: "shared/frame shared/key signal/mailbox"},
	"signal/internal/wiretest":   {ours: "shared/frame shared/key", others: "github.com/coder/websocket"},
	"signal/cmd/satchel-relay":   {ours: "signal signal/app signal/mailbox"},
}

// free is where packages need no row: nothing that is built stands on them.
var free = []string{"tests/", "web/test/"}

// impure is what a pure package does not import.
var impure = []string{
	"context", "crypto/rand", "io/fs", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec",
	"os/signal", "path/filepath", "runtime", "sync", "sync/atomic", "syscall", "syscall/js", "testing", "time", "unsafe",
}

// notInCore is what the core for browsers is linked without: packages, with
// everything below them.
var notInCore = []string{"testing", "github.com/cockroachdb", "github.com/prometheus", "satchel/signal", "satchel/client/store/pebble", "satchel/tests"}

// notLinked are functions that must not survive in the core although their
// package is there: WebSocket's types need net/http, its server does not come along.
var notLinked = []string{"net/http.(*Server).Serve", "net/http.(*Transport).dialConn", "crypto/tls.(*Conn).serverHandshake"}
