package search

import (
	"strings"

	"concord/models"
)

// Language writes conditions on terms in the way one database asks for them.
type Language struct {
	and, or, not string
	lone         bool // not stands before one condition, and needs nothing before it
	word         func(t string, prefix bool) string
}

// FTS4 is the language of SQLite's MATCH with parentheses; PostgreSQL that of a
// tsquery whose words are taken as they are.
var (
	FTS4 = Language{and: " AND ", or: " OR ", not: " NOT ", word: func(t string, prefix bool) string {
		if prefix {
			return t + "*"
		}
		return t
	}}
	PostgreSQL = Language{and: " & ", or: " | ", not: "!", lone: true, word: func(t string, prefix bool) string {
		t = "'" + strings.ReplaceAll(strings.ReplaceAll(t, `\`, `\\`), "'", "''") + "'"
		if prefix {
			return t + ":*"
		}
		return t
	}}
)

// Split parts a condition into what is found by terms alone and the rest, both of
// which must hold; either may be nil.
func Split(n *Node) (terms, rest *Node) {
	switch {
	case n == nil:
		return nil, nil
	case byTerms(n):
		return n, nil
	case n.Op != And:
		return nil, n
	}
	for _, k := range n.Kids {
		t, r := Split(k)
		terms, rest = Join(terms, t), Join(rest, r)
	}
	return terms, rest
}

func byTerms(n *Node) bool {
	if n.Op == Column {
		return false
	}
	for _, k := range n.Kids {
		if !byTerms(k) {
			return false
		}
	}
	return true
}

// Match writes a condition on terms for what who may read: a term counts where it
// stands in what others may read of the report, or in what who's own partner
// keeps back. holds tells whether anything at all meets a condition: the
// alternative of a term that nobody keeps back is left out, because each costs
// the database a walk through all that has the other.
func (l Language) Match(n *Node, who models.Actor, holds func(text string) bool) string {
	return writing{l, who, holds}.match(n)
}

// writing is a condition being written.
type writing struct {
	Language
	who   models.Actor
	holds func(string) bool
}

func (l writing) match(n *Node) string {
	switch n.Op {
	case Term:
		open := l.word(n.Term, n.Prefix)
		kept := l.word(keptBy(l.who.Partner, n.Term), n.Prefix) // of who belongs to no partner and may read everything, that of all kept parts
		if !l.holds(kept) {
			return open
		}
		return "(" + open + l.or + kept + ")"
	case Or:
		return "(" + l.join(l.or, n.Kids) + ")"
	case Not:
		return l.without("", n.Kids)
	}
	var with, out []*Node
	for _, k := range n.Kids {
		if k.Op == Not {
			out = append(out, k.Kids...)
		} else {
			with = append(with, k)
		}
	}
	text := l.join(l.and, with)
	if len(out) == 0 {
		return "(" + text + ")"
	}
	return l.without(text, out)
}

func (l writing) join(word string, kids []*Node) string {
	parts := make([]string, len(kids))
	for i, k := range kids {
		parts[i] = l.match(k)
	}
	return strings.Join(parts, word)
}

// without is what matches text, or every report where it is "", and none of out.
func (l writing) without(text string, out []*Node) string {
	if text == "" {
		text = l.word(Every, false)
	}
	none := "(" + l.join(l.or, out) + ")"
	if l.lone {
		return "(" + text + l.and + l.not + none + ")"
	}
	return "((" + text + ")" + l.not + none + ")"
}

// Found tells whether the terms of a report meet a condition on terms, for who.
func Found(n *Node, terms map[string]bool, who models.Actor) bool {
	switch n.Op {
	case Term:
		if !n.Prefix {
			return terms[n.Term] || terms[keptBy(who.Partner, n.Term)]
		}
		for t := range terms {
			if strings.HasPrefix(t, n.Term) || strings.HasPrefix(t, keptBy(who.Partner, n.Term)) {
				return true
			}
		}
		return false
	case Or:
		for _, k := range n.Kids {
			if Found(k, terms, who) {
				return true
			}
		}
		return false
	case Not:
		return !Found(n.Kids[0], terms, who)
	}
	for _, k := range n.Kids {
		if !Found(k, terms, who) {
			return false
		}
	}
	return true
}
