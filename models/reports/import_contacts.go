package reports

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"concord/models"
	"concord/models/access"
	"concord/models/formats"
	"concord/models/sealed"
	"concord/models/store"

	"gorm.io/gorm"
)

// senders is who reported the rows of one step. Each is sealed in the write that
// stores the report, behind a pseudonym among its people and the id at its source,
// as the form does it. The facts hold nothing else of them.
type senders struct {
	of    []sender // by row
	batch *sealed.Batch
}

// sender is what becomes of who reported one row.
type sender struct {
	who    *models.Identity       // to be sealed; nil for nothing
	held   *models.SealedIdentity // whose next version it becomes; nil for a new one
	report string                 // the known report; "" for a new one
	id     string                 // of the sealed identity the facts name; "" for none
	as     string                 // its pseudonym
}

// sendersOf finds what becomes of who reported some rows, and names in their facts
// what is, or will be, sealed: a file that was read before says the same again.
// nil where the format tells of nobody.
func (i *importing) sendersOf(ctx context.Context, rows []formats.Row) (*senders, error) {
	if !formats.NamesSender(i.file.Format) {
		return nil, nil
	}
	if i.file.Keys == nil && slices.ContainsFunc(rows, func(r formats.Row) bool { return r.Contact != nil }) {
		return nil, models.Refuse("This file says who reported, and there are no keys here to seal that with.", "Start the program with its data folder, then import again.")
	}
	var known map[string]heldReport
	ctx = store.Further(ctx) // nothing is written, so nothing is claimed
	err := i.db.Write(ctx, i.who, access.Import, func(tx *store.Tx) (err error) {
		if known, err = heldReports(tx, rows); err == nil {
			err = store.ErrNothing
		}
		return err
	})
	if err != store.ErrNothing {
		return nil, err
	}
	s := &senders{of: make([]sender, len(rows)), batch: sealed.NewBatch(i.db.Read(ctx, i.who), i.file.Keys)}
	for n := range rows {
		ref := rows[n].Facts.LocalRef
		if s.of[n], err = i.senderOf(known[ref], rows[n].Contact); err != nil {
			return nil, fmt.Errorf("reports: who reported row %d: %w", rows[n].Number, err)
		}
		s.of[n].name(&rows[n].Facts)
	}
	return s, nil
}

// senderOf compares who reported with what is sealed of a report. What any version
// holds is known; anything else is the next version of what the source names. What
// was erased stays so: a file that is sent again asks nobody for consent.
func (i *importing) senderOf(h heldReport, who *models.Identity) (sender, error) {
	if h.report.ID == "" {
		if who == nil {
			return sender{}, nil
		}
		return sender{who: who, id: models.NewID(), as: pseudonym(1)}, nil
	}
	named := h.named()
	if who != nil {
		for n, row := range h.identities {
			same, err := sealed.Holds(i.file.Keys, row, h.versions[row.ID], *who)
			if err != nil {
				return sender{}, err
			}
			if same {
				named = &h.identities[n]
				who = nil
				break
			}
		}
	}
	erased := slices.ContainsFunc(h.identities, func(r models.SealedIdentity) bool { return r.ErasedAt != nil })
	switch {
	case named == nil && (who == nil || h.closed || erased):
		return sender{report: h.report.ID}, nil
	case named == nil:
		return sender{who: who, report: h.report.ID, id: models.NewID(), as: h.free()}, nil
	case named.ErasedAt != nil || h.closed:
		who = nil
	}
	return sender{who: who, held: named, report: h.report.ID, id: named.ID, as: named.Pseudonym}, nil
}

// name puts the id of what is sealed to the source, and the pseudonym among the
// people. A row that names no source gets one of a kind that is not told: who fills
// a form in need not be a witness.
func (s sender) name(f *models.ReportFacts) {
	if s.id == "" {
		return
	}
	f.Sources = slices.Clone(f.Sources)
	if len(f.Sources) == 0 {
		f.Sources = []models.Source{{Kind: "OTHER"}}
	}
	protected := true
	f.Sources[0].Sealed, f.Sources[0].Protected = s.id, &protected
	f.People = append(slices.Clip(f.People), models.Person{Pseudonym: s.as, Role: sourceRole, Sealed: s.id})
}

const sourceRole = "SOURCE"

func pseudonym(n int) string { return fmt.Sprintf("S-%02d", n) }

// changes tells whether storing row n would seal something of a known report.
func (s *senders) changes(n int) bool { return s != nil && s.of[n].report != "" && s.of[n].who != nil }

// seal seals what is to be stored with the rows, which are worked out.
func (s *senders) seal(rows []ready) error {
	if s == nil {
		return nil
	}
	for n, o := range s.of {
		var err error
		switch {
		case o.who == nil:
		case o.held != nil:
			err = s.batch.Next(*o.held, *o.who)
		case o.report == "":
			s.of[n].report = rows[n].report.ID
			err = s.batch.Add(o.id, rows[n].report.ID, o.as, sourceRole, *o.who)
		default:
			err = s.batch.Add(o.id, o.report, o.as, sourceRole, *o.who)
		}
		if err != nil {
			return errors.Join(err, s.drop())
		}
	}
	return nil
}

// storeIn stores what was sealed, beside the reports, and counts a report of which
// nothing else is new as changed. Its version stays, so an undoing leaves it.
func (s *senders) storeIn(tx *store.Tx, made map[string]int, sum *models.ImportSummary) error {
	if s == nil {
		return nil
	}
	var ids []string
	for _, o := range s.of {
		if o.who != nil {
			ids = append(ids, o.report)
		}
	}
	there := map[string]models.Report{}
	for some := range slices.Chunk(ids, 500) {
		found, err := gorm.G[models.Report](tx.DB).Where("id IN ?", some).Select("id", "import_id").Find(tx.Ctx)
		if err != nil {
			return err
		}
		for _, r := range found {
			there[r.ID] = r
		}
	}
	for _, id := range ids {
		r, stored := there[id]
		if !stored {
			return &models.Error{Kind: models.Busy, Detail: "Somebody stored reports of this file at the same moment. Import it again to add what is left."}
		}
		if _, amended := made[id]; !amended && r.ImportID != sum.ID {
			sum.Changed++
			sum.Unchanged--
		}
	}
	return s.batch.StoreIn(tx)
}

// drop destroys the keys of what was not stored.
func (s *senders) drop() error {
	if s == nil {
		return nil
	}
	return s.batch.Drop()
}
