package reports

import (
	"context"
	"fmt"
	"math"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/formats"
	"concord/models/store"

	"gorm.io/gorm"
)

// maxDuplicates bounds how many likely duplicates a dry run names.
const maxDuplicates = 500

// tried tries the import out, and keeps what came of it where somebody follows it.
func (i *importing) tried(ctx context.Context) error {
	if err := i.tryOut(ctx); err != nil || !i.kept {
		return err
	}
	return i.close(ctx, models.ImportTried)
}

// tryOut does what the import would and takes it back, and looks for rows that
// may tell of something the file or the partner has already.
func (i *importing) tryOut(ctx context.Context) error {
	if i.sum.Rejected > 0 && !i.file.SkipBad {
		return nil
	}
	seen := map[sameness]int{}
	tried := 0
	return i.each(func(rows []formats.Row) error {
		senders, err := i.sendersOf(ctx, rows)
		if err != nil {
			return err
		}
		before := i.sum
		err = i.db.Write(ctx, i.who, access.Import, func(tx *store.Tx) error {
			i.sum = before // the write may run more than once
			if err := i.shareable(tx); err != nil {
				return err
			}
			refs := make([]string, len(rows))
			for n, row := range rows {
				refs[n] = row.Facts.LocalRef
			}
			known, err := knownByRef(tx, refs)
			if err != nil {
				return err
			}
			for n, row := range rows {
				f := row.Facts
				if r, found := known[f.LocalRef]; found {
					changed, err := i.wouldChange(tx, r, f)
					if err != nil {
						return err
					}
					if changed || senders.changes(n) {
						i.sum.Changed++
					} else {
						i.sum.Unchanged++
					}
					continue
				}
				i.sum.Added++
				if err := i.twice(tx, f, row.Number, seen); err != nil {
					return err
				}
			}
			return store.ErrNothing
		})
		if err == store.ErrNothing {
			err = nil
		}
		tried += len(rows)
		i.file.Job.at(tried)
		return err
	})
}

func (i *importing) wouldChange(tx *store.Tx, r models.Report, f models.ReportFacts) (bool, error) {
	text, err := f.Encode()
	if err != nil {
		return false, err
	}
	current, err := inForce(tx, r)
	if err != nil {
		return false, err
	}
	if r.Status == "WITHDRAWN" {
		return strings.HasPrefix(current.Reason, undone), nil
	}
	return string(text) != string(current.Facts) || i.file.Share != nil && r.Sharing != i.file.Share.Level, nil
}

// sameness is what two rows under different references share when they probably
// tell of one event: the day, the place to about 100 m or by its name, and the
// number of people killed.
type sameness struct {
	day      int64
	lat, lon int64
	place    string
	killed   string
}

func samenessOf(r models.Report, f models.ReportFacts) (s sameness, ok bool) {
	if r.StartedFrom == nil || r.Lat == nil && r.PlaceKey == "" {
		return s, false
	}
	s = sameness{day: r.StartedFrom.Unix() / 86400, killed: f.Killed().Text()}
	if r.Lat != nil {
		s.lat, s.lon = int64(math.Round(*r.Lat*1000)), int64(math.Round(*r.Lon*1000))
	} else {
		s.place = r.PlaceKey
	}
	return s, true
}

// twice names a new row that an earlier row, or a report of the same partner,
// probably tells already.
func (i *importing) twice(tx *store.Tx, f models.ReportFacts, row int, seen map[sameness]int) error {
	if len(i.sum.Duplicates) >= maxDuplicates {
		return nil
	}
	var r models.Report
	derive(&r, f)
	key, ok := samenessOf(r, f)
	if !ok {
		return nil
	}
	if first, there := seen[key]; there && first != row {
		i.sum.Duplicates = append(i.sum.Duplicates, models.Duplicate{Row: row, OfRow: first, Why: fmt.Sprintf("Row %d has the same day, place and number of people killed under another reference.", first)})
		return nil
	}
	seen[key] = row
	if r.Lat == nil || r.StartedDay == nil {
		return nil
	}
	const near = 0.0015 // degrees: some 160 m
	held, err := gorm.G[models.Report](tx.DB).Where("partner = ? AND status <> 'WITHDRAWN' AND started_day = ? AND lat BETWEEN ? AND ? AND lon BETWEEN ? AND ?",
		tx.Actor.Partner, *r.StartedDay, *r.Lat-near, *r.Lat+near, *r.Lon-near, *r.Lon+near).Order("seq").Limit(1).Find(tx.Ctx)
	if err != nil || len(held) == 0 {
		return err
	}
	i.sum.Duplicates = append(i.sum.Duplicates, models.Duplicate{Row: row, Ref: held[0].Ref, ID: held[0].ID,
		Why: fmt.Sprintf("Your report %s, %q, has the same day and place under the reference %s.", held[0].Ref, held[0].Title, held[0].LocalRef)})
	return nil
}
