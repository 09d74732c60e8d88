//go:build !linux

package main

import "time"

// What processors spent is not known here.
func processorTime() time.Duration { return 0 }
func threadTime() time.Duration    { return 0 }
