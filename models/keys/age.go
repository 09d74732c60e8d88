package keys

import (
	"bytes"
	"io"

	"filippo.io/age"
)

// Encrypt seals text to a key.
func Encrypt(text []byte, to age.Recipient) ([]byte, error) {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// Decrypt opens what was sealed. It gives nothing back before all of it was read
// and found whole: age releases text before it reaches a flipped byte further on
// (security.md F16).
func Decrypt(sealed []byte, with age.Identity) ([]byte, error) {
	in, err := age.Decrypt(bytes.NewReader(sealed), with)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(in)
	if err != nil {
		clear(text)
		return nil, err
	}
	return text, nil
}
