package static

import (
	"io/fs"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// goSources is this folder, for tests that read the program's own text.
var goSources fs.FS = os.DirFS(".")

// tokens reads the colours of each theme from tokens.css: light, dark by the
// system's wish and dark by the switch.
func tokens(t *testing.T) (light, system, dark map[string]string) {
	t.Helper()
	body, err := fs.ReadFile(embedded, "tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colour := regexp.MustCompile(`--([a-z0-9-]+): (#[0-9a-f]{6});`)
	read := func(start string) map[string]string {
		_, text, ok := strings.Cut(string(body), start)
		if !ok {
			t.Fatalf("tokens.css has no %q", start)
		}
		block, _, _ := strings.Cut(text, "}")
		found := map[string]string{}
		for _, m := range colour.FindAllStringSubmatch(block, -1) {
			found[m[1]] = m[2]
		}
		return found
	}
	return read("\n:root {"), read(`:root:not([data-theme="light"]) {`), read(`:root[data-theme="dark"] {`)
}

// contrast is the ratio of WCAG 2.2 between two colours.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
}

func luminance(hex string) float64 {
	channel := func(i int) float64 {
		n, _ := strconv.ParseUint(hex[i:i+2], 16, 8)
		c := float64(n) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*channel(1) + .7152*channel(3) + .0722*channel(5)
}

func TestContrast(t *testing.T) {
	light, system, dark := tokens(t)
	if len(light) < 36 {
		t.Fatalf("only %d colours found", len(light))
	}
	for name := range light {
		if system[name] == "" || system[name] != dark[name] {
			t.Errorf("--%s is %q in the dark of the system and %q in that of the switch", name, system[name], dark[name])
		}
	}

	type pair struct {
		text, ground string
		least        float64
	}
	var pairs []pair
	grounds := []string{"paper", "surface", "surface-2"}
	meanings := []string{"conflict", "missing", "near", "agree", "joint", "slot-a", "slot-b", "slot-c", "slot-d", "slot-e"}
	for _, g := range grounds {
		for _, text := range []string{"ink", "ink-2", "ink-3", "accent"} {
			pairs = append(pairs, pair{text, g, 4.5})
		}
		pairs = append(pairs, pair{"line-strong", g, 3}, pair{"focus", g, 3})
	}
	pairs = append(pairs, pair{"accent-ink", "accent", 4.5}, pair{"accent", "accent-soft", 4.5}, pair{"ink", "accent-soft", 4.5}, pair{"ink-2", "accent-soft", 4.5}, pair{"ink-3", "accent-soft", 4.5}, pair{"surface", "conflict", 4.5}, pair{"paper", "ink", 4.5}, pair{"map-label", "map-land", 4.5})
	for _, m := range meanings {
		pairs = append(pairs, pair{m, m + "-soft", 4.5}, pair{m, "surface", 4.5}, pair{m, "paper", 4.5}, pair{"ink", m + "-soft", 4.5}, pair{"ink-2", m + "-soft", 4.5}, pair{"ink-3", m + "-soft", 4.5})
	}
	for theme, colours := range map[string]map[string]string{"light": light, "dark": dark} {
		lowest := 21.0
		for _, p := range pairs {
			if colours[p.text] == "" || colours[p.ground] == "" {
				t.Fatalf("%s: no colour for %v", theme, p)
			}
			got := contrast(colours[p.text], colours[p.ground])
			if got < p.least {
				t.Errorf("%s: --%s on --%s is %.2f:1, least %.1f:1", theme, p.text, p.ground, got, p.least)
			}
			if p.least == 4.5 {
				lowest = min(lowest, got)
			}
		}
		t.Logf("%s: %d pairs, lowest for text %.2f:1", theme, len(pairs), lowest)
	}
}
