package handlers

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mayStart are the places where a goroutine may begin: Go, which recovers, the
// store's own writer, main, and the matcher and its memory, which raise a panic again in their caller.
var mayStart = []string{"handlers/safego.go", "models/store/", "app/main.go", "investigations/matching/parallel.go", "investigations/parallel.go", "tests/"}

// inflating are the ways of Fiber to a body that know no limit when it is
// compressed (F1). PostArgs and MultipartForm read what was refused before.
var inflating = []string{"Body", "BodyParser", "BodyUncompressed", "BodyGunzip", "BodyInflate", "BodyUnbrotli"}

// findings lists what one file may not do.
func findings(path string, f *ast.File, files *token.FileSet) (out []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			if !slices.ContainsFunc(mayStart, func(p string) bool { return strings.HasPrefix(path, p) }) {
				out = append(out, fmt.Sprintf("%s starts a goroutine: use handlers.Go, or a panic in it ends the process", files.Position(n.Pos())))
			}
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok || !strings.HasPrefix(path, "handlers/") || !slices.Contains(inflating, sel.Sel.Name) {
				return true
			}
			if inner, ok := sel.X.(*ast.CallExpr); ok { // c.Response().Body() is ours to read
				if of, ok := inner.Fun.(*ast.SelectorExpr); ok && of.Sel.Name == "Response" {
					return true
				}
			}
			out = append(out, fmt.Sprintf("%s calls %s: use body, or BodyRaw", files.Position(n.Pos()), sel.Sel.Name))
		}
		return true
	})
	return out
}

func TestNoGoroutinesAndNoInflating(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil; _, err = os.Stat(filepath.Join(root, "go.mod")) {
		if root == filepath.Dir(root) {
			t.Fatal("no go.mod above this package")
		}
		root = filepath.Dir(root)
	}
	files, seen := token.NewFileSet(), 0
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		seen++
		name, err := filepath.Rel(root, path)
		for _, finding := range findings(filepath.ToSlash(name), f, files) {
			t.Error(finding)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 6 {
		t.Errorf("only %d files were read", seen)
	}
}

// Control: the lint sees what it is there for, and lets the rest be.
func TestLintSees(t *testing.T) {
	tests := []struct {
		path, statement string
		want            int
	}{
		{"handlers/reports.go", "go f()", 1},
		{"app/server/server.go", "if true { go func() {}() }", 1},
		{"handlers/safego.go", "go f()", 0},
		{"models/store/open.go", "go f()", 0},
		{"handlers/reports.go", "x := c.Body()", 1},
		{"handlers/reports.go", "err := c.BodyParser(&v)", 1},
		{"handlers/reports.go", "x := c.Request().Body()", 1},
		{"handlers/reports.go", "x := c.Response().Body()", 0},
		{"handlers/reports.go", "x := c.BodyRaw()", 0},
		{"models/reports/log.go", "x := c.Body()", 0},
	}
	for _, tt := range tests {
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, tt.path, "package p\nfunc _() {\n"+tt.statement+"\n}", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := findings(tt.path, f, files); len(got) != tt.want {
			t.Errorf("%s in %s: %v, want %d findings", tt.statement, tt.path, got, tt.want)
		}
	}
}
