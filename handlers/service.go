package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"runtime"
	"strings"
	"time"

	"concord/models/directory"

	"github.com/gofiber/fiber/v2"
)

// tagged answers a value with an ETag over its content, and 304 to whoever has it.
func tagged(c *fiber.Ctx, v any) error {
	text, tag, err := tagOf(v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, tag)
	if c.Method() == fiber.MethodGet && c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(text)
}

// tagOf is an answer as it is sent, and its strong tag.
func tagOf(v any) (text []byte, tag string, err error) {
	text, err = json.Marshal(v)
	sum := sha256.Sum256(text)
	return text, `"` + hex.EncodeToString(sum[:12]) + `"`, err
}

func (a *API) sessionEnd() time.Time { return time.Now().Add(directory.Absolute) }

// fromHere tells whether a request comes over loopback from this machine itself,
// and not through a proxy that runs on it.
func fromHere(c *fiber.Ctx) bool {
	if cfg, ok := c.Locals(configLocal).(*AppConfig); !ok || len(cfg.TrustedProxies) > 0 {
		return false
	}
	ip := net.ParseIP(c.IP())
	return ip != nil && ip.IsLoopback()
}

// health handles GET /health: the program serves only once it is ready.
func (a *API) health(c *fiber.Ctx) error { return c.JSON(fiber.Map{"status": "ok"}) }

// metrics handles GET /metrics in the text form that collectors read. It counts
// the machine's work and no content.
func (a *API) metrics(c *fiber.Ctx) error {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	var b strings.Builder
	gauge := func(name, help string, v any) {
		fmt.Fprintf(&b, "# HELP concord_%s %s\n# TYPE concord_%s gauge\nconcord_%s %v\n", name, help, name, name, v)
	}
	gauge("heap_bytes", "Bytes of live heap.", m.HeapAlloc)
	gauge("goroutines", "Goroutines running.", runtime.NumGoroutine())
	gauge("writes_waiting", "Writes in the queue.", a.db.Waiting())
	c.Set(fiber.HeaderContentType, "text/plain; version=0.0.4; charset=utf-8")
	return c.SendString(b.String())
}
