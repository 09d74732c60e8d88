package store

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"concord/models"
	"concord/models/audit"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// Fresh is a new report with its first version, the incident made for it and the
// terms it is found by. Row numbers and salt are set by LogAll.
type Fresh struct {
	Report   models.Report
	Version  models.ReportVersion
	Incident models.Incident
	Terms    string
}

// LogAll stores many new reports with rows of many at a time, which costs a tenth
// of storing them one by one (performance.md 1.3). Reports that nobody else can
// read, of a partner that can read nobody else's, have nothing to be compared
// with: for them alone no reaction is called.
func (tx *Tx) LogAll(all []Fresh) error {
	if len(all) == 0 {
		return nil
	}
	alone, err := tx.alone(all)
	if err != nil {
		return err
	}
	reportSeqs, err := tx.numbers("reports", len(all))
	if err != nil {
		return err
	}
	versionSeqs, err := tx.numbers("report_versions", len(all))
	if err != nil {
		return err
	}
	incidentSeqs, err := tx.numbers("incidents", len(all))
	if err != nil {
		return err
	}
	reports, versions, incidents := make([]models.Report, len(all)), make([]models.ReportVersion, len(all)), make([]models.Incident, len(all))
	docs := make([]Indexed, len(all))
	for i, f := range all {
		f.Report.Seq, f.Report.VersionSeq = reportSeqs[i], versionSeqs[i]
		f.Version.Seq, f.Version.Salt = versionSeqs[i], audit.NewSalt()
		f.Incident.Seq = incidentSeqs[i]
		reports[i], versions[i], incidents[i], docs[i] = f.Report, f.Version, f.Incident, Indexed{f.Report, f.Terms}
		tx.enterReport(f.Version)
		if !alone {
			tx.Touch("report", f.Report.ID)
		}
	}
	if err := insertAll(tx.DB, incidents); err != nil {
		return err
	}
	if err := insertAll(tx.DB, versions); err != nil {
		return err
	}
	if err := insertAll(tx.DB, reports); err != nil {
		return err
	}
	return tx.Index(docs)
}

// alone tells whether these reports, of one partner, concern no other.
func (tx *Tx) alone(all []Fresh) (bool, error) {
	for _, f := range all {
		if f.Report.Sharing != models.Origin {
			return false, nil
		}
	}
	if _, err := audit.Lock(tx.Ctx, tx.DB); err != nil { // a report that is being shared beside this on PostgreSQL must be seen, or see these
		return false, err
	}
	var others []string
	err := tx.DB.Raw("SELECT partner FROM reports WHERE sharing <> 'ORIGIN' AND partner <> ? LIMIT 1", all[0].Report.Partner).Scan(&others).Error
	return len(others) == 0, err
}

// numbers takes n row numbers of a table that nobody else will use.
func (tx *Tx) numbers(table string, n int) ([]int64, error) {
	seqs := make([]int64, n)
	if dialectOf(tx.DB).name == "sqlite" { // one writer
		var last int64
		if err := tx.DB.Raw("SELECT COALESCE(MAX(seq), 0) FROM " + table).Scan(&last).Error; err != nil {
			return nil, err
		}
		for i := range seqs {
			seqs[i] = last + 1 + int64(i)
		}
		return seqs, nil
	}
	var taken []int64
	if err := tx.DB.Raw("SELECT nextval(pg_get_serial_sequence(?, 'seq')) FROM generate_series(1, CAST(? AS INT))", table, n).Scan(&taken).Error; err != nil {
		return nil, err
	}
	slices.Sort(taken)
	return taken, nil
}

// schemas keeps what GORM knows of the structs.
var schemas sync.Map

// parameters is how many arguments one statement may bear on either database.
const parameters = 30_000

// insertAll stores rows of one table with prepared statements of many rows. It
// writes every column, so that the row in the database is the struct.
func insertAll[T any](g *gorm.DB, rows []T) error {
	parsed, err := schema.Parse(new(T), &schemas, g.NamingStrategy)
	if err != nil {
		return err
	}
	var columns []string
	var fields []*schema.Field
	for _, f := range parsed.Fields {
		if f.DBName != "" {
			columns, fields = append(columns, f.DBName), append(fields, f)
		}
	}
	size := min(100, parameters/len(columns))
	row := ", (" + strings.Repeat(", ?", len(columns))[2:] + ")"
	for some := range slices.Chunk(rows, size) {
		args := make([]any, 0, len(some)*len(columns))
		for i := range some {
			v := reflect.ValueOf(&some[i]).Elem()
			for _, f := range fields {
				arg, _ := f.ValueOf(g.Statement.Context, v)
				args = append(args, arg)
			}
		}
		text := "INSERT INTO " + parsed.Table + " (" + strings.Join(columns, ", ") + ") VALUES " + strings.Repeat(row, len(some))[2:]
		if _, err := g.Statement.ConnPool.ExecContext(g.Statement.Context, dialectOf(g).numbered(text), args...); err != nil {
			return fmt.Errorf("store: %s: %w", parsed.Table, err)
		}
	}
	return nil
}
