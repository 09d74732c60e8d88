package reports

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"concord/models"
	"concord/models/formats"
	"concord/models/store"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// previewRows is how many rows a sender sees before anything is read in earnest.
const previewRows = 20

// Preview is a file as it would be read: its columns, what they would stand for,
// and the first rows with what is wrong in each.
type Preview struct {
	Format  string               `json:"format"`
	Columns []string             `json:"columns"`
	Fields  []formats.Field      `json:"fields"`
	Mapping formats.Mapping      `json:"mapping"`
	Rows    []formats.PreviewRow `json:"rows"`
	Saved   []string             `json:"saved"` // names of the partner's mappings

	Mappable bool                `json:"mappable"` // whether columns of this format can be given a meaning
	Missing  []models.FieldError `json:"missing"`  // what a column must be chosen for before any row can be read
}

// LookAt reads the beginning of a file without storing anything. Without a
// mapping, or the name of a kept one, it suggests one where the columns are not
// those of a format known here.
func LookAt(l store.Looker, format string, content io.ReadSeeker, mapping *formats.Mapping, saved string) (Preview, error) {
	p := Preview{Format: format, Fields: formats.Fields(), Missing: []models.FieldError{}}
	kept, err := store.Visible[models.SavedMapping](l).Order("name").Find(l.Context())
	if err != nil {
		return p, err
	}
	p.Saved = make([]string, len(kept))
	for i, k := range kept {
		p.Saved[i] = k.Name
		if k.Name == saved && mapping == nil {
			mapping = &formats.Mapping{}
			if err := json.Unmarshal(k.Mapping, mapping); err != nil {
				return p, err
			}
			if p.Format == "" {
				p.Format = k.Format
			}
		}
	}
	if mapping == nil && (p.Format == "" || p.Format == "concord-csv" || p.Format == "xlsx") {
		header, sample, err := formats.Sample(content, "", previewRows)
		if err != nil && p.Format == "" {
			return p, err
		}
		if err == nil {
			format, m := formats.Suggest(header, sample)
			if mapping = &m; p.Format == "" {
				p.Format = format
			}
		}
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return p, err
		}
	}
	if p.Format == "" {
		p.Format = "concord-csv"
	}
	if mapping != nil {
		p.Mapping = *mapping
		if err := p.Mapping.Check(); err != nil {
			return p, err
		}
	}
	p.Mappable = formats.Mappable(p.Format)
	p.Columns, p.Rows, err = formats.Preview(p.Format, p.Mapping, content, previewRows)
	var ours *models.Error
	if errors.As(err, &ours) && ours.Kind == models.Malformed && p.Mappable {
		return p, p.unread(content, ours)
	}
	return p, err
}

// unread shows the rows as they came where no column stands for something that a
// report cannot do without: the person who chooses must see what there is.
func (p *Preview) unread(content io.ReadSeeker, cause *models.Error) error {
	if slices.ContainsFunc(cause.Fields, func(f models.FieldError) bool { return !strings.HasPrefix(f.Pointer, "/mapping/columns") }) {
		return cause
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	header, sample, err := formats.Sample(content, p.Mapping.Sheet, previewRows)
	if err != nil {
		return cause
	}
	p.Columns, p.Rows, p.Missing = header, make([]formats.PreviewRow, len(sample)), cause.Fields
	for i, cells := range sample {
		p.Rows[i] = formats.PreviewRow{Row: i + 2, Cells: map[string]string{}, Problems: []models.RowError{}}
		for n, cell := range cells {
			if n < len(header) {
				p.Rows[i].Cells[header[n]] = cell
			}
		}
	}
	return nil
}

// ParseMapping reads a mapping as it is sent; nil for none.
func ParseMapping(text string) (*formats.Mapping, error) {
	if strings.TrimSpace(text) == "" || text == "null" {
		return nil, nil
	}
	var m formats.Mapping
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return nil, models.Invalid(models.FieldError{Pointer: "/mapping", Detail: "The mapping cannot be read; send JSON with columns, constants, values, dates and decimal_comma."})
	}
	return &m, nil
}

// remember keeps the mapping of an import under the name its sender gave.
func (i *importing) remember(tx *store.Tx) error {
	name := strings.TrimSpace(i.file.SaveAs)
	if name == "" || i.file.Mapping == nil {
		return nil
	}
	if len([]rune(name)) > 80 {
		return models.Invalid(models.FieldError{Pointer: "/save_as", Detail: "Use a name of at most 80 characters."})
	}
	text, err := json.Marshal(i.file.Mapping)
	if err != nil {
		return err
	}
	row := models.SavedMapping{Partner: tx.Actor.Partner, Name: name, Format: i.file.Format, Mapping: text, ByName: tx.Actor.Name, At: tx.Now}
	return gorm.G[models.SavedMapping](tx.DB, clause.OnConflict{UpdateAll: true}).Create(tx.Ctx, &row)
}

// SavedMappings are those of the looker's partner.
func SavedMappings(l store.Looker) ([]models.SavedMapping, error) {
	rows, err := store.Visible[models.SavedMapping](l).Order("name").Find(l.Context())
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, nil
	}
	return rows, err
}
