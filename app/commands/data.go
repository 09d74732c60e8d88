package commands

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"concord/investigations"
	"concord/investigations/exports"
	"concord/models"
	"concord/models/audit"
	"concord/models/evidence"
	"concord/models/formats"
	"concord/models/keys"
	"concord/models/reports"
	"concord/models/sealed"
	"concord/models/store"
)

type importCommand struct {
	File    string `arg:"" type:"existingfile" help:"The file to read."`
	As      string `required:"" placeholder:"NAME" help:"The person whose partner the reports are of."`
	Format  string `help:"concord-csv, xlsx, ucdp-ged, acled, airwars, airwars-map, kobo, geojson, kml, intake or concord-json; recognised when left out."`
	DryRun  bool   `help:"Check and say what would happen; store nothing."`
	SkipBad bool   `help:"Add the good rows and leave the bad ones out, instead of adding nothing."`
	Share   string `placeholder:"WITH" help:"Who else may read the reports: joint, or partner codes separated by commas. Without it only the own partner can, and nothing is compared until they are shared; importing the file again with --share shares them."`
	where
}

// seekable is a file that can be read twice; what comes through a pipe is held.
func seekable(f *os.File) (io.ReadSeeker, error) {
	if _, err := f.Seek(0, io.SeekStart); err == nil {
		return f, nil
	}
	b, err := io.ReadAll(f)
	return bytes.NewReader(b), err
}

func (c importCommand) Run(s streams) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	content, err := seekable(f)
	if err != nil {
		return err
	}
	if c.Format == "" {
		start := make([]byte, 16<<10)
		n, _ := io.ReadFull(content, start) // a shorter file is fine
		if _, err := content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if c.Format = formats.Detect(start[:n]); c.Format == "" {
			return errors.New("the header is of no format known here; say which with --format")
		}
	}
	return with(s, c.where, func(db *store.DB) error {
		who, err := db.Actor(s.ctx, c.As)
		if models.KindOf(err) == models.Missing {
			return fmt.Errorf("there is no person named %s", c.As)
		}
		if err != nil {
			return err
		}
		sum, err := reports.Import(s.ctx, db, who, reports.File{Name: filepath.Base(c.File), Format: c.Format, Content: content, DryRun: c.DryRun, SkipBad: c.SkipBad, Share: reports.ParseWith(c.Share),
			Keys: keys.New(c.Data, os.Getenv(keys.PassphraseVariable))})
		if err != nil {
			return err
		}
		if err := json.NewEncoder(s.out).Encode(sum); err != nil {
			return err
		}
		if sum.Rejected > 0 && c.SkipBad {
			fmt.Fprintf(s.err, "%d rows were left out; each bad cell is named above.\n", sum.Rejected)
		} else if sum.Rejected > 0 {
			return fmt.Errorf("%d of %d rows cannot be read, so nothing was added; each bad cell is named above", sum.Rejected, sum.Rows)
		}
		fmt.Fprintf(s.err, "%d rows: %d added, %d changed, %d unchanged.\n", sum.Rows, sum.Added, sum.Changed, sum.Unchanged)
		if c.Share == "" && sum.Added > 0 {
			fmt.Fprintln(s.err, "Only the own partner sees the new reports so far. To compare them with the others', share them: import again with --share joint.")
		}
		return nil
	})
}

type exportCommand struct {
	What   string `arg:"" enum:"reports,incidents,gaps" help:"reports, incidents or gaps."`
	As     string `required:"" placeholder:"NAME" help:"The person who sees it."`
	Format string `default:"csv" help:"csv, xlsx, json or geojson."`
	where
}

func (c exportCommand) Run(s streams) error {
	return with(s, c.where, func(db *store.DB) error {
		who, err := db.Actor(s.ctx, c.As)
		if models.KindOf(err) == models.Missing {
			return fmt.Errorf("there is no person named %s", c.As)
		}
		if err != nil {
			return err
		}
		out := bufio.NewWriter(s.out)
		r := exports.Request{Format: c.Format}
		if err := exports.Note(s.ctx, db, who, c.What, r); err != nil {
			return err
		}
		if err := exports.Kinds[c.What](db, db.Read(s.ctx, who), r, out); err != nil {
			return err
		}
		return out.Flush()
	})
}

type verifyCommand struct {
	Checkpoint string `placeholder:"FILE" type:"existingfile" help:"A checkpoint kept elsewhere."`
	where
}

func (c verifyCommand) Run(s streams) error {
	db, err := store.Open(s.ctx, store.Config{Dir: c.Data, Database: c.Database, ReadOnly: true})
	if err != nil {
		return err
	}
	defer db.Close()
	heads, err := c.heads()
	if err != nil {
		return err
	}
	entries, faults, err := reports.Verify(s.ctx, db, heads...)
	if err != nil {
		return err
	}
	more, err := sealed.Verify(s.ctx, db)
	if err != nil {
		return err
	}
	faults = append(faults, more...)
	if more, err = evidence.Verify(s.ctx, db); err != nil {
		return err
	}
	faults = append(faults, more...)
	if more, err = investigations.VerifyResolutions(s.ctx, db); err != nil {
		return err
	}
	faults = append(faults, more...)
	for _, f := range faults {
		fmt.Fprintf(s.out, "%s: %s\n", f.Where, f.What)
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d faults in %d entries", len(faults), entries)
	}
	fmt.Fprintf(s.err, "%d entries and everything they cover are as they were recorded; %d checkpoints agree.\n", entries, len(heads))
	return nil
}

// heads are the checkpoint given and the one kept beside the data.
func (c verifyCommand) heads() ([]audit.Head, error) {
	key, err := audit.OpenKey(c.Data)
	if err != nil {
		return nil, err
	}
	var texts [][]byte
	kept, err := audit.Kept(c.Data)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		texts = append(texts, kept)
	}
	if c.Checkpoint != "" {
		text, err := os.ReadFile(c.Checkpoint)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	var heads []audit.Head
	for _, text := range texts {
		h, err := key.Parse(text)
		if err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, nil
}

type checkpointCommand struct{ where }

func (c checkpointCommand) Run(s streams) error {
	return with(s, c.where, func(db *store.DB) error {
		key, err := audit.OpenKey(c.Data)
		if err != nil {
			return err
		}
		text, err := db.Checkpoint(s.ctx, key)
		if err != nil {
			return err
		}
		_, err = s.out.Write(text)
		return err
	})
}
