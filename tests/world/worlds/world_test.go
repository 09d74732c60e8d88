package worlds

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"concord/models"
	"concord/models/formats"
)

func number(t *testing.T, cell string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func digest(t *testing.T, o Options) string {
	t.Helper()
	files, err := InMemory(o)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %d\n%s", name, len(files[name]), files[name])
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// The same options make the same bytes, today and on any platform. A change of the
// world shows here: then every figure measured on it must be measured again.
func TestWorldsStayTheSame(t *testing.T) {
	small := func(change func(*Options)) Options {
		return with(func(o *Options) { o.Incidents, o.Partners = 1000, 3; change(o) })
	}
	tests := []struct {
		name    string
		options Options
		digest  string
	}{
		{"as usual", small(func(o *Options) {}), "48fb04068c2fbc38"},
		{"another seed", small(func(o *Options) { o.Seed = 8 }), "7da7a40e2164bb2d"},
		{"a siege, loud, four partners", small(func(o *Options) { o.Density, o.Noise, o.Partners = "siege", "high", 4 }), "3e9635b6b6ffea80"},
		{"sparse, low, ten years", small(func(o *Options) { o.Density, o.Noise, o.Days, o.Reporting = "sparse", "low", 3650, "even" }), "6b027513eb372d57"},
		{"plain", small(func(o *Options) { o.Noise, o.Reporting = "plain", "even" }), "21d0a2b4ddeea555"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			first := digest(t, tt.options)
			if again := digest(t, tt.options); again != first {
				t.Fatalf("made twice, %s and %s", first, again)
			}
			if first != tt.digest {
				t.Errorf("digest %s, want %s", first, tt.digest)
			}
		})
	}
}

// Every file of every preset reads through the program's own reader without one bad
// cell, and holds just the records of the truth.
func TestFilesReadBack(t *testing.T) {
	tests := []Options{
		with(func(o *Options) { o.Partners = 4; o.Noise = "high" }),
		with(func(o *Options) {
			o.Density = "sparse"
			o.Noise = "low"
			o.Incidents = 3000
			o.Theatres = 8
			o.Partners = 4
		}),
		with(func(o *Options) { o.Density = "siege"; o.Days = 20; o.Incidents = 3000 }),
	}
	for _, o := range tests {
		t.Run(o.Density+" "+o.Noise, func(t *testing.T) {
			files, err := InMemory(o)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]map[string]bool{}
			for _, line := range strings.Split(string(files["truth.csv"]), "\n")[1:] {
				cells := strings.Split(line, ",")
				if len(cells) < 2 {
					continue
				}
				if want[cells[0]] == nil {
					want[cells[0]] = map[string]bool{}
				}
				want[cells[0]][cells[1]] = true
			}
			for _, code := range o.PartnerCodes() {
				facts := read(t, code, files[code+".csv"])
				if len(facts) != len(want[code]) || len(facts) == 0 {
					t.Errorf("%s has %d records, and the truth %d", code, len(facts), len(want[code]))
				}
				early := read(t, code, files[code+".early.csv"])
				for ref, before := range early {
					after, there := facts[ref]
					if !there || !want[code][ref] {
						t.Fatalf("%s %s was revised and is not in the file", code, ref)
					}
					if a, b := people(before), people(after); a > b {
						t.Errorf("%s %s told first of %d people and then of %d", code, ref, a, b)
					}
				}
				if len(early) == 0 {
					t.Errorf("%s revised nothing", code)
				}
			}
		})
	}
}

// read reads a file and fails on any bad cell.
func read(t *testing.T, code string, file []byte) map[string]models.ReportFacts {
	t.Helper()
	facts := map[string]models.ReportFacts{}
	err := formats.Read("concord-csv", bytes.NewReader(file), func(r formats.Row) error {
		facts[r.Facts.LocalRef] = r.Facts
		return nil
	}, func(e models.RowError) {
		t.Errorf("%s row %d, %s: %s", code, e.Row, e.Column, e.Message)
	})
	if err != nil {
		t.Fatal(err)
	}
	return facts
}

// people is the sum of the least counts.
func people(f models.ReportFacts) (n int) {
	for _, c := range f.Casualties {
		if c.Min != nil {
			n += *c.Min
		}
	}
	return n
}

// Three partners keep three lists of one world: some incidents are in all three, the
// rows of incidents say in which, and adding a partner changes no other's list.
func TestThreePartners(t *testing.T) {
	two, three := collect(t, usualYear), collect(t, with(func(o *Options) { o.Partners = 3 }))
	in := map[int]map[string]bool{}
	refs := map[string]bool{}
	for _, r := range three.reports {
		if refs[r.Ref] {
			t.Fatalf("the reference %s is given twice", r.Ref)
		}
		refs[r.Ref] = true
		for _, i := range r.Incidents {
			if in[i] == nil {
				in[i] = map[string]bool{}
			}
			in[i][r.Partner] = true
		}
	}
	all := 0
	for _, i := range three.incidents {
		if got := slices.Sorted(maps.Keys(in[i.ID])); !slices.Equal(got, slices.Sorted(slices.Values(i.Partners))) {
			t.Fatalf("incident %d has records of %v, and is told to have them of %v", i.ID, got, i.Partners)
		}
		if len(i.Partners) == 3 {
			all++
		}
	}
	if all < 500 {
		t.Errorf("%d incidents are in all three lists, want more", all)
	}
	before := two.of("ORL")
	for n, r := range three.of("ORL") {
		if n >= len(before) || !slices.Equal(r.Cells, before[n].Cells) && !r.Marks.Has(CitesOther) {
			t.Fatalf("%s of ORL is another record beside two partners than beside one", r.Ref)
		}
	}
	if len(before) != len(three.of("ORL")) || len(before) == 0 {
		t.Errorf("ORL has %d records beside one partner", len(before))
	}
}

// Copied text is the same in both lists, word for word, and marked as of one source.
func TestCopiedTextIsMarked(t *testing.T) {
	world := collect(t, usualYear)
	text := map[string]string{}
	partners := map[string]map[string]bool{}
	for _, r := range world.reports {
		if r.Copied == "" {
			continue
		}
		_, copied, _ := strings.Cut(r.cell("narrative"), ". ")
		if before, seen := text[r.Copied]; seen && before != copied {
			t.Errorf("%s is %q and %q", r.Copied, before, copied)
		}
		text[r.Copied] = copied
		if partners[r.Copied] == nil {
			partners[r.Copied] = map[string]bool{}
		}
		partners[r.Copied][r.Partner] = true
	}
	shared := 0
	for _, p := range partners {
		if len(p) > 1 {
			shared++
		}
	}
	if shared < 20 {
		t.Errorf("%d texts are in both lists, want more", shared)
	}
}

func TestOptionsCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Options)
		broken []string
	}{
		{"as given", func(o *Options) {}, nil},
		{"one partner", func(o *Options) { o.Partners = 1 }, []string{"partners must be 2 to 4"}},
		{"five partners", func(o *Options) { o.Partners = 5 }, []string{"partners must be 2 to 4"}},
		{"no incidents and no days", func(o *Options) { o.Incidents, o.Days = 0, 0 }, []string{"incidents must be 1", "days must be 1"}},
		{"names that are none", func(o *Options) { o.Density, o.Noise, o.Reporting = "dense", "", "odd" }, []string{"density must be one of", "noise must be one of", "reporting must be one of"}},
		{"more theatres than seas", func(o *Options) { o.Theatres = 17 }, []string{"theatres must be 0 to 16"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := with(tt.change)
			err := o.Check()
			if (err != nil) != (len(tt.broken) > 0) {
				t.Fatalf("Check says %v", err)
			}
			for _, words := range tt.broken {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("%v does not say %q", err, words)
				}
			}
			if len(tt.broken) > 0 && Generate(o, &collected{}) == nil {
				t.Error("a world is made of broken options")
			}
		})
	}
}

// A sink that fails ends the making with its error.
func TestFailingSinkEndsTheWorld(t *testing.T) {
	full := errors.New("the disk is full")
	_, err := NewFiles(usualYear, func(string) (io.WriteCloser, error) { return nil, full })
	if !errors.Is(err, full) {
		t.Errorf("opening says %v", err)
	}
	f, err := NewFiles(usualYear, func(string) (io.WriteCloser, error) { return failing{full}, nil })
	if err == nil {
		err = errors.Join(Generate(usualYear, f), f.Close())
	}
	if !errors.Is(err, full) {
		t.Errorf("writing says %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error              { return nil }
