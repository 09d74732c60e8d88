package static

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func build(t *testing.T) *Site {
	t.Helper()
	site, err := Build()
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func anew(t *testing.T) *Site {
	t.Helper()
	site, err := BuildFrom(embedded)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// sources are the embedded files whose name ends so, with their text.
func sources(t *testing.T, folder string, ends ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(embedded, folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains(ends, path.Ext(name)) {
			return err
		}
		body, err := fs.ReadFile(embedded, name)
		found[name] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestBuildIsTheSameEveryTime(t *testing.T) {
	a, b := anew(t), anew(t)
	if a.Script != b.Script || a.Style != b.Style || !maps.EqualFunc(a.Assets, b.Assets, func(x, y Asset) bool {
		return bytes.Equal(x.Body, y.Body) && bytes.Equal(x.Gzip, y.Gzip) && x.ETag == y.ETag
	}) {
		t.Error("two builds of the same sources differ")
	}
}

func TestBuildFromDisk(t *testing.T) {
	fromDisk, err := BuildFrom(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if embedded := build(t); fromDisk.Script != embedded.Script {
		t.Errorf("script from disk is %s, embedded %s", fromDisk.Script, embedded.Script)
	}
}

// Budgets of ux.md section 17, in bytes as they go over the wire.
func TestBudgets(t *testing.T) {
	site := build(t)
	script := len(site.Assets[site.Script].Gzip)
	for _, url := range site.Shared {
		script += len(site.Assets[url].Gzip)
	}
	style := len(site.Assets[site.Style].Gzip)
	latin, arabic := 0, 0
	for name, a := range site.Assets {
		switch {
		case strings.HasPrefix(name, "/assets/plex-sans-arabic-"):
			arabic += len(a.Body)
		case strings.HasPrefix(name, "/assets/plex-sans-"):
			latin += len(a.Body)
		}
	}
	for _, b := range []struct {
		what       string
		got, limit int
	}{
		{"script", script, 70_000}, {"styles", style, 20_000}, {"Latin fonts", latin, 50_000}, {"Arabic fonts", arabic, 90_000},
	} {
		t.Logf("%s: %d of %d bytes", b.what, b.got, b.limit)
		if b.got == 0 || b.got > b.limit {
			t.Errorf("%s: %d bytes, limit %d", b.what, b.got, b.limit)
		}
	}
}

func TestForeignImportsAreRefused(t *testing.T) {
	files := copyFS{embedded, map[string]string{"app/main.js": `import "left-pad";`}}
	if _, err := BuildFrom(files); err == nil || !strings.Contains(err.Error(), "left-pad") {
		t.Errorf("an import that is neither ours nor vendored: error = %v", err)
	}
}

// copyFS is a file system with some files replaced.
type copyFS struct {
	fs.FS
	replaced map[string]string
}

func (c copyFS) ReadFile(name string) ([]byte, error) {
	if text, ok := c.replaced[name]; ok {
		return []byte(text), nil
	}
	return fs.ReadFile(c.FS, name)
}

func TestVendoredFilesAreWhatTheListSays(t *testing.T) {
	list, err := fs.ReadFile(embedded, "vendor/VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (\S+\.mjs) \|.*\| ([0-9a-f]{64}) \|$`).FindAllStringSubmatch(string(list), -1)
	listed := map[string]string{}
	for _, r := range rows {
		listed[r[1]] = r[2]
	}
	files, err := fs.Glob(embedded, "vendor/*.mjs")
	if err != nil || len(files) != len(listed) {
		t.Fatalf("%d files, %d listed (%v)", len(files), len(listed), err)
	}
	for _, name := range files {
		body, err := fs.ReadFile(embedded, name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		if got := hex.EncodeToString(sum[:]); got != listed[path.Base(name)] {
			t.Errorf("%s: SHA-256 %s, listed %s", name, got, listed[path.Base(name)])
		}
	}
}

// The content security policy allows no inline script or style, so a page that
// had one would not work.
func TestPagesHaveNothingInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script(?:[^>]*)>[^<]|javascript:`)
	for name, text := range sources(t, "templates", ".html") {
		if hit := inline.FindString(text); hit != "" {
			t.Errorf("%s has %q", name, hit)
		}
	}
	// In a module style={{…}} is set from the script and allowed; style="…" is not,
	// and neither is raw HTML.
	raw := regexp.MustCompile(`\sstyle="|innerHTML|dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function`)
	for name, text := range sources(t, "app", ".js") {
		if hit := raw.FindString(text); hit != "" {
			t.Errorf("%s has %q", name, hit)
		}
	}
}

// A right-to-left page is the same sheet read the other way, which only logical
// properties allow.
func TestStylesAreLogical(t *testing.T) {
	physical := regexp.MustCompile(`(?:^|[;{\s])((?:margin|padding|border)-(?:left|right|top|bottom)\b|(?:left|right|top|bottom)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius|(?:min-|max-)?(?:width|height)\s*:)`)
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	queries := regexp.MustCompile(`@media[^{]*\{`)
	for name, text := range sources(t, ".", ".css") {
		text = queries.ReplaceAllString(comments.ReplaceAllString(text, ""), "{")
		for _, hit := range physical.FindAllStringSubmatch(text, -1) {
			t.Errorf("%s: %q is a physical property", name, hit[1])
		}
	}
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	for name, text := range sources(t, ".", ".css") {
		if name == "tokens.css" || name == "print.css" {
			continue
		}
		if hit := colour.FindString(comments.ReplaceAllString(text, "")); hit != "" {
			t.Errorf("%s: colour %s belongs into tokens.css", name, hit)
		}
	}
}

func TestPagesRender(t *testing.T) {
	site := build(t)
	at := time.Date(2031, 4, 2, 9, 0, 0, 0, time.UTC)
	item := PublicItem{Ref: "ST-2031-48213", Title: "Findings <b>on</b> Tarn Quay", Kind: "FINDINGS_AGREED", ReleasedAt: at, Version: 2, Partners: []string{"Orland", "Varsenna"}, Corrected: true}
	tests := []struct {
		name, page string
		data       any
		want       []string
	}{
		{"the staff page", Shell, ShellPage{Theme: "dark"}, []string{`data-theme="dark"`, `src="` + site.Script + `"`, "<noscript>"}},
		{"sign-in with a wrong password", SignIn, SignInPage{Next: "/#/log", Username: "ana", Error: "wrong"}, []string{`role="alert"`, `value="/#/log"`, `value="ana"`}},
		{"sign-in in the demonstration", SignIn, SignInPage{Demo: true, Password: "concord-demo", Accounts: []DemoAccount{{Username: "orl.clerk", Partner: "Orland", Slot: "A", Roles: []string{"CELL_CLERK"}}}}, []string{"orl.clerk", "Cell clerk", "concord-demo"}},
		{"no statements", Public, PublicPage{}, []string{"No statement has been released yet."}},
		{"a list of statements", Public, PublicPage{Statements: []PublicItem{item}}, []string{"/public/statements/ST-2031-48213", "2 April 2031, 09:00 UTC", "Orland and Varsenna", "&lt;b&gt;"}},
		{"a corrected statement", PublicStatement, PublicStatementPage{PublicItem: item, Bodies: []PublicBody{{"en", "One.\n\nTwo."}, {"ar", "نص"}}, Correction: &PublicCorrection{At: at, Note: "The count was wrong."}}, []string{"<p>Two.</p>", `lang="ar" dir="rtl"`, "The count was wrong.", "How to reach us"}},
		{"a one-time link", Setup, SetupPage{Token: "abc", Username: "ana", Error: "Use a longer password."}, []string{`value="abc"`, `value="ana"`, "Use a longer password."}},
		{"nothing there", ErrorPageName, ErrorPage{Status: 404, RequestID: "01J9"}, []string{"There is no such page", "01J9"}},
		{"any other error", ErrorPageName, ErrorPage{Status: 500}, []string{"Something went wrong"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			if err := site.Render(&out, tt.page, "xx", tt.data); err != nil {
				t.Fatal(err)
			}
			for _, want := range append(tt.want, `<html lang="en" dir="ltr"`, site.Style) {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, &out)
				}
			}
		})
	}
}

func TestPluralForms(t *testing.T) {
	site := build(t)
	for n, want := range map[int]string{1: "1 incident", 0: "0 incidents", 2: "2 incidents"} {
		if got, err := site.Text("en", "incidents.total", "n", n); err != nil || got != want {
			t.Errorf("incidents.total for %d = %q, %v; want %q", n, got, err, want)
		}
	}
	for n, want := range map[int]string{0: "zero", 1: "one", 2: "two", 3: "few", 11: "many", 100: "other"} {
		if got := pluralForm("ar", n); got != want {
			t.Errorf("Arabic form for %d = %s, want %s", n, got, want)
		}
	}
	if _, err := site.Text("en", "no.such.key"); err == nil {
		t.Error("a key that does not exist gives no error")
	}
}
