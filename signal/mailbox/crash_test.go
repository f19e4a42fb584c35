package mailbox

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"satchel/shared/key"
)

// TestPowerLoss cuts the power, again and again, on a file system that keeps what
// was synced and a random part of what was not. What a Commit returned must be
// there, in order; what it did not return may be, as a whole.
func TestPowerLoss(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	fs := vfs.NewCrashableMem()
	know := &knowledge{}
	for round := range 60 {
		d, err := openDisk(fs, "data", DiskConfig{})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		know.check(t, round, d)
		fs = know.loadAndCut(t, r, d, fs)
	}
}

// knowledge is what the test was told of queue 1 → 2.
type knowledge struct {
	mu      sync.Mutex
	epoch   [16]byte
	stored  uint64 // the highest number that a Commit returned
	acked   uint64 // the highest number handed to a Commit
	ackKept uint64 // the highest number whose Commit returned
}

var recvKey, sendKey = key.Public{1}, key.Public{2}

func (k *knowledge) check(t *testing.T, round int, d *Disk) {
	sendID, recvID := key.QueueIDs(recvKey, sendKey)
	if _, err := d.Commit(time.Now(), []Op{Create{recvKey, sendKey}}); err != nil {
		t.Fatal(err)
	}
	if round == 0 {
		k.epoch = d.Info().Epoch
	}
	q, _ := d.Find(sendID)
	if d.Info().Epoch != k.epoch || q.Next <= k.stored || q.First <= k.ackKept || q.First > k.acked+1 {
		t.Fatalf("round %d: queue from %d to %d; stored %d, acknowledged %d to %d", round, q.First, q.Next, k.stored, k.ackKept, k.acked)
	}
	_, messages, err := d.Scan(recvID, 0, 1<<30)
	if err != nil || len(messages) != q.Waiting() {
		t.Fatalf("round %d: %d of %d blobs, %v", round, len(messages), q.Waiting(), err)
	}
	for i, m := range messages {
		if m.Seq != q.First+uint64(i) || binary.BigEndian.Uint64(m.Blob) != m.Seq {
			t.Fatalf("round %d: blob %x as number %d", round, m.Blob[:8], m.Seq)
		}
	}
	k.stored, k.ackKept, k.acked = q.Next-1, q.First-1, q.First-1
}

// loadAndCut commits until the power goes and returns the file system after that.
func (k *knowledge) loadAndCut(t *testing.T, r *rand.Rand, d *Disk, fs *vfs.MemFS) *vfs.MemFS {
	sendID, recvID := key.QueueIDs(recvKey, sendKey)
	batches := make([][]Op, 200)
	next := k.stored
	for i := range batches {
		for range 1 + r.IntN(8) {
			next++
			blob := binary.BigEndian.AppendUint64(nil, next)
			batches[i] = append(batches[i], Append{sendID, append(blob, make([]byte, r.IntN(9000))...)})
		}
		if r.IntN(3) == 0 {
			batches[i] = append(batches[i], Ack{recvID, next - r.Uint64N(min(next, 4))})
		}
	}
	done := make(chan error, 1)
	go func() { done <- k.load(d, batches) }()
	time.Sleep(time.Duration(r.IntN(4000)) * time.Microsecond)
	k.mu.Lock() // so that the knowledge is not of later than the cut
	cut := fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: r.IntN(101), RNG: r})
	known := knowledge{epoch: k.epoch, stored: k.stored, acked: k.acked, ackKept: k.ackKept}
	k.mu.Unlock()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	k.stored, k.acked, k.ackKept = known.stored, known.acked, known.ackKept
	return cut
}

func (k *knowledge) load(d *Disk, batches [][]Op) error {
	for _, batch := range batches {
		ack := uint64(0)
		for _, op := range batch {
			if op, ok := op.(Ack); ok {
				ack = op.Seq
			}
		}
		k.mu.Lock()
		k.acked = max(k.acked, ack)
		k.mu.Unlock()
		results, err := d.Commit(time.Now(), batch)
		if err != nil {
			return err
		}
		k.mu.Lock()
		k.ackKept = max(k.ackKept, ack)
		for _, r := range results {
			k.stored = max(k.stored, r.Seq)
		}
		k.mu.Unlock()
	}
	return nil
}
