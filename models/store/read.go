package store

import (
	"context"

	"concord/models"
	"concord/models/access"

	"gorm.io/gorm"
)

// Reader looks on behalf of a person and sees what that person may see.
type Reader struct {
	db  *gorm.DB
	Ctx context.Context
	Who models.Actor
	Now models.Instant
}

// Read is the scope for looking: a reader that cannot write.
func (db *DB) Read(ctx context.Context, who models.Actor) *Reader {
	return &Reader{db: db.reader, Ctx: ctx, Who: who, Now: models.At(db.now())}
}

// Looker is a Reader, or a Tx on behalf of its actor.
type Looker interface {
	Context() context.Context
	Moment() models.Instant
	Person() models.Actor
	rows() *gorm.DB
}

func (r *Reader) Context() context.Context { return r.Ctx }
func (r *Reader) Moment() models.Instant   { return r.Now }
func (r *Reader) Person() models.Actor     { return r.Who }
func (r *Reader) rows() *gorm.DB           { return r.db }

func (tx *Tx) Context() context.Context { return tx.Ctx }
func (tx *Tx) Moment() models.Instant   { return tx.Now }
func (tx *Tx) Person() models.Actor     { return tx.Actor }
func (tx *Tx) rows() *gorm.DB           { return tx.DB }

// Record is a type whose rows people read through a scope.
type Record interface {
	models.Report | models.ReportVersion | models.Incident | models.Match | models.Gap | models.GapStep | models.Proposal |
		models.Investigation | models.Transition | models.Statement | models.StatementVersion | models.Import | models.SavedMapping | models.SavedView | models.SealedIdentity |
		models.Evidence | models.Original | models.Custody | models.Upload
}

// Visible is the rows of T that the looker's person may see. The scope is a table
// of its own that everything else is put upon, so that no condition, not even
// an OR, can reach around it.
func Visible[T Record](l Looker) gorm.ChainInterface[T] {
	table := tableOf[T]()
	s := access.Of(table, l.Person())
	return gorm.G[T](l.rows()).Scopes(func(st *gorm.Statement) {
		st.DB = st.DB.Table("(SELECT "+table+".* FROM "+table+" WHERE "+s.SQL+") AS "+table, s.Args...)
	})
}

func tableOf[T Record]() string {
	var t T
	switch any(t).(type) {
	case models.Report:
		return "reports"
	case models.ReportVersion:
		return "report_versions"
	case models.Incident:
		return "incidents"
	case models.Match:
		return "matches"
	case models.Gap:
		return "gaps"
	case models.GapStep:
		return "gap_steps"
	case models.Proposal:
		return "proposals"
	case models.Investigation:
		return "investigations"
	case models.Transition:
		return "transitions"
	case models.Statement:
		return "statements"
	case models.StatementVersion:
		return "statement_versions"
	case models.SavedMapping:
		return "mappings"
	case models.SavedView:
		return "saved_views"
	case models.SealedIdentity:
		return "sealed_identities"
	case models.Evidence:
		return "evidence"
	case models.Original:
		return "originals"
	case models.Custody:
		return "custody"
	case models.Upload:
		return "uploads"
	default:
		return "imports"
	}
}

// Common is what every signed-in person may read alike: partners, and who takes
// part. It holds no content.
type Common interface {
	models.Partner | models.Verdict | models.Position | models.Participant | models.AgreedValue |
		models.GapSettings | models.GapRun | // what they are about is the arrangement, and no report
		models.MatchModel | models.MatchRun // what they count is cut to what the reader may see
}

// All is the rows of a table that has no scope of its own: its rows are read
// only together with the visible record they belong to.
func All[T Common](l Looker) gorm.Interface[T] {
	return gorm.G[T](l.rows())
}

// maintain is a change that carries no content and leaves no entry: sessions,
// remembered answers. It takes its turn with the writes.
func (db *DB) maintain(ctx context.Context, f func(*gorm.DB) error) error {
	if db.queue == nil {
		return f(db.writer.WithContext(ctx))
	}
	return db.submit(&job{chore: f, done: make(chan error, 1)})
}

// whole is a looker that sees every row, for what the program itself must weigh
// whoever looks.
type whole struct{ Looker }

func (w whole) Person() models.Actor {
	return models.Actor{Name: models.System.Name, Roles: []models.Role{models.Auditor}}
}

// Whole looks at everything within the write. What is read through it may be
// stored and compared, never answered.
func (tx *Tx) Whole() Looker { return Whole(tx) }

// Whole looks at everything where l looks; as with Tx.Whole, what is read may be compared
// and never answered.
func Whole(l Looker) Looker { return whole{l} }
