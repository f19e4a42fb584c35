package frame

import "encoding/binary"

var be = binary.BigEndian

// Append implements Frame.
func (f Welcome) Append(b []byte) []byte {
	b = append(b, byte(TypeWelcome), f.Version)
	b = append(append(b, f.Epoch[:]...), f.Challenge[:]...)
	b = be.AppendUint32(b, f.MaxBlob)
	b = be.AppendUint64(b, f.QueueBytes)
	return be.AppendUint32(b, f.Expiry)
}

// Append implements Frame.
func (f Authed) Append(b []byte) []byte {
	return append(append(b, byte(TypeAuthed)), f.Key[:]...)
}

// Append implements Frame.
func (f Done) Append(b []byte) []byte {
	return be.AppendUint32(append(b, byte(TypeDone)), f.Req)
}

// Append implements Frame.
func (f Stored) Append(b []byte) []byte {
	return be.AppendUint64(be.AppendUint32(append(b, byte(TypeStored)), f.Req), f.Seq)
}

// Append implements Frame.
func (f Refused) Append(b []byte) []byte {
	return append(be.AppendUint32(append(b, byte(TypeRefused)), f.Req), byte(f.Code))
}

// Append implements Frame.
func (f Deliver) Append(b []byte) []byte {
	b = append(append(b, byte(TypeDeliver)), f.Queue[:]...)
	return append(be.AppendUint64(b, f.Seq), f.Blob...)
}

// Append implements Frame.
func (f Signaled) Append(b []byte) []byte {
	return append(append(append(b, byte(TypeSignaled)), f.Queue[:]...), f.Blob...)
}

// Append implements Frame.
func (f Presence) Append(b []byte) []byte {
	online := byte(0)
	if f.Online {
		online = 1
	}
	return append(append(append(b, byte(TypePresence)), f.Queue[:]...), online)
}

// Append implements Frame.
func (f Expired) Append(b []byte) []byte {
	return be.AppendUint64(append(append(b, byte(TypeExpired)), f.Queue[:]...), f.Through)
}

// Append implements Frame.
func (f Drained) Append(b []byte) []byte {
	return append(append(b, byte(TypeDrained)), f.Key[:]...)
}

// Append implements Frame.
func (f Auth) Append(b []byte) []byte {
	return append(append(append(b, byte(TypeAuth)), f.Key[:]...), f.Signature[:]...)
}

// Append implements Frame.
func (f Create) Append(b []byte) []byte {
	b = be.AppendUint32(append(b, byte(TypeCreate)), f.Req)
	return append(append(b, f.Recv[:]...), f.Send[:]...)
}

// Append implements Frame.
func (f Open) Append(b []byte) []byte {
	return append(append(b, byte(TypeOpen)), f.Key[:]...)
}

// Append implements Frame.
func (f Send) Append(b []byte) []byte {
	b = be.AppendUint32(append(b, byte(TypeSend)), f.Req)
	return append(append(b, f.Queue[:]...), f.Blob...)
}

// Append implements Frame.
func (f Ack) Append(b []byte) []byte {
	return be.AppendUint64(append(append(b, byte(TypeAck)), f.Queue[:]...), f.Seq)
}

// Append implements Frame.
func (f Signal) Append(b []byte) []byte {
	return append(append(append(b, byte(TypeSignal)), f.Queue[:]...), f.Blob...)
}

// Append implements Frame.
func (f Delete) Append(b []byte) []byte {
	b = be.AppendUint32(append(b, byte(TypeDelete)), f.Req)
	return append(append(b, f.Recv[:]...), f.Send[:]...)
}

// Append implements Frame.
func (f Clear) Append(b []byte) []byte {
	return append(be.AppendUint32(append(b, byte(TypeClear)), f.Req), f.Queue[:]...)
}

// Append implements Frame.
func (Ping) Append(b []byte) []byte { return append(b, byte(TypePing)) }

// Append implements Frame.
func (Pong) Append(b []byte) []byte { return append(b, byte(TypePong)) }
