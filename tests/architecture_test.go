// Package tests keeps the rules that the whole repository follows.
package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says what each package of ours may import of ours. A package that
// stands in nobody's list is forbidden to all.
var mayImport = map[string][]string{
	"geo/mgrs":                  {},
	"geo":                       {"geo/mgrs"},
	"models":                    {"geo"},
	"models/access":             {"models"},
	"models/audit":              {"models"},
	"models/formats":            {"models", "geo", "geo/mgrs"},
	"models/search":             {"models"},
	"models/points":             {"geo"},
	"models/store":              {"models", "geo", "models/access", "models/audit", "models/points", "models/search"},
	"models/reports":            {"models", "geo", "models/access", "models/audit", "models/search", "models/store", "models/formats", "models/keys", "models/sealed"},
	"models/keys":               {"models"},
	"models/sealed":             {"models", "models/access", "models/audit", "models/keys", "models/store"},
	"models/vault":              {"models"},
	"models/pictures":           {},
	"models/uploads":            {"models", "models/access", "models/store", "models/vault"},
	"models/evidence":           {"models", "models/access", "models/audit", "models/pictures", "models/store", "models/uploads", "models/vault"},
	"models/directory":          {"models", "models/access", "models/store"},
	"investigations/matching":   {"models", "geo", "geo/mgrs"},
	"investigations/gaps":       {"models", "geo", "geo/mgrs"},
	"investigations/unrecorded": {},
	"investigations":            {"models", "geo", "models/access", "models/audit", "models/store", "investigations/matching", "investigations/gaps"},
	"investigations/linkfiles":  {"models", "models/formats", "investigations/matching", "investigations/gaps", "investigations/unrecorded"},
	"investigations/statements": {"models", "geo", "models/access", "models/store", "investigations"},
	"investigations/exports":    {"models", "models/access", "geo", "models/store", "models/formats", "models/reports", "investigations"},
	"static":                    {},
	"models/views":              {"models", "models/access", "models/store"},
	"handlers": {"static", "geo", "models", "models/access", "models/audit", "models/points", "models/search", "models/evidence", "models/store", "models/uploads", "models/formats", "models/reports", "models/directory",
		"models/keys", "models/sealed", "models/views", "investigations", "investigations/gaps", "investigations/statements", "investigations/exports"},
	"app/server": {"static", "handlers", "models", "models/access", "models/audit", "models/evidence", "models/store", "models/uploads", "models/directory", "models/keys", "models/reports", "models/sealed", "investigations", "investigations/statements"},
	"app/demo":   {"app/server", "static", "geo", "models", "models/store", "models/reports", "models/directory", "investigations", "investigations/statements"},
	"app/commands": {"app/server", "app/demo", "models", "models/audit", "models/evidence", "models/store", "models/formats", "models/reports", "models/directory",
		"models/keys", "models/sealed", "investigations", "investigations/exports", "investigations/linkfiles"},
	"app": {"app/commands"},
}

// sources gives every Go file of the program by package folder, tests left out.
func sources(t *testing.T) map[string][]*ast.File {
	t.Helper()
	out := map[string][]*ast.File{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "tests") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, _ := filepath.Rel("..", filepath.Dir(path))
		out[filepath.ToSlash(dir)] = append(out[filepath.ToSlash(dir)], f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Arrows point down: each package can be understood with only those below it.
func TestImportsPointDown(t *testing.T) {
	for dir, files := range sources(t) {
		allowed, known := mayImport[dir]
		if !known {
			t.Errorf("package %s stands in no row of the table: decide what it may import", dir)
			continue
		}
		for _, f := range files {
			for _, i := range f.Imports {
				path, _ := strconv.Unquote(i.Path.Value)
				ours, is := strings.CutPrefix(path, "concord/")
				if is && !slices.Contains(allowed, ours) {
					t.Errorf("%s imports %s, which lies above or beside it", dir, ours)
				}
			}
		}
	}
}

// SQL outside models/store is constant and goes through the scoped chain: no raw
// statements, no tables of one's own, no text put together at run time.
func TestNoSQLOutsideTheStore(t *testing.T) {
	forbidden := []string{"Raw", "Exec", "Table", "Unscoped"}
	constant := []string{"Where", "Order", "Select", "Joins", "Group", "Having", "Or", "Not"}
	for dir, files := range sources(t) {
		if dir == "models/store" || strings.HasPrefix(dir, "static") {
			continue
		}
		for _, f := range files {
			if !imports(f, "gorm.io/gorm") && !imports(f, "concord/models/store") {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if slices.Contains(forbidden, sel.Sel.Name) && len(call.Args) > 0 {
					t.Errorf("%s calls %s: SQL belongs into models/store", dir, sel.Sel.Name)
				}
				if slices.Contains(constant, sel.Sel.Name) && len(call.Args) > 0 {
					if lit, ok := call.Args[0].(*ast.BasicLit); !ok || lit.Kind != token.STRING {
						t.Errorf("%s calls %s with text that is not a constant", dir, sel.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

func imports(f *ast.File, path string) bool {
	return slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == strconv.Quote(path) })
}
