package evidence

import (
	"context"
	"encoding/json"
	"strings"

	"concord/models"
	"concord/models/access"
	"concord/models/store"
)

// View is an item as its reader gets it. What others do not read is null for them,
// or absent: the original's digest, size and name, where and by whom it was
// collected, what the camera wrote, with whom else it is shared.
type View struct {
	ID           string          `json:"id"`
	Incident     *string         `json:"incident"` // null where one may not see it
	Report       *string         `json:"report"`
	Partner      string          `json:"partner"`
	Kind         string          `json:"kind"`
	Title        string          `json:"title"`
	SHA256       *string         `json:"sha256"` // of what this reader can open
	Size         *int64          `json:"size"`
	MediaType    *string         `json:"media_type"`
	Existence    string          `json:"existence"`
	Holder       string          `json:"holder"`
	Hold         bool            `json:"hold"`
	HoldUntil    *string         `json:"hold_until"`
	WorkingCopy  *CopyView       `json:"working_copy"`
	CollectedAt  *models.Instant `json:"collected_at"`
	CollectedBy  *string         `json:"collected_by"`
	Sharing      Sharing         `json:"sharing"`
	CustodyCount int             `json:"custody_count"`
	AddedAt      models.Instant  `json:"added_at"`
	History      []Stage         `json:"existence_history,omitempty"` // of one item, not in lists
	*Own
}

// CopyView is the working copy.
type CopyView struct {
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"`
}

// Sharing says how far an item is shared; others read of themselves alone.
type Sharing struct {
	Level string   `json:"level"`
	With  []string `json:"with"`
}

// Own is what only the own partner and the auditor read; Metadata the partner alone.
type Own struct {
	AddedBy          string          `json:"added_by"`
	Name             string          `json:"file_name"`
	Method           string          `json:"method"`
	OriginalLocation string          `json:"original_location"`
	DeviceOrURL      string          `json:"device_or_url"`
	Metadata         json.RawMessage `json:"metadata"`
	CopyNote         string          `json:"working_copy_note"`
	DestroyedAt      *models.Instant `json:"destroyed_at"`
	DamagedAt        *models.Instant `json:"damaged_at"`
	Damage           string          `json:"damage"`
}

// Read is one item with its history.
func Read(ctx context.Context, db *store.DB, who models.Actor, id string) (View, error) {
	r, err := allowed(ctx, db, who, access.ReadEvidence)
	if err != nil {
		return View{}, err
	}
	e, err := visible(r, id)
	if err != nil {
		return View{}, err
	}
	views, err := view(r, []models.Evidence{e})
	if err != nil {
		return View{}, err
	}
	views[0].History, err = history(ctx, db, who, e)
	return views[0], err
}

// Query is what a list of items is asked for; "" asks for nothing.
type Query struct {
	Incident, Report string
	Limit            int
	Cursor           string
}

// Find lists items, the newest first.
func Find(ctx context.Context, db *store.DB, who models.Actor, q Query) (views []View, next string, err error) {
	r, err := allowed(ctx, db, who, access.ReadEvidence)
	if err != nil {
		return nil, "", err
	}
	rows := store.Visible[models.Evidence](r).Order("added_at DESC, id DESC").Limit(q.Limit + 1)
	if q.Report != "" {
		seen, err := store.Visible[models.Report](r).Where("id = ?", q.Report).Count(ctx, "id")
		if err != nil || seen == 0 {
			return []View{}, "", err
		}
		rows = rows.Where("report = ?", q.Report)
	}
	if q.Incident != "" {
		root, err := now(r, q.Incident)
		if err != nil || root == "" {
			return []View{}, "", err
		}
		rows = rows.Where("incident IN (SELECT id FROM incidents WHERE id = ? OR merged_into = ?)", root, root)
	}
	if q.Cursor != "" {
		at, id, err := store.DecodeCursor(q.Cursor)
		if err != nil {
			return nil, "", err
		}
		rows = rows.Where("(added_at, id) < (?, ?)", at, id)
	}
	found, err := rows.Find(ctx)
	if err != nil {
		return nil, "", err
	}
	if len(found) > q.Limit {
		found = found[:q.Limit]
		last := found[q.Limit-1]
		next = store.EncodeCursor(last.AddedAt.UnixMicro(), last.ID)
	}
	views, err = view(r, found)
	return views, next, err
}

// view makes what the looker reads of items; each part comes through its own scope.
func view(l store.Looker, rows []models.Evidence) ([]View, error) {
	ids := make([]string, len(rows))
	for i, e := range rows {
		ids[i] = e.ID
	}
	ctx, who := l.Context(), l.Person()
	originals, err := store.Visible[models.Original](l).Where("evidence IN ?", ids).Find(ctx)
	if err != nil {
		return nil, err
	}
	events, err := store.Visible[models.Custody](l).Where("evidence IN ?", ids).Select("evidence").Find(ctx)
	if err != nil {
		return nil, err
	}
	own, count := map[string]models.Original{}, map[string]int{}
	for _, o := range originals {
		own[o.Evidence] = o
	}
	for _, c := range events {
		count[c.Evidence]++
	}
	views, under := make([]View, len(rows)), map[string]string{}
	for i, e := range rows {
		v := View{ID: e.ID, Partner: e.Partner, Kind: e.Kind, Title: e.Title, Existence: e.Existence, Holder: e.Holder, Hold: e.Hold, HoldUntil: text(e.HoldUntil),
			CollectedAt: e.CollectedAt, AddedAt: e.AddedAt, CustodyCount: count[e.ID], Sharing: Sharing{e.Sharing, []string{}}}
		if e.CopySHA256 != "" {
			v.WorkingCopy = &CopyView{e.CopySHA256, e.CopySize, e.CopyType}
			v.SHA256, v.Size, v.MediaType = &v.WorkingCopy.SHA256, &v.WorkingCopy.Size, &v.WorkingCopy.MediaType
		}
		if e.Sharing == models.Named {
			if v.Sharing.With = []string{who.Partner}; whole(who, e) {
				v.Sharing.With = strings.Split(e.SharedWith, ",")
			}
		}
		if o, ok := own[e.ID]; ok {
			v.own(e, o, who)
		}
		if _, looked := under[e.Incident]; !looked {
			if under[e.Incident], err = now(l, e.Incident); err != nil {
				return nil, err
			}
		}
		v.Incident = text(under[e.Incident])
		if v.Report, err = reportOf(l, e); err != nil {
			return nil, err
		}
		views[i] = v
	}
	return views, nil
}

// own adds what the own partner and the auditor read.
func (v *View) own(e models.Evidence, o models.Original, who models.Actor) {
	v.SHA256, v.Size, v.MediaType = nil, nil, nil
	if o.SHA256 != "" {
		v.SHA256, v.Size, v.MediaType = &o.SHA256, &o.Size, &o.MediaType
	}
	v.CollectedBy = text(o.CollectedBy)
	v.Own = &Own{e.AddedBy, o.Name, o.Method, o.OriginalLocation, o.DeviceOrURL, nil, o.CopyNote, o.DestroyedAt, o.DamagedAt, o.Damage}
	if who.Partner == o.Partner {
		v.Own.Metadata = o.Metadata
	}
}

// reportOf is the report of an item, where the looker may see it.
func reportOf(l store.Looker, e models.Evidence) (*string, error) {
	if e.Report == "" || e.Partner == l.Person().Partner {
		return text(e.Report), nil
	}
	n, err := store.Visible[models.Report](l).Where("id = ?", e.Report).Count(l.Context(), "id")
	if err != nil || n == 0 {
		return nil, err
	}
	return text(e.Report), nil
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
