package signal

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"satchel/signal/mailbox"
)

// Config sets up a Server. The zero value works and keeps its queues in memory.
type Config struct {
	// Store keeps the queues. The caller closes it, after the Server.
	Store mailbox.Store
	// Logger hears of starts, stops and failures; never of content or queues.
	Logger *slog.Logger
	// App answers what is not the relay's own. Default: nothing is found.
	App http.Handler
	// Origins lists pages that may connect besides those of the same host, as
	// "https://host" or a pattern of path.Match. Clients that are no browser
	// send no Origin and are not checked.
	Origins []string
	// TrustForwarded takes the client's address from the last entry of
	// X-Forwarded-For. Set it behind a proxy that writes this header, only there.
	TrustForwarded bool

	// MaxConns bounds all connections, MaxConnsPerIP those of one address (IPv6:
	// of one /64). Defaults 20,000 and 256.
	MaxConns, MaxConnsPerIP int
	// MaxKeys bounds the keys that one connection proves. Default 4,096.
	MaxKeys int
	// FrameRate and ByteRate bound what is read from one connection in a second;
	// twice that may come at once. Reading waits, nothing is refused. Defaults
	// 10,000 frames and 32 MiB.
	FrameRate, ByteRate int
	// SignalRate bounds the signals of one connection in a second, CreateRate the
	// queues it makes; four, or for queues 200 times as many may come at once.
	// What is over is refused. Defaults 50 and 20.
	SignalRate, CreateRate int
	// WindowFrames and WindowBytes bound what is delivered from one queue and not
	// acknowledged yet. They must hold a whole parcel in parts, which is acknowledged
	// as one. No further queue begins when eight times that is under way on a
	// connection. Defaults 256 and 2 MiB.
	WindowFrames, WindowBytes int

	// Heartbeat is how long a silent client is left alone before it is pinged;
	// silent for twice as long, it is gone. Default 8 s.
	Heartbeat time.Duration
	// AuthTimeout is how long a client may stay without proving a key. Default 30 s.
	AuthTimeout time.Duration
	// WriteTimeout is how long one frame may take to write. Default 30 s.
	WriteTimeout time.Duration
	// ExpireEvery is how often old blobs are looked for. Default 1 min.
	ExpireEvery time.Duration

	// Now is the clock that blobs age by. Default time.Now.
	Now func() time.Time
	// Random gives the challenges. Default crypto/rand.
	Random io.Reader
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.App == nil {
		c.App = http.NotFoundHandler()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	for field, value := range map[*int]int{
		&c.MaxConns: 20_000, &c.MaxConnsPerIP: 256, &c.MaxKeys: 4096,
		&c.FrameRate: 10_000, &c.ByteRate: 32 << 20, &c.SignalRate: 50, &c.CreateRate: 20,
		&c.WindowFrames: 256, &c.WindowBytes: 2 << 20,
	} {
		setDefault(field, value)
	}
	setDefault(&c.Heartbeat, 8*time.Second)
	setDefault(&c.AuthTimeout, 30*time.Second)
	setDefault(&c.WriteTimeout, 30*time.Second)
	setDefault(&c.ExpireEvery, time.Minute)
	return c
}

func setDefault[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// What a connection may use up, beyond what Config says.
const (
	inflightFrames = 1024    // requests on their way to the store
	inflightBytes  = 2 << 20 // and their blobs
	outboxBytes    = 4 << 20 // frames that the client has not read yet, besides deliveries
	signalBytes    = 1 << 20 // the part of it above which signals are dropped
	outboxOverhead = 64      // what a frame counts beyond its blob
	scanBytes      = 128 << 10
	windowsPerConn = 8
)
