// Package static holds the web interface: its sources, embedded, and the few
// pages the server renders itself. Build bundles and compresses everything once
// at start, so nothing generated is ever committed.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
)

//go:embed app vendor i18n fonts geo templates *.svg *.css
var embedded embed.FS

// Asset is one file as it goes over the wire. Its name carries a hash of its
// content, so it may be cached for ever.
type Asset struct {
	Name string // "/assets/app-3GZC2K7M.js"
	Type string // Content-Type
	Body []byte
	Gzip []byte // nil where compressing again would gain nothing
	ETag string // quoted, as the header wants it
}

// Site is the built interface: its assets by URL path and its page templates.
type Site struct {
	Assets       map[string]Asset
	Script       string   // URL of the staff interface's script
	Shared       []string // URLs of what that script imports at once
	SignInScript string   // URL of the sign-in page's few lines
	Style        string   // URL of the one style sheet
	Icons        string   // URL of the icon sprite
	Favicon      string   // URL of the mark, for the browser's tab
	Licences     string   // URL of the licences of what we ship
	Languages    []string // codes with messages, "en" first

	messages map[string]Messages           // by language
	urls     map[string]string             // URL of the messages, by language
	pages    map[string]*template.Template // by language; each set holds every page
}

// Build builds the interface from the embedded sources, once in a process: they cannot
// change. Nobody may change what it gives.
var Build = sync.OnceValues(func() (*Site, error) { return BuildFrom(embedded) })

// BuildFrom builds the interface from files laid out as in this folder. In
// development that is os.DirFS("static"), built again on every reload.
func BuildFrom(files fs.FS) (*Site, error) {
	site := &Site{Assets: map[string]Asset{}, urls: map[string]string{}}
	for _, step := range []func(fs.FS) error{site.bundle, site.addMessages, site.addFavicon, site.addLicences, site.parsePages} {
		if err := step(files); err != nil {
			return nil, fmt.Errorf("static: %w", err)
		}
	}
	return site, nil
}

// types are the kinds of file we serve. A name outside this list is a mistake.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff2": "font/woff2",
}

// add stores body under a name that already carries its hash.
func (s *Site) add(url string, body []byte) error {
	kind, ok := types[path.Ext(url)]
	if !ok {
		return fmt.Errorf("%s: no content type for this kind of file", url)
	}
	asset := Asset{Name: url, Type: kind, Body: body, ETag: `"` + hash(body) + `"`}
	if path.Ext(url) != ".woff2" { // already compressed
		var err error
		if asset.Gzip, err = compress(body); err != nil {
			return err
		}
	}
	s.Assets[url] = asset
	return nil
}

// addHashed stores body as /assets/NAME-HASH.EXT and returns that URL.
func (s *Site) addHashed(name string, body []byte) (string, error) {
	ext := path.Ext(name)
	url := "/assets/" + strings.TrimSuffix(name, ext) + "-" + hash(body) + ext
	return url, s.add(url, body)
}

func (s *Site) addFavicon(files fs.FS) error {
	body, err := fs.ReadFile(files, "favicon.svg")
	if err != nil {
		return err
	}
	s.Favicon, err = s.addHashed("favicon.svg", body)
	return err
}

// addLicences serves the licences of the libraries and fonts we pass on, which
// is what they ask for.
func (s *Site) addLicences(files fs.FS) error {
	var names []string
	for _, pattern := range []string{"vendor/LICENSE-*", "fonts/OFL*.txt"} {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			return err
		}
		names = append(names, found...)
	}
	sort.Strings(names)
	var text bytes.Buffer
	for _, name := range names {
		body, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "== %s ==\n\n%s\n\n", name, bytes.TrimSpace(body))
	}
	var err error
	s.Licences, err = s.addHashed("licences.txt", text.Bytes())
	return err
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:6])
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
