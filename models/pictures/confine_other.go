//go:build !unix

package pictures

import "runtime/debug"

// confine asks for the share; where the system has no limits of a process, the
// deadline and the limits before decoding remain.
func confine() error {
	debug.SetMemoryLimit(memory * slack / 4 * 3)
	return nil
}
