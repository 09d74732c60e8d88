package gaps

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"concord/models"
)

// lots: a lot that one account found is one that was transferred, and the partner that
// received it does not name it (G32).
func (s *besides) lots() {
	for _, a := range s.live {
		for _, m := range a.Facts.Means {
			if m.Lot == nil || *m.Lot == "" {
				continue
			}
			for _, t := range s.Transfers {
				user := s.account(t.Recipient)
				if t.Recipient == a.Partner || !inRange(*m.Lot, t.First, t.Last) || user != nil && slices.ContainsFunc(user.Facts.Means, func(o models.Means) bool { return o.Lot != nil && sameLotAs(*o.Lot, *m.Lot) }) {
					continue
				}
				s.add(models.Finding{Code: "G32", Field: "means/lot", ValueA: *m.Lot, Relation: models.OneSided,
					Title: fmt.Sprintf("Lot %s was transferred from %s to %s (%s), whose account does not name it.", *m.Lot, s.ctx.name(t.Supplier), s.ctx.name(t.Recipient), t.Ref)}, 0, a.Partner, t.Recipient)
			}
		}
	}
}

func sameLotAs(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// inRange tells whether a lot lies between two, which have its letters and number
// beside: KX-77-0412 lies between KX-77-0400 and KX-77-0499.
func inRange(lot, first, last string) bool {
	if last == "" {
		last = first
	}
	l, n, ok := numbered(lot)
	f, from, okF := numbered(first)
	t, to, okT := numbered(last)
	if !ok || !okF || !okT {
		return sameLotAs(lot, first) || sameLotAs(lot, last)
	}
	return strings.EqualFold(l, f) && strings.EqualFold(l, t) && from <= n && n <= to
}

// numbered parts a lot into what stands before its last number, and the number.
func numbered(lot string) (before string, number int, ok bool) {
	lot = strings.TrimSpace(lot)
	at := strings.LastIndexFunc(lot, func(r rune) bool { return !unicode.IsDigit(r) }) + 1
	if at == len(lot) || len(lot)-at > 15 {
		return lot, 0, false
	}
	for _, r := range lot[at:] {
		if r < '0' || r > '9' {
			return lot, 0, false
		}
		number = 10*number + int(r-'0')
	}
	return lot[:at], number, true
}
