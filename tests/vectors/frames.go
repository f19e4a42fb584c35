package vectors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"satchel/shared/frame"
	"satchel/shared/key"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// frameFields has a frame's fields in order, bytes as digits.
type frameFields struct {
	Type   string           `json:"type"`
	Fields []map[string]any `json:"fields"`
}

func samples() []frame.Frame {
	p := func(b byte) [32]byte { return [32]byte(secret(b)) }
	var sig [key.SignatureSize]byte
	challenge := frame.Challenge(p(9))
	copy(sig[:], grace.queue.Sign(key.ContextRelayAuth, frame.AuthMessage(frame.Epoch{1, 2, 3}, challenge)))
	return []frame.Frame{
		frame.Welcome{Version: frame.Version, Epoch: frame.Epoch{1, 2, 3}, Challenge: challenge, MaxBlob: frame.MaxBlob, QueueBytes: 64 << 20, Expiry: 90 * 86400},
		frame.Authed{Key: grace.queue.Public()}, frame.Done{Req: 1}, frame.Stored{Req: 2, Seq: 1 << 40},
		frame.Refused{Req: 3, Code: frame.CodeUnknownQueue}, frame.Refused{Req: 4, Code: frame.CodeUnavailable},
		frame.Deliver{Queue: p(1), Seq: 9, Blob: []byte("sealed")}, frame.Signaled{Queue: p(2), Blob: []byte("offer")},
		frame.Presence{Queue: p(3), Online: true}, frame.Presence{Queue: p(3)}, frame.Expired{Queue: p(4), Through: 12},
		frame.Drained{Key: grace.queue.Public()},
		frame.Auth{Key: grace.queue.Public(), Signature: sig},
		frame.Create{Req: 5, Recv: ada.queue.Public(), Send: grace.queue.Public()}, frame.Open{Key: ada.queue.Public()},
		frame.Send{Req: 6, Queue: p(5), Blob: []byte("sealed")}, frame.Send{Req: 7, Queue: p(5), Blob: []byte{}},
		frame.Ack{Queue: p(6), Seq: 3}, frame.Signal{Queue: p(7), Blob: []byte("answer")},
		frame.Delete{Req: 8, Recv: ada.queue.Public(), Send: grace.queue.Public()}, frame.Clear{Req: 9, Queue: p(8)},
		frame.Ping{}, frame.Pong{},
	}
}

func frameFormat() Format {
	return Format{
		File: "frame.json", About: "frames between client and relay (SPEC 11); Grace proves her queue key", Given: people(grace, ada),
		Make: func(Set) []Vector { return append(frameGood(), frameBad()...) },
		Read: func(b []byte, _ [][]byte) (any, error) {
			f, err := frame.Parse(b)
			if err != nil {
				return nil, err
			}
			return fieldsOfFrame(f), nil
		},
		Write: func(raw json.RawMessage) ([]byte, error) {
			var f frameFields
			if err := json.Unmarshal(raw, &f); err != nil {
				return nil, err
			}
			return writeFrame(f)
		},
	}
}

func frameGood() (out []Vector) {
	seen := map[string]int{}
	for _, f := range samples() {
		name := reflect.TypeOf(f).Name()
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s %d", name, seen[name])
		}
		out = append(out, good(name, f.Append(nil)))
	}
	return out
}

func frameBad() []Vector {
	const malformed, unknown = "frame.ErrMalformed", "frame.ErrUnknown"
	out := []Vector{
		bad("nothing", malformed, []byte{}), bad("type 0", unknown, []byte{0}), bad("type of neither side", unknown, []byte{0x3f}),
		bad("type not yet given", unknown, append([]byte{0x4a}, make([]byte, 40)...)),
		bad("presence neither yes nor no", malformed, append(frame.Presence{}.Append(nil)[:33], 2)),
		bad("blob over 64 KiB", malformed, frame.Signal{Blob: make([]byte, frame.MaxBlob+1)}.Append(nil)),
	}
	for _, f := range samples() {
		name, b := reflect.TypeOf(f).Name(), f.Append(nil)
		if slices.ContainsFunc(out, func(v Vector) bool { return v.Name == name+" cut short" }) {
			continue
		}
		blob := reflect.ValueOf(f).FieldByName("Blob")
		if blob.IsValid() {
			b = b[:len(b)-blob.Len()]
		} else {
			out = append(out, bad(name+" too long", malformed, append(bytes.Clone(b), 0)))
		}
		out = append(out, bad(name+" cut short", malformed, b[:len(b)-1]))
	}
	return out
}

func fieldsOfFrame(f frame.Frame) frameFields {
	v := reflect.ValueOf(f)
	out := frameFields{Type: v.Type().Name()}
	for i := range v.NumField() {
		out.Fields = append(out.Fields, map[string]any{v.Type().Field(i).Name: shown(v.Field(i))})
	}
	return out
}

func shown(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Array:
		b := make([]byte, v.Len())
		reflect.Copy(reflect.ValueOf(b), v)
		return Hex(b)
	case reflect.Slice:
		return Hex(v.Bytes())
	}
	return v.Interface()
}

// writeFrame makes the bytes of a frame from SPEC's table: the type, then each
// field with its own length.
func writeFrame(f frameFields) ([]byte, error) {
	var b []byte
	for _, s := range samples() {
		if t := reflect.TypeOf(s); t.Name() == f.Type {
			b = s.Append(nil)[:1]
			for i, of := range f.Fields {
				b = appendField(b, t.Field(i).Type, of[t.Field(i).Name])
			}
			return b, nil
		}
	}
	return nil, fmt.Errorf("no frame %q", f.Type)
}

func appendField(b []byte, t reflect.Type, v any) []byte {
	switch v := v.(type) {
	case string:
		var h Hex
		if err := h.UnmarshalText([]byte(v)); err != nil {
			panic(err)
		}
		return append(b, h...)
	case bool:
		if v {
			return append(b, 1)
		}
		return append(b, 0)
	case float64:
		wide := binary.BigEndian.AppendUint64(nil, uint64(v))
		return append(b, wide[8-t.Size():]...)
	}
	panic(fmt.Sprintf("field of type %T", v))
}
