package worlds

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What makes worlds multiplies fractions in mul alone, and calls of package math
// only what is exact everywhere: else a processor that fuses a product with a sum,
// or has its own exponential, would make another world.
func TestWorldsAreMadeTheSameOnEveryProcessor(t *testing.T) {
	files := token.NewFileSet()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	known := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if _, err := (&types.Config{Importer: importer.ForCompiler(files, "source", nil)}).Check("worlds", files, list, known); err != nil {
		t.Fatal(err)
	}
	faults, products := 0, 0
	for _, f := range list {
		if strings.HasPrefix(files.Position(f.Pos()).Filename, "evaluate") {
			continue // figures about a world, which are printed rounded
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok && d.Name.Name == "mul" {
				products++
				return false
			}
			if fault := portableFault(n, known); fault != "" {
				faults++
				t.Errorf("%s: %s", files.Position(n.Pos()), fault)
			}
			return true
		})
	}
	if products != 1 {
		t.Errorf("mul was met %d times, so the files were not all looked at", products)
	}
}

var exactEverywhere = []string{"Floor", "Sqrt", "Ldexp", "Frexp", "Ln2", "Sqrt2", "Pi", "MaxInt", "NaN"}

// portableFault says what is wrong with a piece of the program, "" if nothing is.
func portableFault(n ast.Node, known *types.Info) string {
	fraction := func(e ast.Expr) bool {
		kind, basic := known.Types[e].Type.Underlying().(*types.Basic)
		return basic && kind.Info()&types.IsFloat != 0 && known.Types[e].Value == nil
	}
	switch x := n.(type) {
	case *ast.BinaryExpr:
		two := func(e ast.Expr) bool { // doubling is exact, fused or not
			v := known.Types[e].Value
			return v != nil && (v.String() == "2" || v.String() == "-2")
		}
		if x.Op == token.MUL && fraction(x) && !two(x.X) && !two(x.Y) {
			return "a product of fractions outside mul"
		}
	case *ast.AssignStmt:
		if x.Tok == token.MUL_ASSIGN && fraction(x.Lhs[0]) {
			return "a product of fractions outside mul"
		}
	case *ast.SelectorExpr:
		if of, ok := x.X.(*ast.Ident); ok && of.Name == "math" && !slices.Contains(exactEverywhere, x.Sel.Name) {
			return "math." + x.Sel.Name + " may differ in the last bit"
		}
	}
	return ""
}

// The rule above finds what it forbids.
func TestPortableFaultsAreFound(t *testing.T) {
	tests := []struct {
		text  string
		fault bool
	}{
		{"func f(a, b, c float64) float64 { return a*b + c }", true},
		{"func f(a float64) float64 { a *= 1.5; return a }", true},
		{"func f(a float64) float64 { return math.Exp(a) }", true},
		{"func f(a float64) float64 { return 2*a - 1 }", false},
		{"func f(a, b int) int { return a*b + 1 }", false},
		{"func f(a float64) float64 { return math.Sqrt(a) }", false},
	}
	for _, tt := range tests {
		files := token.NewFileSet()
		f, err := parser.ParseFile(files, "x.go", "package x\nimport \"math\"\nvar _ = math.Pi\n"+tt.text, 0)
		if err != nil {
			t.Fatal(err)
		}
		known := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
		if _, err := (&types.Config{Importer: importer.ForCompiler(files, "source", nil)}).Check("x", files, []*ast.File{f}, known); err != nil {
			t.Fatal(err)
		}
		found := false
		ast.Inspect(f, func(n ast.Node) bool {
			found = found || portableFault(n, known) != ""
			return true
		})
		if found != tt.fault {
			t.Errorf("%s: found %v, want %v", tt.text, found, tt.fault)
		}
	}
}

func TestOurMathAgreesWithTheirs(t *testing.T) {
	for x := -50.0; x <= 50; x += 0.037 {
		if got, want := exp(x), math.Exp(x); math.Abs(got/want-1) > 1e-13 {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
		if got := log(math.Exp(x)); math.Abs(got-x) > 1e-13*max(1, math.Abs(x)) {
			t.Errorf("log(exp(%v)) = %v", x, got)
		}
		if x >= -90 && x <= 90 && math.Abs(cosine(x)-math.Cos(x*math.Pi/180)) > 1e-13 {
			t.Errorf("cosine(%v) = %v", x, cosine(x))
		}
	}
}

func TestMovedStaysOnTheGlobe(t *testing.T) {
	tests := []struct {
		name        string
		from        point
		north, east float64
		want        point
	}{
		{"north", point{0, 0}, kmPerDegree, 0, point{1, 0}},
		{"over the antimeridian", point{0, 179.5}, 0, kmPerDegree, point{0, -179.5}},
		{"back over it", point{0, -179.5}, 0, -kmPerDegree, point{0, 179.5}},
		{"over the pole", point{89.5, 10}, kmPerDegree, 0, point{89.5, -170}},
		{"twice as many degrees at 60° north", point{60, 0}, 0, kmPerDegree, point{60, 2}},
	}
	for _, tt := range tests {
		got := tt.from.moved(tt.north, tt.east)
		if math.Abs(got.lat-tt.want.lat) > 1e-9 || math.Abs(got.lon-tt.want.lon) > 1e-9 {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
	if d := math.Sqrt(point{0, 179.5}.apart(point{0, -179.5})); math.Abs(d-kmPerDegree) > 1e-9 {
		t.Errorf("a degree across the antimeridian is %v km", d)
	}
}
