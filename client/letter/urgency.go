package letter

import (
	"satchel/shared/entry"
	"satchel/shared/policy"
)

// Due is until when a letter is to be opened, or a task answered; 0 if that is open.
func (l *Letter) Due() entry.Time {
	switch body := l.Body.(type) {
	case *Message:
		return body.Due
	case *Task:
		return body.Due
	}
	return 0
}

// Urgency is how urgent a letter is.
func (l *Letter) Urgency() policy.Urgency {
	switch body := l.Body.(type) {
	case *Message:
		return body.Urgency
	case *Query:
		return body.Urgency
	case *Access:
		return policy.Emergency
	case *Task:
		return body.Urgency
	}
	return policy.Routine
}
