// Package pictures makes working copies: a picture decoded and encoded again, so that
// nothing but its pixels is left, for those who may see the picture and not learn
// where and by whom it was taken (security.md 2.6). It decodes in a child process.
package pictures

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"time"
)

// Limits of one picture.
const (
	MostBytes  = 50 << 20   // of the file
	MostPixels = 50_000_000 // as the file declares them, before anything is decoded
	mostCopy   = 64 << 20   // bytes of the copy
	memory     = 768 << 20  // bytes a child may use
	seconds    = 60         // of processor time, and of the clock
)

// Why there is no copy, in words for its owner.
const (
	NotAPicture   = "There is no copy for others: only JPEG, PNG and GIF pictures are copied without what they say of their maker."
	TooLong       = "There is no copy for others: the picture has more than 50 MB."
	tooManyPixels = "There is no copy for others: the picture declares more than 50 million pixels."
	tooLongCopy   = "There is no copy for others: the copy would have more than 64 MB."
	broken        = "There is no copy for others: the picture cannot be decoded."
	outOfBounds   = "There is no copy for others: decoding the picture took more time or memory than a picture may."
)

// Copy is a working copy. Without Content there is none, and Refusal says why.
type Copy struct {
	Facts     Facts // of the picture it was made from
	MediaType string
	Content   []byte
	Refusal   string
}

// Is tells by its first bytes whether a file is a picture that may have a copy.
func Is(beginning []byte) bool {
	_, decode := formatOf(beginning)
	return decode != nil
}

// turn lets one picture be decoded at a time: two large ones need more memory than a
// small machine has.
var turn = make(chan struct{}, 1)

// Make makes the working copy of a picture. An error means that it could not be tried
// or that the picture could not be read; a picture that cannot be copied is none.
func Make(ctx context.Context, picture io.Reader) (Copy, error) {
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return Copy{}, ctx.Err()
	}
	own, err := os.Executable()
	if err != nil {
		return Copy{}, err
	}
	return decodeAs(ctx, []string{own, childName}, environment, seconds*time.Second, picture)
}

// environment is all that a child is told: nothing of what this process knows.
var environment = []string{"GOMAXPROCS=1"}

// decodeAs runs one child and reads what it gives.
func decodeAs(ctx context.Context, command, environment []string, within time.Duration, picture io.Reader) (Copy, error) {
	waiting := ctx
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	source := &reading{Reader: picture}
	var out, words limited
	out.most, words.most = mostCopy+1<<20, 4<<10
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdin, c.Stdout, c.Stderr = source, &out, &words
	c.Env, c.Dir = environment, os.TempDir()
	c.WaitDelay = time.Second
	err := c.Run()
	if source.err != nil {
		return Copy{}, source.err
	}
	if waiting.Err() != nil { // nobody waits any more: that says nothing of the picture
		return Copy{}, waiting.Err()
	}
	if err != nil {
		slog.WarnContext(ctx, "a picture was not copied", "err", err, "words", firstLine(words.Bytes()))
		return Copy{Refusal: outOfBounds}, nil
	}
	return parse(out.Bytes())
}

// parse reads what a child wrote. It decoded what a stranger sent, so it is believed
// no more than that.
func parse(b []byte) (Copy, error) {
	var h header
	if len(b) < 4 {
		return Copy{Refusal: broken}, nil
	}
	n := int64(binary.BigEndian.Uint32(b))
	if b = b[4:]; n > int64(len(b)) {
		return Copy{Refusal: broken}, nil
	}
	if err := json.Unmarshal(b[:n], &h); err != nil {
		return Copy{}, fmt.Errorf("pictures: what the child wrote: %w", err)
	}
	if b = b[n:]; h.Length != len(b) || h.Refusal == "" && len(b) == 0 {
		return Copy{Facts: h.Facts, Refusal: broken}, nil
	}
	c := Copy{Facts: h.Facts, Refusal: h.Refusal}
	if h.Refusal != "" {
		return c, nil
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		c.MediaType = "image/jpeg"
	case bytes.HasPrefix(b, []byte(pngMagic)):
		c.MediaType = "image/png"
	default:
		return Copy{Facts: h.Facts, Refusal: broken}, nil
	}
	c.Content = b
	return c, nil
}

// reading remembers an error of the picture's own file, which is not the child's.
type reading struct {
	io.Reader
	err error
}

func (r *reading) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// limited is a buffer that refuses more than its share.
type limited struct {
	bytes.Buffer
	most int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > l.most {
		return 0, io.ErrShortWrite
	}
	return l.Buffer.Write(p)
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(line)
}
