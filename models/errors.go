package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what the caller can do about an error, which is all a caller needs.
type Kind int

const (
	Internal     Kind = iota // nothing; tell the operator
	Unreadable               // correct the syntax: it could not be parsed (400)
	Malformed                // correct the fields and send again (422)
	SignIn                   // say who you are (401)
	Missing                  // it does not exist, or not for you (404)
	Forbidden                // ask someone with the role (403)
	Conflict                 // read the current state and decide again (409)
	Stale                    // someone saved first (412)
	Precondition             // say which version you mean (428)
	Busy                     // wait and send again (503)
	Slow                     // too many requests of this person (429)
	TooLarge                 // send less (413)
)

// Error is an error meant for the person who made the request.
type Error struct {
	Kind    Kind
	Detail  string       // one sentence, shown to the user
	Fields  []FieldError // for Malformed and Unreadable
	Missing []string     // for Conflict: what must happen first, in words
}

// FieldError is one broken rule at one place. Pointer is an RFC 6901 JSON
// Pointer into what was sent; Detail says what to do about it.
type FieldError struct {
	Pointer string `json:"pointer"`
	Detail  string `json:"detail"`
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Detail)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Pointer, f.Detail)
	}
	for _, m := range e.Missing {
		b.WriteString("; " + m)
	}
	return b.String()
}

// KindOf tells what kind err is; Internal when it is none of ours.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Invalid is nil without problems, else a Malformed error that lists them all
// in the order of their places.
func Invalid(problems ...FieldError) error {
	if len(problems) == 0 {
		return nil
	}
	slices.SortStableFunc(problems, func(a, b FieldError) int { return strings.Compare(a.Pointer, b.Pointer) })
	detail := "One field needs correcting."
	if len(problems) > 1 {
		detail = fmt.Sprintf("%d fields need correcting.", len(problems))
	}
	return &Error{Kind: Malformed, Detail: detail, Fields: problems}
}

// ErrMissing is the one answer for what does not exist and for what one may
// not see, so that an error never confirms a guess.
var ErrMissing = &Error{Kind: Missing, Detail: "There is nothing here for you under this address."}

// Refuse makes a Conflict that names what must happen first.
func Refuse(detail string, missing ...string) error {
	return &Error{Kind: Conflict, Detail: detail, Missing: missing}
}

// Deny makes a Forbidden error for something the caller may know of.
func Deny(detail string) error { return &Error{Kind: Forbidden, Detail: detail} }
