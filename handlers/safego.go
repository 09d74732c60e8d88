package handlers

import (
	"log/slog"
	"runtime/debug"
)

// Go runs f beside everything else. It is the only place where a goroutine may be
// started outside models/store: a panic in any other would end the process,
// whatever middleware there is (security.md F6).
func Go(name string, f func()) {
	go func() {
		defer func() {
			if p := recover(); p != nil {
				slog.Error("a background job panicked", "job", name, "panic", p, "stack", string(debug.Stack()))
			}
		}()
		f()
	}()
}
