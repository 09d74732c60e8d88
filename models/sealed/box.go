package sealed

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"

	"concord/models"
	"concord/models/keys"
)

// place is where an object belongs. It is sealed together with the identity, so
// that ciphertext put into another row, report, partner or version is refused when
// it is opened, although its key opens it.
type place struct {
	Object  string `json:"object"`
	Report  string `json:"report"`
	Partner string `json:"partner"`
	Version int    `json:"version"`
}

// content is what lies inside a sealed object.
type content struct {
	place
	Identity models.Revealed `json:"identity"`
}

// least is the smallest size of what is sealed, in bytes.
const least = 1 << 10

// seal encrypts an identity for its place to the object's key.
func seal(key keys.Object, at place, identity models.Identity) ([]byte, error) {
	text, err := json.Marshal(content{at, models.Revealed(identity)})
	if err != nil {
		return nil, err
	}
	text = pad(text)
	defer clear(text)
	return key.Encrypt(text)
}

// pad fills up with spaces, which JSON ignores, to a power of two, so that length
// tells nothing of a name or of how much was written.
func pad(text []byte) []byte {
	size := least
	for size < len(text) {
		size *= 2
	}
	return append(text, bytes.Repeat([]byte{' '}, size-len(text))...)
}

// errMoved is told of content that its key opens and that says it belongs elsewhere.
var errMoved = models.Refuse("This sealed content does not belong here: it was put here from another place or version.",
	"Tell the operator and the auditor; restore the object from a backup that verifies.")

// errDamaged is told of content that its key does not open whole.
var errDamaged = models.Refuse("This sealed content is damaged or was not sealed to this key.",
	"Tell the operator and the auditor; restore the object from a backup that verifies.")

// unseal decrypts all of an object and checks that it belongs where it was found
// before anything of it is given out.
func unseal(key keys.Object, at place, sealed []byte) (models.Identity, error) {
	text, err := key.Decrypt(sealed)
	if err != nil {
		slog.Error("a sealed identity cannot be opened", "object", at.Object, "version", at.Version)
		return models.Identity{}, errDamaged
	}
	defer clear(text)
	var c content
	if err := json.Unmarshal(text, &c); err != nil {
		return models.Identity{}, errors.Join(errDamaged, errors.New("sealed: not the content of an object"))
	}
	if c.place != at {
		slog.Error("a sealed identity lies in another's place", "found", at.Object, "belongs", c.Object)
		return models.Identity{}, errMoved
	}
	return models.Identity(c.Identity), nil
}
