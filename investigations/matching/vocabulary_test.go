package matching

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"concord/models"

	"pgregory.net/rapid"
)

// A word weighs in bulk what it weighs alone.
func TestWeighAll(t *testing.T) {
	said := strings.Fields("bakery cistern lantern orchard wharf granary tannery shelter")
	rapid.Check(t, func(t *rapid.T) {
		var all, alone []Record
		for n := range rapid.IntRange(1, 200).Draw(t, "records") {
			own := fmt.Sprintf(" said%c%c", 'a'+n%26, 'a'+n/26)
			f := models.ReportFacts{Narrative: strings.Join(rapid.SliceOfN(rapid.SampledFrom(said), 0, 4).Draw(t, "narrative"), " ") + own}
			id, partner := fmt.Sprintf("r%03d", n), rapid.SampledFrom([]string{"A", "B"}).Draw(t, "partner")
			all, alone = append(all, Pack(id, partner, f)), append(alone, Pack(id, partner, f))
		}
		counted := Count(all[:rapid.IntRange(0, len(all)).Draw(t, "counted")])
		counted.WeighAll(all)
		for i := range alone {
			counted.Weigh(&alone[i])
			if got, want := all[i].text.words(), alone[i].text.words(); !slices.Equal(got, want) || all[i].weighty != alone[i].weighty {
				t.Fatalf("record %d weighs %x in bulk, alone %x", i, got, want)
			}
		}
	})
}

// What a partner writes in more than one in twenty of its reports says nothing there; from
// another's pen, who seldom writes it, it does.
func TestBoilerplateWeighsNothing(t *testing.T) {
	var all []Record
	for n := range 200 {
		f := models.ReportFacts{Narrative: fmt.Sprintf("said%c%c", 'a'+n%26, 'a'+n/26)}
		if n < 20 || n == 100 {
			f.Narrative += " communique"
		}
		all = append(all, Pack(fmt.Sprintf("r%03d", n), []string{"A", "B"}[n/100], f))
	}
	counted := Count(all)
	tests := map[string]func(){
		"one by one": func() {
			for i := range all {
				counted.Weigh(&all[i])
			}
		},
		"in bulk": func() { counted.WeighAll(all) },
	}
	for name, weigh := range tests {
		weigh()
		for _, one := range []struct {
			record int
			weighs bool
		}{{0, false}, {19, false}, {100, true}} {
			word := short("communique") &^ flagMask
			words := all[one.record].text.words()
			at := slices.IndexFunc(words, func(w uint32) bool { return w&^flagMask == word })
			if at < 0 || (words[at]&weightMask > 0) != one.weighs {
				t.Errorf("%s: record %d has its word at %d of %x; it weighs should be %v", name, one.record, at, words, one.weighs)
			}
		}
	}
}
