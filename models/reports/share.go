package reports

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"

	"gorm.io/gorm"
)

// With is who a report is shared with: partner codes, or "joint" for every
// ASSISTING, ASSISTED and CO_EQUAL partner. As JSON a list or one of the words
// "joint" and "origin".
type With struct {
	Level    string
	Partners []string
}

var levels = map[string]string{"joint": models.Joint, "origin": models.Origin, "public": models.Public}

func (w *With) UnmarshalJSON(b []byte) error {
	var word string
	if json.Unmarshal(b, &word) == nil {
		level, ok := levels[strings.ToLower(word)]
		if !ok {
			return fmt.Errorf("use \"joint\", \"public\", \"origin\" or a list of partner codes")
		}
		*w = With{Level: level}
		return nil
	}
	w.Level = models.Named
	return json.Unmarshal(b, &w.Partners)
}

// ParseWith reads "joint", "public", "origin" or codes separated by commas; nil
// for "".
func ParseWith(text string) *With {
	if text == "" {
		return nil
	}
	for word, level := range levels {
		if strings.EqualFold(text, word) {
			return &With{Level: level}
		}
	}
	return &With{Level: models.Named, Partners: strings.Split(text, ",")}
}

// Share changes who may read a report of the actor's partner. Widening reaches
// the others at once; narrowing cannot call back what they have read.
func Share(ctx context.Context, db *store.DB, who models.Actor, id string, with With) (models.Report, error) {
	var report models.Report
	err := db.Write(ctx, who, access.ShareReport, func(tx *store.Tx) error {
		var err error
		if report, err = own(tx, id, 0); err != nil {
			return err
		}
		if report.Status == "WITHDRAWN" {
			return models.Refuse("A withdrawn report keeps the readers it had.")
		}
		return shareIn(tx, &report, with)
	})
	return report, err
}

func shareIn(tx *store.Tx, report *models.Report, with With) error {
	codes, err := named(tx, with)
	if err != nil {
		return err
	}
	with.Partners = codes
	setSharing(tx, report, with)
	if _, err := gorm.G[models.Share](tx.DB).Where("report_id = ?", report.ID).Delete(tx.Ctx); err != nil {
		return err
	}
	for _, code := range codes {
		if err := gorm.G[models.Share](tx.DB).Create(tx.Ctx, &models.Share{ReportID: report.ID, Partner: code}); err != nil {
			return err
		}
	}
	current, err := inForce(tx, models.Report{ID: report.ID, Version: report.Version})
	if err != nil {
		return err
	}
	return nextVersion(tx, report, "SHARE", "", current.Facts)
}

// setSharing puts a report at a level; the partners' codes are sorted already.
func setSharing(tx *store.Tx, report *models.Report, with With) {
	report.Sharing, report.SharedWith = with.Level, strings.Join(with.Partners, ",")
	if report.Sharing == models.Origin {
		return
	}
	if report.Status == "SUBMITTED" {
		report.Status = "SHARED"
	}
	if report.SharedAt == nil {
		report.SharedAt = &tx.Now
	}
}

// named checks the partners a report is shared with by name.
func named(tx *store.Tx, with With) ([]string, error) {
	if with.Level != models.Named {
		return nil, nil
	}
	codes := slices.Compact(slices.Sorted(slices.Values(with.Partners)))
	var problems []models.FieldError
	for i, code := range with.Partners {
		known, err := gorm.G[models.Partner](tx.DB).Where("code = ? AND active", code).Count(tx.Ctx, "code")
		if err != nil {
			return nil, err
		}
		if known == 0 || code == tx.Actor.Partner {
			problems = append(problems, models.FieldError{Pointer: fmt.Sprintf("/with/%d", i), Detail: fmt.Sprintf("%q is not another partner here; use a partner's code.", code)})
		}
	}
	if len(codes) == 0 {
		problems = append(problems, models.FieldError{Pointer: "/with", Detail: "Name at least one partner, or say \"joint\"."})
	}
	return codes, models.Invalid(problems...)
}

// Withdraw marks a report as no longer held by its partner. It stays readable
// with its reason, for those who could read it.
func Withdraw(ctx context.Context, db *store.DB, who models.Actor, id, reason string) (models.Report, error) {
	var report models.Report
	err := db.Write(ctx, who, access.WithdrawReport, func(tx *store.Tx) error {
		if strings.TrimSpace(reason) == "" {
			return models.Invalid(models.FieldError{Pointer: "/reason", Detail: "Say why the report is withdrawn; the reason stays with it."})
		}
		var err error
		if report, err = own(tx, id, 0); err != nil {
			return err
		}
		if report.Status == "WITHDRAWN" {
			return models.Refuse("The report is withdrawn already.")
		}
		current, err := inForce(tx, report)
		if err != nil {
			return err
		}
		report.Status = "WITHDRAWN"
		return nextVersion(tx, &report, "WITHDRAW", reason, current.Facts)
	})
	return report, err
}
