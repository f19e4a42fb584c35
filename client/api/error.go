package api

import (
	"context"
	"errors"
	"fmt"
)

// Code is a failure that a screen can act on.
type Code string

// The codes.
const (
	Invalid         Code = "invalid"          // the request is wrong; the message names the place
	NotFound        Code = "not_found"        // no such patient, entry or member
	Locked          Code = "locked"           // unlock first
	Waits           Code = "waits"            // the inviter has not let us in yet
	WrongPassphrase Code = "wrong_passphrase" // it does not open the store
	Elsewhere       Code = "elsewhere"        // another tab took the store over
	Barred          Code = "barred"           // nothing goes to that member: disabled, or blocked by this one
	Full            Code = "storage_full"     // the browser has no room left; nothing was written
	Offline         Code = "offline"          // this needs the relay, and it is not reached
	Cancelled       Code = "cancelled"        // the caller gave up
	Internal        Code = "internal"         // a defect of ours
)

// Error is a failure with its code.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
	cause   error
}

// Errorf makes an Error; %w in format keeps the cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), cause: errors.Unwrap(err)}
}

// Error implements error.
func (e *Error) Error() string { return e.Message }

// Unwrap returns the cause, if any was given.
func (e *Error) Unwrap() error { return e.cause }

// From gives any error the form that crosses to the page.
func From(err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return &Error{Code: e.Code, Message: err.Error(), cause: err}
	case errors.Is(err, context.Canceled):
		return &Error{Code: Cancelled, Message: err.Error(), cause: err}
	}
	return &Error{Code: Internal, Message: err.Error(), cause: err}
}
