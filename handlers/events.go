package handlers

import (
	"bufio"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// Feed wakes those who listen for changes after each commit.
type Feed struct {
	mu   sync.Mutex
	wake chan struct{}
	end  chan struct{}
}

// NewFeed makes a feed nobody listens to yet.
func NewFeed() *Feed { return &Feed{wake: make(chan struct{}), end: make(chan struct{})} }

// Stop ends every stream, so that the service can stop without waiting for them.
func (f *Feed) Stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.end:
	default:
		close(f.end)
	}
}

// Tell wakes every listener. It never blocks.
func (f *Feed) Tell() {
	f.mu.Lock()
	close(f.wake)
	f.wake = make(chan struct{})
	f.mu.Unlock()
}

func (f *Feed) next() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wake
}

// numbering hides the log's numbers in event ids: how far one is from the next
// would tell how much happened that one may not see.
type numbering struct{ block cipher.Block }

func newNumbering(secret []byte) (numbering, error) {
	block, err := aes.NewCipher(secret)
	return numbering{block}, err
}

func (n numbering) hide(seq int64) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[8:], uint64(seq))
	n.block.Encrypt(b[:], b[:])
	return hex.EncodeToString(b[:])
}

func (n numbering) show(id string) (int64, bool) {
	b, err := hex.DecodeString(id)
	if err != nil || len(b) != 16 {
		return 0, false
	}
	n.block.Decrypt(b, b)
	return int64(binary.BigEndian.Uint64(b[8:])), binary.BigEndian.Uint64(b[:8]) == 0
}

// oneStream is how long one event stream lasts; the browser comes back by itself
// with Last-Event-ID. Short streams let the service stop, rights end and
// connections be counted.
const oneStream = 20 * time.Second

// events handles GET /api/v1/events.
func (a *API) events(c *fiber.Ctx) error {
	who := actor(c)
	numbers, err := newNumbering(a.options.SecretOfFeed)
	if err != nil {
		return err
	}
	ctx := context.Background() // the request's own ends before the stream does
	after, ok := numbers.show(c.Get("Last-Event-ID", c.Query("last_event_id")))
	if !ok {
		if after, err = a.db.LastChange(ctx); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		defer func() {
			if p := recover(); p != nil {
				slog.Error("event stream panicked", "panic", p)
			}
		}()
		end := time.NewTimer(oneStream)
		defer end.Stop()
		fmt.Fprintf(w, "retry: 500\nid: %s\n: ready\n\n", numbers.hide(after))
		for {
			woken := a.feed.next()
			changes, last, err := a.db.Changes(ctx, who, after, 500)
			if err != nil {
				return
			}
			after = last
			for _, ch := range changes {
				fmt.Fprintf(w, "id: %s\nevent: %s\ndata: {\"kind\":%q,\"id\":%q}\n\n", numbers.hide(ch.Seq), ch.Kind, ch.Kind, ch.ID)
			}
			if w.Flush() != nil {
				return
			}
			select {
			case <-woken:
			case <-time.After(5 * time.Second):
				fmt.Fprint(w, ": still here\n\n")
			case <-a.feed.end:
				return
			case <-end.C:
				return
			}
		}
	})
	return nil
}
