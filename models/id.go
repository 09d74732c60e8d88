package models

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

// NewID is a random (version 4) UUID. Ids that cross a partner line carry
// neither a counter nor a time, so that nobody can count what they may not see.
func NewID() string { return uuid.NewString() }

// DerivedID is the same UUID-shaped id for the same parts, so that running the
// gap engine twice names the same gap the same way. The parts include random
// ids, which keeps it as hard to guess as they are.
func DerivedID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		h.Write(n[:])
		h.Write([]byte(p))
	}
	var id uuid.UUID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x80 // version 8: made by a rule of our own (RFC 9562)
	id[8] = id[8]&0x3f | 0x80
	return id.String()
}

// NewRef is a reference for people, like R-2031-00417: the digits are random,
// so that references do not count what one may not see.
func NewRef(prefix string, year int) string {
	var b [4]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("%s-%04d-%07d", prefix, year, binary.BigEndian.Uint32(b[:])%10_000_000)
}
