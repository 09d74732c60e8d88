package main

import (
	"syscall"
	"time"
)

// processorTime is what all processors together have spent on this process.
func processorTime() time.Duration { return spent(syscall.RUSAGE_SELF) }

// threadTime is what has been spent on the thread that asks: time that others took
// on a shared machine is not in it.
func threadTime() time.Duration { return spent(syscall.RUSAGE_THREAD) }

func spent(on int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(on, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
