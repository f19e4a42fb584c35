//go:build js

// A pion peer in a worker. It offers or answers, sends numbered messages as soon as
// its channel opens, listens late on purpose, and reports what came in order.
package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"syscall/js"
	"time"

	"github.com/pion/webrtc/v4"
)

const (
	messages = 64
	size     = 48 << 10
)

type signal struct {
	Description *webrtc.SessionDescription `json:"description,omitempty"`
	Candidate   *webrtc.ICECandidateInit   `json:"candidate,omitempty"`
}

func main() {
	if err := run(js.Global().Get("offers").Bool()); err != nil {
		report(map[string]any{"error": err.Error()})
	}
	select {}
}

func run(offers bool) error {
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	pc.OnICECandidate(func(c *webrtc.ICECandidate) {
		if c != nil {
			init := c.ToJSON()
			post(signal{Candidate: &init})
		}
	})
	pc.OnDataChannel(use)
	in := signals()
	if offers {
		dc, err := pc.CreateDataChannel("frames", nil)
		if err != nil {
			return err
		}
		use(dc)
		offer, err := pc.CreateOffer(nil)
		if err != nil {
			return err
		}
		if err := pc.SetLocalDescription(offer); err != nil {
			return err
		}
		post(signal{Description: pc.LocalDescription()})
	}
	for s := range in {
		if err := take(pc, s); err != nil {
			return err
		}
	}
	return nil
}

func take(pc *webrtc.PeerConnection, s signal) error {
	if s.Candidate != nil {
		return pc.AddICECandidate(*s.Candidate)
	}
	if err := pc.SetRemoteDescription(*s.Description); err != nil || s.Description.Type == webrtc.SDPTypeAnswer {
		return err
	}
	answer, err := pc.CreateAnswer(nil)
	if err != nil {
		return err
	}
	if err := pc.SetLocalDescription(answer); err != nil {
		return err
	}
	post(signal{Description: pc.LocalDescription()})
	return nil
}

func use(dc *webrtc.DataChannel) {
	dc.SetBufferedAmountLowThreshold(size)
	low := make(chan struct{}, 1)
	dc.OnBufferedAmountLow(func() {
		select {
		case low <- struct{}{}:
		default:
		}
	})
	dc.OnOpen(func() {
		for i := range messages {
			for dc.BufferedAmount() > 4*size {
				<-low
			}
			message := make([]byte, size)
			binary.BigEndian.PutUint32(message, uint32(i))
			if err := dc.Send(message); err != nil {
				report(map[string]any{"error": err.Error()})
				return
			}
		}
	})
	dc.OnClose(func() { report(map[string]any{"closed": true}) })
	go func() {
		time.Sleep(300 * time.Millisecond)
		count(dc)
	}()
}

func count(dc *webrtc.DataChannel) {
	next, order := 0, true
	dc.OnMessage(func(m webrtc.DataChannelMessage) {
		order = order && int(binary.BigEndian.Uint32(m.Data)) == next && len(m.Data) == size
		if next++; next == messages {
			id := -1
			if dc.ID() != nil {
				id = int(*dc.ID())
			}
			report(map[string]any{"received": next, "inOrder": order, "label": dc.Label(), "id": id,
				"state": dc.ReadyState().String()})
		}
	})
	js.Global().Set("closeChannel", js.FuncOf(func(js.Value, []js.Value) any {
		go dc.Close()
		return nil
	}))
}

func signals() <-chan signal {
	in := make(chan signal, 64)
	js.Global().Set("takeSignal", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var s signal
		if err := json.Unmarshal([]byte(args[0].String()), &s); err != nil {
			report(map[string]any{"error": fmt.Sprint("signal: ", err)})
			return nil
		}
		in <- s
		return nil
	}))
	return in
}

func post(s signal) {
	data, _ := json.Marshal(s)
	js.Global().Call("postMessage", map[string]any{"signal": string(data)})
}

func report(values map[string]any) {
	js.Global().Call("postMessage", map[string]any{"report": values})
}
