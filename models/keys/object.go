package keys

import (
	"errors"
	"fmt"
	"io/fs"

	"filippo.io/age"
)

// Object is the key of one sealed object while it is used.
type Object struct{ key *age.HybridIdentity }

// Encrypt seals text to the object's key.
func (o Object) Encrypt(text []byte) ([]byte, error) { return Encrypt(text, o.key.Recipient()) }

// Decrypt opens what was sealed to it, whole or not at all.
func (o Object) Decrypt(sealed []byte) ([]byte, error) { return Decrypt(sealed, o.key) }

// ErrDestroyed means that an object has no key any more.
var ErrDestroyed = errors.New("keys: the object has no key")

// NewObject makes the key of an object of a partner and stores it, wrapped, before
// it is given out: nothing is ever sealed to a key that a crash could lose.
func (r *Ring) NewObject(partner, id string) (Object, error) {
	s, err := r.secret(partner)
	if err != nil {
		return Object{}, err
	}
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return Object{}, err
	}
	wrapped, err := Encrypt([]byte(key.String()), recipientOf(s))
	if err != nil {
		return Object{}, err
	}
	folder, err := r.objects(partner, true)
	if err != nil {
		return Object{}, err
	}
	defer folder.Close()
	return Object{key}, publish(folder, id+".age", wrapped)
}

// Object is the key of an object; ErrDestroyed when there is none any more, and
// words for the operator when the partner's key is not there or does not fit.
func (r *Ring) Object(partner, id string) (Object, error) {
	s, err := r.secret(partner)
	if err != nil {
		return Object{}, err
	}
	folder, err := r.objects(partner, false)
	if isMissing(err) {
		return Object{}, ErrDestroyed
	}
	if err != nil {
		return Object{}, err
	}
	defer folder.Close()
	wrapped, err := folder.ReadFile(id + ".age")
	if errors.Is(err, fs.ErrNotExist) {
		return Object{}, ErrDestroyed
	}
	if err != nil {
		return Object{}, err
	}
	text, err := Decrypt(wrapped, s)
	if err != nil {
		return Object{}, refuse(fmt.Sprintf("The key of %s (%s) does not open this object's own key.", partner, printOf(s)),
			"Put the right keys/"+partner+".age, and keys/"+partner+"/"+id+".age, back into the data folder from "+partner+"'s own backup.")
	}
	key, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return Object{}, fmt.Errorf("keys: the key of object %s cannot be read", id)
	}
	return Object{key}, nil
}

// Destroy overwrites and removes the key of an object, after which nobody can read
// the object, its partner's key or not. It is no error when there is none.
func (r *Ring) Destroy(partner, id string) error {
	folder, err := r.objects(partner, false)
	if isMissing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	return shred(folder, id+".age")
}
