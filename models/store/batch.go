package store

import (
	"slices"
	"strings"
)

// batch is what the writes that share one transaction know of each other. It goes
// with the transaction: nothing of one that is rolled back is left in it.
type batch struct {
	reports []string // that earlier writes of the transaction logged or changed
	kept    any
}

// Reported lists the reports that this write logged a version of, each once.
func (tx *Tx) Reported() []string {
	var ids []string
	for _, e := range tx.entries {
		if e.Kind == "report" {
			id, _, _ := strings.Cut(e.Subject, "#")
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Earlier lists the reports that earlier writes of the same transaction logged a
// version of: the log does not tell of them yet.
func (tx *Tx) Earlier() []string { return tx.with.reports }

// Keep holds a value for the reactions to later writes of the same transaction. It
// is gone when the transaction ends, or when this write is taken back.
func (tx *Tx) Keep(v any) { tx.with.kept = v }

// Kept is what an earlier write of the same transaction kept; nil for nothing.
func (tx *Tx) Kept() any { return tx.with.kept }

// LogSize is how many entries the log had when the reactions to this write began:
// all that is committed, for no other write can end before this one does.
func (tx *Tx) LogSize() int64 { return tx.size }
