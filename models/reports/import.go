package reports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"concord/models"
	"concord/models/access"
	"concord/models/formats"
	"concord/models/keys"
	"concord/models/store"

	"gorm.io/gorm"
)

// File is an import as asked for.
type File struct {
	Name    string
	Format  string // one of formats.Formats
	Content io.ReadSeeker
	Mapping *formats.Mapping // how the columns are read; nil as the format has them
	SaveAs  string           // remember the mapping under this name
	DryRun  bool
	SkipBad bool       // add the good rows and keep the bad ones as a file
	Share   *With      // who else may read the reports from the first moment; nil nobody
	Job     *Job       // told how far it is; nil nobody asks
	Keys    *keys.Ring // seals who the file says reported; nil refuses such a file
}

const (
	maxRowErrors = 10_000 // bad cells one answer names; the count of rows is exact
	heldRows     = step   // rows of a file kept between checking and storing; a longer one is read twice
	step         = 5_000  // rows one write stores, so that others can write between
)

// importing is one import under way.
type importing struct {
	db     *store.DB
	who    models.Actor
	file   File
	sum    models.ImportSummary
	bad    map[int]bool  // rows with a bad cell
	held   []formats.Row // the good rows, while they are few
	digest string
	made   map[string]int // report id → the version this import made of a known one
	kept   bool           // its row is stored
}

// Import reads a file of reports of the actor's partner. Every row is checked
// before the first is stored: with any bad cell nothing is, and every one is named
// by row and column, unless the bad rows are to be left out. Rows are known again
// by their local reference: the same facts change nothing, other facts become the
// next version. Storing goes in steps; one cut short by the end of the service can
// be sent again, or undone.
func Import(ctx context.Context, db *store.DB, who models.Actor, file File) (models.ImportSummary, error) {
	i, err := newImport(db, who, file)
	if err != nil {
		return models.ImportSummary{}, err
	}
	return i.run(ctx)
}

func newImport(db *store.DB, who models.Actor, file File) (*importing, error) {
	if err := access.Check(who, access.Import); err != nil {
		return nil, err
	}
	if file.Share != nil {
		if err := access.Check(who, access.ShareReport); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(formats.Formats, file.Format) {
		return nil, models.Invalid(models.FieldError{Pointer: "/format", Detail: fmt.Sprintf("%q is not a format that can be read; use one of %v.", file.Format, formats.Formats)})
	}
	if file.Mapping != nil {
		if err := file.Mapping.Check(); err != nil {
			return nil, err
		}
	}
	if file.Job == nil {
		file.Job = &Job{}
	}
	return &importing{db: db, who: who, file: file, bad: map[int]bool{}, made: map[string]int{},
		sum: models.ImportSummary{ID: models.NewID(), Format: file.Format, DryRun: file.DryRun, Errors: []models.RowError{}}}, nil
}

func (i *importing) run(ctx context.Context) (models.ImportSummary, error) {
	if err := i.check(); err != nil {
		return i.sum, err
	}
	switch {
	case i.file.DryRun:
		return i.sum, i.tried(ctx)
	case i.sum.Rejected > 0 && !i.file.SkipBad:
		return i.sum, i.refuse(ctx)
	}
	if err := i.store(ctx); err != nil {
		if ctx.Err() != nil {
			err = i.stopped(context.WithoutCancel(ctx))
		}
		return i.sum, err
	}
	if i.sum.Added+i.sum.Changed >= step {
		if err := i.db.Tidy(ctx); err != nil {
			return i.sum, err
		}
	}
	return i.sum, i.finish(ctx)
}

// stopped closes an import that was told to end: what was added stays.
func (i *importing) stopped(ctx context.Context) error {
	if err := i.close(ctx, models.ImportInterrupted); err != nil {
		return err
	}
	return models.Refuse(fmt.Sprintf("The import was stopped. %d reports had been added and %d changed; they stay. Import the same file again to add the others, or undo this one.", i.sum.Added, i.sum.Changed))
}

// read goes through the file from its beginning.
func (i *importing) read(r io.Reader, emit func(formats.Row) error, problem func(models.RowError)) error {
	if i.file.Mapping != nil {
		return formats.ReadMapped(i.file.Format, *i.file.Mapping, r, emit, problem)
	}
	return formats.Read(i.file.Format, r, emit, problem)
}

// check reads every row before anything is stored, so that a file with bad cells
// never holds up anybody's write.
func (i *importing) check() error {
	i.file.Job.phase("CHECKING", 0)
	hash := sha256.New()
	err := i.read(io.TeeReader(i.file.Job.reading(i.file.Content), hash), func(r formats.Row) error {
		if i.sum.Rows++; i.sum.Rows <= heldRows {
			i.held = append(i.held, r)
		}
		i.file.Job.at(i.sum.Rows)
		return nil
	}, func(e models.RowError) {
		if !i.bad[e.Row] {
			i.bad[e.Row] = true
			i.sum.Rejected++
		}
		if len(i.sum.Errors) < maxRowErrors {
			i.sum.Errors = append(i.sum.Errors, e)
		}
	})
	if i.sum.Rows > heldRows {
		i.held = nil
	}
	i.digest = hex.EncodeToString(hash.Sum(nil))
	next := "STORING"
	if i.file.DryRun {
		next = "COMPARING"
	}
	i.file.Job.phase(next, i.sum.Rows)
	i.sum.Rows += i.sum.Rejected
	return err
}

// each gives the good rows again, some at a time.
func (i *importing) each(f func([]formats.Row) error) error {
	if i.held != nil || i.sum.Rows == i.sum.Rejected {
		for some := range slices.Chunk(i.held, step) {
			if err := f(some); err != nil {
				return err
			}
		}
		return nil
	}
	if _, err := i.file.Content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	some := make([]formats.Row, 0, step)
	err := i.read(i.file.Content, func(r formats.Row) error {
		if some = append(some, r); len(some) < step {
			return nil
		}
		err := f(some)
		some = some[:0]
		return err
	}, func(models.RowError) {})
	if err == nil && len(some) > 0 {
		err = f(some)
	}
	return err
}

// store writes the good rows, a step at a time. While one step is written the
// next is read and worked out.
func (i *importing) store(ctx context.Context) error {
	stored := 0
	nothing := func() error { return nil }
	wait := nothing
	err := i.each(func(rows []formats.Row) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		senders, err := i.sendersOf(ctx, rows)
		if err != nil {
			return err
		}
		some := make([]ready, len(rows))
		for n, row := range rows {
			if some[n], err = prepare(i.who.Partner, i.db.Now().Year(), row.Facts); err != nil {
				return err
			}
		}
		before := wait
		wait = nothing // each write is waited for once
		if err := before(); err != nil {
			return err
		}
		if err := senders.seal(some); err != nil {
			return err
		}
		wait = i.write(ctx, some, senders, &stored)
		return nil
	})
	return errors.Join(err, wait())
}

// write begins to store one step and gives the function that waits for its end.
func (i *importing) write(ctx context.Context, rows []ready, senders *senders, stored *int) (wait func() error) {
	if i.kept {
		ctx = store.Further(ctx)
	}
	var after models.ImportSummary
	var touched []string
	done := i.db.WriteSoon(ctx, i.who, access.Import, func(tx *store.Tx) error {
		after, touched = i.sum, nil // the write may run more than once
		if err := i.shareable(tx); err != nil {
			return err
		}
		made, err := i.storeIn(tx, rows, &after)
		if err == nil {
			err = senders.storeIn(tx, made, &after)
		}
		if err != nil {
			return err
		}
		if len(made) == 0 && after.Added == i.sum.Added && after.Changed == i.sum.Changed {
			return store.ErrNothing
		}
		for id, version := range made {
			i.made[id] = version
		}
		touched = tx.Touched("report")
		return i.keepIn(tx, models.ImportRunning, after)
	})
	return func() error {
		err := done()
		if err != nil && err != store.ErrNothing {
			return errors.Join(err, senders.drop())
		}
		i.kept = i.kept || err == nil
		i.sum = after
		*stored += len(rows)
		i.file.Job.at(*stored)
		return countFollowing(i.db.Read(ctx, i.who), touched, &i.sum)
	}
}

// shareable checks whom the reports are shared with, in the write that does it.
func (i *importing) shareable(tx *store.Tx) error {
	if i.file.Share == nil {
		return nil
	}
	codes, err := named(tx, *i.file.Share)
	i.file.Share.Partners = codes
	return err
}

// keepIn stores the row of the import as it stands.
func (i *importing) keepIn(tx *store.Tx, state string, sum models.ImportSummary) error {
	summary, err := json.Marshal(sum)
	if err != nil {
		return err
	}
	changed, err := json.Marshal(i.made)
	if err != nil {
		return err
	}
	if err := i.remember(tx); err != nil {
		return err
	}
	row := models.Import{ID: sum.ID, Partner: tx.Actor.Partner, Format: i.file.Format, Name: i.file.Name, SHA256: i.digest, At: tx.Now, ByName: tx.Actor.Name,
		State: state, Summary: summary, Changed: changed}
	known, err := gorm.G[models.Import](tx.DB).Where("id = ?", sum.ID).Select("state", "sha256", "summary", "changed").Updates(tx.Ctx, row)
	if err != nil {
		return err
	}
	if known == 0 {
		if err := gorm.G[models.Import](tx.DB).Create(tx.Ctx, &row); err != nil {
			return err
		}
	}
	return tx.Record("import", sum.ID, map[string]any{"name": i.file.Name, "format": i.file.Format, "sha256": i.digest, "state": state, "added": sum.Added, "changed": sum.Changed})
}

// finish closes the row of an import that stored something or left rows out.
func (i *importing) finish(ctx context.Context) error {
	if !i.kept && len(i.bad) == 0 {
		return nil
	}
	return i.close(ctx, models.ImportDone)
}

// refuse keeps what was wrong, so that the bad rows can be fetched and corrected.
func (i *importing) refuse(ctx context.Context) error { return i.close(ctx, models.ImportRefused) }

func (i *importing) close(ctx context.Context, state string) error {
	rejects, err := i.rejects()
	if err != nil {
		return err
	}
	if i.kept {
		ctx = store.Further(ctx)
	}
	return i.db.Write(ctx, i.who, access.Import, func(tx *store.Tx) error {
		if err := i.keepIn(tx, state, i.sum); err != nil {
			return err
		}
		_, err := gorm.G[models.Import](tx.DB).Where("id = ?", i.sum.ID).Update(tx.Ctx, "rejects", rejects)
		return err
	})
}

// countFollowing counts the matches and gaps that the imported reports have, as
// far as the importer sees them.
func countFollowing(l store.Looker, ids []string, sum *models.ImportSummary) error {
	for some := range slices.Chunk(ids, 400) {
		n, err := store.Visible[models.Match](l).Where("report_a IN ? OR report_b IN ?", some, some).Count(l.Context(), "id")
		if err != nil {
			return err
		}
		g, err := store.Visible[models.Gap](l).Where("(report_a IN ? OR report_b IN ?) AND state = 'OPEN'", some, some).Count(l.Context(), "id")
		if err != nil {
			return err
		}
		sum.Matches, sum.Gaps = sum.Matches+int(n), sum.Gaps+int(g)
	}
	return nil
}
