package store

import (
	"context"
	"strings"

	"concord/models"
	"concord/models/access"

	"gorm.io/gorm"
)

// Change tells that something happened to a record; what, one reads there.
type Change struct {
	Seq  int64
	Kind string
	ID   string
}

// seenThrough says in which table a kind of entry is looked up, and what the
// change is called for those who listen.
var seenThrough = map[string]struct{ table, kind string }{
	"report":        {"reports", "report"},
	"match":         {"matches", "match"},
	"gap":           {"gaps", "gap"},
	"proposal":      {"proposals", "proposal"},
	"agreed":        {"incidents", "incident"},
	"investigation": {"investigations", "investigation"},
	"transition":    {"transitions", "transition"},
	"statement":     {"statements", "statement"},
	"approval":      {"statements", "statement"},
	"release":       {"statements", "statement"},
	"import":        {"imports", "import"},
	"evidence":      {"evidence", "evidence"}, // not its custody: that another partner looked at it is not for all
}

// Changes are the changes after an entry of the log to records that who may see
// at this moment, and the last entry looked at.
func (db *DB) Changes(ctx context.Context, who models.Actor, after int64, limit int) (out []Change, last int64, err error) {
	rows, err := gorm.G[models.Entry](db.reader).Select("seq", "kind", "subject").Where("seq > ?", after).Order("seq").Limit(limit).Find(ctx)
	if err != nil {
		return nil, after, err
	}
	told := map[string]bool{}
	for _, e := range rows {
		after = e.Seq
		if e.Kind == "gap-rules" && access.May(who, access.ReadGaps) && !told["rules"+e.Subject] { // about the arrangement: all who read gaps read it
			told["rules"+e.Subject] = true
			out = append(out, Change{e.Seq, "rules", e.Subject})
		}
		through, ok := seenThrough[e.Kind]
		id, _, _ := strings.Cut(e.Subject, "#")
		if key := through.kind + id; !ok || told[key] {
			continue
		}
		scope := access.Of(through.table, who)
		n, err := db.count(ctx, "SELECT COUNT(*) FROM "+through.table+" WHERE "+through.table+".id = ? AND "+scope.SQL, append([]any{id}, scope.Args...))
		if err != nil {
			return out, after, err
		}
		if n > 0 {
			told[through.kind+id] = true
			out = append(out, Change{e.Seq, through.kind, id})
		}
	}
	return out, after, nil
}

// LastChange is the newest entry of the log.
func (db *DB) LastChange(ctx context.Context) (int64, error) {
	n, err := db.count(ctx, "SELECT size FROM tree_heads WHERE id = 1", nil)
	return n - 1, err
}

// Secret is a random value kept under a name, made when first asked for.
type Secret struct {
	Name  string `gorm:"primaryKey"`
	Value []byte
}

// SecretOf gives the secret of a name; fresh makes it if there is none yet.
func (db *DB) SecretOf(ctx context.Context, name string, fresh func() []byte) ([]byte, error) {
	var value []byte
	err := db.maintain(ctx, func(g *gorm.DB) error {
		rows, err := gorm.G[Secret](g).Where("name = ?", name).Find(ctx)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			value = rows[0].Value
			return nil
		}
		value = fresh()
		return gorm.G[Secret](g).Create(ctx, &Secret{Name: name, Value: value})
	})
	return value, err
}
