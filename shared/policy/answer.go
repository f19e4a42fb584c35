package policy

import (
	"bytes"
	"fmt"

	"satchel/shared/entry"
	"satchel/shared/key"
	"satchel/shared/wire"
)

// Reply is how queries are answered.
type Reply uint8

// The replies.
const (
	Never     Reply = 1 // refused at once, whoever it is about
	Ask       Reply = 2 // the author decides
	SumUp     Reply = 3 // how much there is, not what
	Automatic Reply = 4 // shared at once
)

// Urgency says how soon an answer is needed.
type Urgency uint8

// The urgencies.
const (
	Routine   Urgency = 1
	Soon      Urgency = 2
	Emergency Urgency = 3
)

// Answering is an author's word about how queries of a member, or about a
// patient, are answered. Without a member it speaks of all, without a patient of
// all patients, without an urgency of all.
type Answering struct {
	Member  key.MemberID
	Patient entry.PatientID
	Urgency Urgency
	Reply   Reply
}

// Answers is all that an author has said about queries.
type Answers []Answering

// Reply says how a member's query about a patient is answered. The word about
// both outweighs that about the patient, which outweighs that about the member;
// where they are equal, one about the urgency outweighs one about any. Of equal
// ones the later holds; without any the author is asked.
func (a Answers) Reply(m key.MemberID, patient entry.PatientID, u Urgency) Reply {
	reply, best := Ask, -1
	for _, w := range a {
		weight := 0
		if w.Urgency != 0 {
			if w.Urgency != u {
				continue
			}
			weight++
		}
		if w.Member != (key.MemberID{}) {
			if w.Member != m {
				continue
			}
			weight += 2
		}
		if w.Patient != (entry.PatientID{}) {
			if w.Patient != patient {
				continue
			}
			weight += 4
		}
		if weight >= best {
			reply, best = w.Reply, weight
		}
	}
	return reply
}

type answeringWire struct {
	_       struct{} `cbor:",toarray"`
	Member  []byte
	Patient []byte
	Urgency uint8
	Reply   uint8
}

type answersWire struct {
	_       struct{} `cbor:",toarray"`
	Version uint8
	Words   []answeringWire
}

// Encode returns the body of the answers' entry.
func (a Answers) Encode() ([]byte, error) {
	w := answersWire{Version: Version, Words: make([]answeringWire, len(a))}
	for i, word := range a {
		w.Words[i] = answeringWire{Member: []byte{}, Patient: []byte{}, Urgency: uint8(word.Urgency), Reply: uint8(word.Reply)}
		if word.Member != (key.MemberID{}) {
			w.Words[i].Member = a[i].Member[:]
		}
		if word.Patient != (entry.PatientID{}) {
			w.Words[i].Patient = a[i].Patient[:]
		}
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	b, err := wire.Encode(w)
	if err != nil {
		return nil, fmt.Errorf("encode answers: %w", err)
	}
	return b, nil
}

// DecodeAnswers reads the body of the answers' entry. Other encodings of the
// same values are refused.
func DecodeAnswers(b []byte) (Answers, error) {
	var w answersWire
	if err := reader.Decode(b, &w); err != nil {
		return nil, fmt.Errorf("%w: answers: %v", ErrMalformed, err)
	}
	if err := w.check(); err != nil {
		return nil, err
	}
	a := make(Answers, len(w.Words))
	for i, word := range w.Words {
		copy(a[i].Member[:], word.Member)
		copy(a[i].Patient[:], word.Patient)
		a[i].Urgency, a[i].Reply = Urgency(word.Urgency), Reply(word.Reply)
	}
	if again, err := a.Encode(); err != nil || !bytes.Equal(again, b) {
		return nil, fmt.Errorf("%w: answers are not canonical", ErrMalformed)
	}
	return a, nil
}

func (w *answersWire) check() error {
	if w.Version != Version || len(w.Words) > maxEntries {
		return fmt.Errorf("%w: answers version %d, %d words", ErrMalformed, w.Version, len(w.Words))
	}
	for i, word := range w.Words {
		if reply := Reply(word.Reply); reply < Never || reply > Automatic {
			return fmt.Errorf("%w: answer %d: reply %d", ErrMalformed, i, word.Reply)
		}
		if word.Urgency > uint8(Emergency) {
			return fmt.Errorf("%w: answer %d: urgency %d", ErrMalformed, i, word.Urgency)
		}
		if n := len(word.Member); n != 0 && n != key.Size {
			return fmt.Errorf("%w: answer %d: member of %d bytes", ErrMalformed, i, n)
		}
		if n := len(word.Patient); n != 0 && n != len(entry.PatientID{}) {
			return fmt.Errorf("%w: answer %d: patient of %d bytes", ErrMalformed, i, n)
		}
	}
	return nil
}
