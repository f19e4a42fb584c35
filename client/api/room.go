package api

// The methods of linking two devices in one room, where no relay is needed: one
// shows a code, the other answers it, the first accepts the answer.
var (
	OfferRoom  = define[None, RoomCode]("room.offer", "a code for a colleague in the same room to read")
	AnswerRoom = define[RoomParams, RoomCode]("room.answer", "reads a colleague's code and answers with one for them to read; event room follows")
	AcceptRoom = define[RoomParams, Member]("room.accept", "reads the answer to this device's code, and connects with the colleague; event room follows")
)

// RoomCode is a code to show, as text and as a QR code of it.
type RoomCode struct {
	Code    string `json:"code"`    // begins with SATCHEL-OFFER: or SATCHEL-ANSWER:
	Expires string `json:"expires"` // when it is too old
	Member  Member `json:"member"`  // whom it answers; without an id in an offer
}

// RoomParams carries a code that was read.
type RoomParams struct {
	Code string `json:"code"`
}

// Meeting is what became of a code.
type Meeting struct {
	Member    Member `json:"member"` // without an id if nobody answered
	Connected bool   `json:"connected"`
	Problem   string `json:"problem"` // why not
}
