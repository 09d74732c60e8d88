package matching

import (
	"cmp"
	"slices"
	"strings"
)

// extras are the coded columns that both files share (api.md section 4: columns
// named x_…), sorted by name.
type extras []extra

type extra struct{ name, value key }

const maxExtras = 16

func packExtras(columns map[string]string) extras {
	var list extras
	for name, value := range columns {
		folded := strings.ToLower(strings.TrimSpace(value))
		if strings.HasPrefix(name, "x_") && folded != "" {
			list = append(list, extra{keyOf(name), keyOf(folded)})
		}
	}
	slices.SortFunc(list, func(a, b extra) int { return cmp.Compare(a.name, b.name) })
	return list[:min(len(list), maxExtras)]
}

// Equal values of a column speak for a pair and unequal ones against it, up to a
// limit, since such columns often repeat each other.
const (
	equalBits   = 1.6
	unequalBits = -1.4
	extrasLimit = 4.5
)

// count of shared columns with equal and with unequal values.
func (a extras) count(b extras) (equal, unequal int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0].name < b[0].name:
			a = a[1:]
		case a[0].name > b[0].name:
			b = b[1:]
		default:
			if a[0].value == b[0].value {
				equal++
			} else {
				unequal++
			}
			a, b = a[1:], b[1:]
		}
	}
	return equal, unequal
}

func (a extras) bits(b extras) float64 {
	equal, unequal := a.count(b)
	return max(-extrasLimit, min(extrasLimit, float64(equal)*equalBits+float64(unequal)*unequalBits))
}
