// Package keys keeps the keys that sealed identities are opened with: one a
// partner, made at first use, and one an object, wrapped to its partner's. They
// are files in the data folder, readable by their owner alone; none is ever in the
// database, in a log or in an answer.
//
//	keys/ORL.age          secret key of ORL, under a passphrase if one is set
//	keys/ORL/<id>.age     key of one sealed object, encrypted to ORL's key
//
// All are age files (age-encryption.org/v1), so that a partner who holds its own
// key can read its own objects with any age program, also without Concord.
package keys

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"concord/models"

	"filippo.io/age"
)

// PassphraseVariable names the environment variable whose value protects the
// partners' keys on disk.
const PassphraseVariable = "CONCORD_KEY_PASSPHRASE"

// Ring is the keys of one data folder.
type Ring struct {
	dir        string
	passphrase string
	work       int // of scrypt, as a power of two; zero is age's own

	mu    sync.Mutex
	known map[string]known
}

// known is a partner's key as it was read, and from what.
type known struct {
	secret   secret
	size     int64
	modified time.Time
}

// secret is what age calls an identity: here the word is taken.
type secret interface {
	age.Identity
	fmt.Stringer
}

// New is the ring of a data folder. Nothing is read or made before it is needed.
// An empty passphrase leaves keys that are made as they are.
func New(data, passphrase string) *Ring {
	return &Ring{dir: filepath.Join(data, "keys"), passphrase: passphrase, known: map[string]known{}}
}

// Make gives a partner a key if it has none. It is called only where nothing is
// sealed for the partner yet: afterwards a key that is gone must be put back, and
// a new one would hide the loss.
func (r *Ring) Make(partner string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.read(partner)
	if !isMissing(err) {
		return err
	}
	made, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	if err = r.writeSecret(partner, made); errors.Is(err, fs.ErrExist) {
		return nil // somebody else made it at the same moment
	}
	return err
}

// Print is a short fingerprint of a partner's key, of its public half: objects
// remember it, so that a wrong key is told from a broken object.
func (r *Ring) Print(partner string) (string, error) {
	s, err := r.secret(partner)
	if err != nil {
		return "", err
	}
	return printOf(s), nil
}

func printOf(s secret) string {
	sum := sha256.Sum256([]byte(publicOf(s)))
	return hex.EncodeToString(sum[:8])
}

func publicOf(s secret) string {
	switch k := s.(type) {
	case *age.HybridIdentity:
		return k.Recipient().String()
	case *age.X25519Identity:
		return k.Recipient().String()
	}
	return ""
}

func recipientOf(s secret) age.Recipient {
	if k, ok := s.(*age.X25519Identity); ok {
		return k.Recipient()
	}
	return s.(*age.HybridIdentity).Recipient()
}

// Digest is a keyed digest of a partner's data. Without the partner's key nobody
// can try names until one fits, and with it nobody needs to.
func (r *Ring) Digest(partner string, data ...[]byte) ([]byte, error) {
	s, err := r.secret(partner)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, []byte(s.String()), nil, "concord: digest of what a request holds", sha256.Size)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	for _, d := range data {
		fmt.Fprintf(mac, "%d\n", len(d))
		mac.Write(d)
	}
	return mac.Sum(nil), nil
}

// refuse is what stands in the way of a key, in words for whoever asked and for
// the operator they will tell.
func refuse(detail, remedy string) error { return models.Refuse(detail, remedy) }
