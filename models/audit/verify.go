package audit

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"concord/models"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"
)

// Fault is something the log proves to be wrong: a record altered, removed or
// inserted behind it, or the log itself put back.
type Fault struct {
	Where string `json:"where"`
	What  string `json:"what"`
}

// Verify checks the whole log against itself, every version against the log and
// the log against each head held elsewhere. It reads and never repairs. An error
// means that the check could not be done; what could not be read is a Fault.
func Verify(ctx context.Context, db *gorm.DB, heads ...Head) (entries int64, faults []Fault, err error) {
	v := &verifier{ctx: ctx, db: db, hashes: map[int64]tlog.Hash{}}
	if err := v.loadVersions(); err != nil {
		v.fault("the versions", "could not be read: %v", err)
	}
	if err := v.walk(); err != nil {
		v.fault("the log", "could not be read: %v", err)
	}
	v.unexplained()
	v.stored()
	for _, h := range heads {
		v.against(h)
	}
	return v.size, v.faults, nil
}

type verifier struct {
	ctx        context.Context
	db         *gorm.DB
	size       int64
	hashes     map[int64]tlog.Hash // recomputed, by stored index
	reports    map[string]models.ReportVersion
	statements map[string]models.StatementVersion
	refs       map[string]string // report id to the reference people know
	faults     []Fault
}

func (v *verifier) fault(where, what string, args ...any) {
	v.faults = append(v.faults, Fault{where, fmt.Sprintf(what, args...)})
}

func versionKey(id string, version int) string { return fmt.Sprintf("%s#%d", id, version) }

func (v *verifier) loadVersions() error {
	v.reports, v.statements, v.refs = map[string]models.ReportVersion{}, map[string]models.StatementVersion{}, map[string]string{}
	rows, err := gorm.G[models.ReportVersion](v.db).Order("seq").Find(v.ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		v.reports[versionKey(r.ReportID, r.Version)] = r
	}
	texts, err := gorm.G[models.StatementVersion](v.db).Order("seq").Find(v.ctx)
	if err != nil {
		return err
	}
	for _, s := range texts {
		v.statements[versionKey(s.StatementID, s.Version)] = s
	}
	reports, err := gorm.G[models.Report](v.db).Select("id", "ref").Find(v.ctx)
	for _, r := range reports {
		v.refs[r.ID] = r.Ref
	}
	return err
}

func (v *verifier) name(e models.Entry) string {
	id, version, _ := strings.Cut(e.Subject, "#")
	where := fmt.Sprintf("entry %d, %s %s", e.Seq, e.Kind, id)
	if ref := v.refs[id]; ref != "" {
		where += " (" + ref + ")"
	}
	if version != "" {
		where += " version " + version
	}
	return where
}

// walk recomputes every leaf in order and the tree above them.
func (v *verifier) walk() error {
	reader := tlog.HashReaderFunc(v.read)
	for {
		page, err := gorm.G[models.Entry](v.db).Where("seq >= ?", v.size).Order("seq").Limit(2000).Find(v.ctx)
		if err != nil {
			return err
		}
		for _, e := range page {
			if e.Seq != v.size {
				v.fault(fmt.Sprintf("entry %d", v.size), "was removed from the log (the next one found is %d)", e.Seq)
				return nil // nothing after a hole can be checked against the tree
			}
			if err := v.entry(e, reader); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
	}
}

func (v *verifier) entry(e models.Entry, reader tlog.HashReader) error {
	leaf, err := leafOf(e)
	if err != nil {
		return err
	}
	h := tlog.RecordHash(leaf)
	if !bytes.Equal(h[:], e.Leaf) {
		v.fault(v.name(e), "the entry was altered: it no longer gives its leaf")
	}
	if body, where, ok := v.body(e); !ok {
		v.fault(v.name(e), "was removed: the log has it, the store does not")
	} else if !bytes.Equal(Commit(e.Salt, body), e.Digest) {
		v.fault(v.name(e), "was altered: %s no longer gives the digest in the log", where)
	}
	stored, err := tlog.StoredHashesForRecordHash(v.size, h, reader)
	if err != nil {
		return err
	}
	at := tlog.StoredHashIndex(0, v.size)
	for i, s := range stored {
		v.hashes[at+int64(i)] = s
	}
	v.size++
	return nil
}

// body is what an entry's digest covers, and where it lies.
func (v *verifier) body(e models.Entry) (body []byte, where string, ok bool) {
	switch {
	case e.Kind == "report" && e.Body == nil:
		row, ok := v.reports[e.Subject]
		delete(v.reports, e.Subject) // what is left in the end is in no entry
		if ok && !bytes.Equal(row.Salt, e.Salt) {
			return nil, "the version's salt", true
		}
		return VersionBody(row), "the version", ok
	case e.Kind == "statement" && e.Body == nil:
		row, ok := v.statements[e.Subject]
		delete(v.statements, e.Subject)
		if ok && !bytes.Equal(row.Salt, e.Salt) {
			return nil, "the version's salt", true
		}
		return StatementBody(row), "the version", ok
	}
	return e.Body, "the entry's content", true
}

// unexplained lists versions that no entry speaks of.
func (v *verifier) unexplained() {
	for key, r := range v.reports {
		v.fault("report "+key+" ("+v.refs[r.ReportID]+")", "was inserted behind the log: no entry speaks of this version")
	}
	for key := range v.statements {
		v.fault("statement "+key, "was inserted behind the log: no entry speaks of this version")
	}
}

// stored compares the tree kept in the database with the one recomputed.
func (v *verifier) stored() {
	head, err := gorm.G[models.TreeHead](v.db).Where("id = 1").Take(v.ctx)
	if err != nil {
		v.fault("the log's head", "could not be read: %v", err)
	} else if head.Size != v.size {
		v.fault("the log's head", "says %d entries, %d were found", head.Size, v.size)
	}
	seen := int64(0)
	for from := int64(-1); ; {
		page, err := gorm.G[models.TreeHash](v.db).Where("idx > ?", from).Order("idx").Limit(5000).Find(v.ctx)
		if err != nil {
			v.fault("the tree", "could not be read: %v", err)
			return
		}
		for _, row := range page {
			if want, ok := v.hashes[row.Idx]; !ok || !bytes.Equal(want[:], row.Hash) {
				v.fault(fmt.Sprintf("tree hash %d", row.Idx), "was altered: it does not follow from the entries")
			}
			from = row.Idx
			seen++
		}
		if len(page) == 0 {
			break
		}
	}
	if want := tlog.StoredHashCount(v.size); seen != want {
		v.fault("the tree", "holds %d hashes, %d follow from the entries", seen, want)
	}
}

// against checks that the log has only grown since a head that others hold.
func (v *verifier) against(h Head) {
	if h.Size > v.size {
		v.fault("the log", "was rolled back: a checkpoint of %d entries exists, %d are here", h.Size, v.size)
		return
	}
	root, err := tlog.TreeHash(h.Size, tlog.HashReaderFunc(v.read))
	if err != nil {
		v.fault("the log", "could not be compared with the checkpoint of %d entries: %v", h.Size, err)
		return
	}
	if root != h.Root {
		v.fault("the log", "was rewritten: its first %d entries do not give the root in the checkpoint", h.Size)
	}
}

func (v *verifier) read(want []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(want))
	for i, idx := range want {
		h, ok := v.hashes[idx]
		if !ok {
			return nil, fmt.Errorf("hash %d is not there", idx)
		}
		out[i] = h
	}
	return out, nil
}
