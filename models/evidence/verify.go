package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"concord/models"
	"concord/models/audit"
	"concord/models/store"
)

// Verify checks every item and its custody against what the log says of them, and
// every file, byte for byte, against its digests. It reads and never repairs.
func Verify(ctx context.Context, db *store.DB) (faults []audit.Fault, err error) {
	entries, err := db.EvidenceEntries(ctx)
	if err != nil {
		return nil, err
	}
	last, custody := map[string]change{}, map[string][]byte{}
	for _, entry := range entries {
		if entry.Kind == "custody" {
			custody[entry.Subject] = entry.Body
			continue
		}
		var c change
		if err := json.Unmarshal(entry.Body, &c); err != nil {
			faults = append(faults, audit.Fault{Where: "evidence " + entry.Subject, What: "its entry in the log cannot be read: " + err.Error()})
		}
		last[entry.Subject] = c
	}
	err = db.EachEvidence(ctx, func(e models.Evidence, o models.Original, rows []models.Custody, shares []models.EvidenceShare) {
		fault := func(what string, args ...any) {
			faults = append(faults, audit.Fault{Where: "evidence " + e.ID, What: fmt.Sprintf(what, args...)})
		}
		said, known := last[e.ID]
		delete(last, e.ID)
		switch {
		case !known:
			fault("was inserted behind the log: no entry speaks of it")
		case !same(said.standing, standingOf(e, o)) || o.Partner != e.Partner:
			fault("was altered: it no longer stands as the log says")
		}
		if codes := join(shares); codes != e.SharedWith {
			fault("who may read it was altered: that no longer follows from the log")
		}
		if len(rows) != e.Custody {
			fault("has %d custody events, %d were counted", len(rows), e.Custody)
		}
		prev := ""
		for _, c := range rows {
			key := fmt.Sprintf("%s#%d", c.Evidence, c.N)
			if text, err := json.Marshal(c); err != nil || !bytes.Equal(text, custody[key]) {
				fault("custody event %d was altered or is not in the log", c.N)
			}
			if c.Prev != prev {
				fault("custody event %d does not follow from the one before", c.N)
			}
			prev, _ = link(c)
			delete(custody, key)
		}
		sha256, what, err := compare(db, e, o)
		if err != nil {
			fault("its file could not be read: %v", err)
		} else if what != "" {
			fault("the file %s is damaged: %s", sha256, what)
		}
	})
	for id := range last {
		faults = append(faults, audit.Fault{Where: "evidence " + id, What: "was removed: the log has it, the store does not"})
	}
	for key := range custody {
		id, n, _ := strings.Cut(key, "#")
		faults = append(faults, audit.Fault{Where: "evidence " + id, What: "custody event " + n + " was removed: the log has it, the store does not"})
	}
	return faults, err
}

func same(a, b standing) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func join(shares []models.EvidenceShare) string {
	codes := make([]string, len(shares))
	for i, s := range shares {
		codes[i] = s.Partner
	}
	return strings.Join(codes, ",")
}
