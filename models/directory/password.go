package directory

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"concord/models"

	"golang.org/x/crypto/argon2"
)

// Cost is how dear a password hash is. Each hash keeps its own, so that the
// cost can be raised without locking anybody out.
type Cost struct {
	MemoryKiB uint32
	Time      uint32
	Threads   uint8
}

// DefaultCost is argon2id with 64 MiB, three passes and one lane (security.md 2.1).
var DefaultCost = Cost{64 * 1024, 3, 1}

// hashing lets two hashes run at once and few wait: each takes 64 MiB and half
// a second, so that without the cap signing in would be a way to stop the service.
var (
	hashing = make(chan struct{}, 2)
	waiting = make(chan struct{}, 32)
)

// Hash makes an argon2id hash in the PHC string format.
func Hash(password string, cost Cost) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt)
	key, err := derive(password, salt, cost)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.MemoryKiB, cost.Time, cost.Threads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

func derive(password string, salt []byte, cost Cost) ([]byte, error) {
	select {
	case waiting <- struct{}{}:
		defer func() { <-waiting }()
	default:
		return nil, &models.Error{Kind: models.Busy, Detail: "Too many people are signing in at this moment; try again in a few seconds."}
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, cost.Time, cost.MemoryKiB, cost.Threads, 32), nil
}

// Matches tells whether password gives hash. It costs the same for a hash that
// is empty, so that the time does not tell whether a person exists.
func Matches(password, hash string) (bool, error) {
	var version int
	var cost Cost
	var salt, want []byte
	parts := strings.Split(hash, "$")
	ok := len(parts) == 6 && parts[1] == "argon2id"
	if ok {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.MemoryKiB, &cost.Time, &cost.Threads)
		var err3, err4 error
		salt, err3 = base64.RawStdEncoding.DecodeString(parts[4])
		want, err4 = base64.RawStdEncoding.DecodeString(parts[5])
		ok = err1 == nil && err2 == nil && err3 == nil && err4 == nil && version == argon2.Version && len(want) > 0
	}
	if !ok {
		cost, salt = DefaultCost, make([]byte, 16)
	}
	got, err := derive(password, salt, cost)
	if err != nil {
		return false, err
	}
	return ok && subtle.ConstantTimeCompare(got, want) == 1, nil
}

// common are passwords that long lists begin with and that are long enough to
// pass the length rule.
var common = []string{"password1234", "123456789012", "qwertyuiop12", "passwordpassword", "administrator", "letmeinplease", "concordconcord", "iloveyou1234", "welcome12345", "changeme1234"}

// CheckPassword refuses what is too short, too long or everybody's first guess.
func CheckPassword(name, password string) error {
	lower := strings.ToLower(password)
	detail := ""
	switch {
	case len([]rune(password)) < 12:
		detail = "Use at least 12 characters; a sentence is easier to remember than a word."
	case len(password) > 512:
		detail = "Use at most 512 bytes."
	case strings.Contains(lower, strings.ToLower(name)) && name != "":
		detail = "The password must not contain the name."
	default:
		for _, c := range common {
			if lower == c {
				detail = "This password is on lists that attackers try first; use another."
			}
		}
	}
	if detail == "" {
		return nil
	}
	return models.Invalid(models.FieldError{Pointer: "/password", Detail: detail})
}
