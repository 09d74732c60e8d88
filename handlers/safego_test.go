package handlers

import (
	"os"
	"strings"
	"testing"
	"time"
)

// F6: a panic beside the requests is logged with the job's name and ends nothing.
func TestGoOutlivesAPanic(t *testing.T) {
	log := listen(t)
	Go("swordfish job", func() { panic("no more fish") })
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if text := log.String(); strings.Contains(text, "swordfish job") && strings.Contains(text, "no more fish") {
			return
		}
	}
	t.Errorf("the panic is not in the log: %s", log)
}

// Control: a plain goroutine takes the process with it, recover in the middleware
// or not.
func TestPlainGoroutineEndsTheProcess(t *testing.T) {
	if os.Getenv("CONCORD_TEST_GOROUTINE") != "" {
		y := startToy(t, AppConfig{})
		go func() { panic("no more fish") }()
		time.Sleep(5 * time.Second)
		y.get(t, "/ok")
		return
	}
	endsIn(t, "CONCORD_TEST_GOROUTINE", "no more fish")
}
