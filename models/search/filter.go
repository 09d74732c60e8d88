package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/models"
)

// Node is a condition: And and Or over Kids, Not over one, or a leaf. A leaf is a
// Term, found among the terms of a report, or a Test on a column of it.
type Node struct {
	Op   Op
	Kids []*Node

	Term   string // of a Term leaf
	Prefix bool   // the term is the beginning of one

	Test *Test // of a Column leaf
}

// Op is what a Node is.
type Op int

const (
	And Op = iota
	Or
	Not
	Term
	Column
)

// Test is a condition on a column. Of a Number or Time column the report holds a
// range; it passes when some value of the range does. A report that says nothing
// passes only the test for unknown.
type Test struct {
	Column  string // as in Field
	Kind    Kind
	Compare string // = < <= > >=
	Text    string // of Code and Word columns
	Number  int64  // of Number, and of Time in microseconds of UTC: the first moment meant
	Last    int64  // of Time: the last moment meant
	Unknown bool
}

// problem is a filter that cannot be read, with the column of the mistake.
func problem(at int, format string, args ...any) error {
	return &models.Error{Kind: models.Unreadable, Detail: "The filter cannot be read.", Fields: []models.FieldError{{
		Pointer: "/filter", Detail: fmt.Sprintf("At character %d: ", at+1) + fmt.Sprintf(format, args...)}}}
}

const (
	longestFilter  = 4_000 // characters
	mostConditions = 100
	deepest        = 5
	shortestPrefix = 4 // letters: a shorter beginning is that of too many words
)

// ParseWords reads what a person types into a search box: all of the words must
// occur, the last one also as the beginning of a longer word. nil asks for nothing.
func ParseWords(text string) (*Node, error) {
	fields := strings.Fields(models.Fold(text))
	if len(fields) == 0 {
		if strings.TrimSpace(text) != "" {
			return nil, &models.Error{Kind: models.Unreadable, Detail: "The search has no word.", Fields: []models.FieldError{{Pointer: "/q", Detail: "Type letters or digits."}}}
		}
		return nil, nil
	}
	if len(fields) > 20 {
		return nil, &models.Error{Kind: models.Unreadable, Detail: "The search is too long.", Fields: []models.FieldError{{Pointer: "/q", Detail: "Use at most 20 words."}}}
	}
	all := &Node{Op: And}
	for i, w := range fields {
		all.Kids = append(all.Kids, &Node{Op: Term, Term: w, Prefix: i == len(fields)-1 && len([]rune(w)) >= shortestPrefix})
	}
	return all, nil
}

// ParseFilter reads a filter expression:
//
//	weapon=CLUSTER and not (killed>=5 or source=NGO,UN) and started>=2031-03-01
//
// Fields compare by = != < <= > >=, commas list alternatives, `unknown` is a
// value of numbers and times; a word or a "quoted text" without a field must
// occur anywhere. The error is of kind Unreadable and says at which character.
func ParseFilter(text string) (*Node, error) {
	if n := len([]rune(text)); n > longestFilter {
		return nil, problem(longestFilter, "the filter is too long; use at most %d characters.", longestFilter)
	}
	p := &parser{tokens: split(text)}
	if len(p.tokens) == 0 {
		return nil, nil
	}
	n, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if t, more := p.peek(); more {
		return nil, problem(t.at, "%q is left over; join conditions with and, or.", t.text)
	}
	return n, nil
}

// token is a word, a quoted text, an operator or a bracket.
type token struct {
	at     int // characters before it
	text   string
	quoted bool
}

func split(text string) (tokens []token) {
	runes := []rune(text)
	for i := 0; i < len(runes); {
		c := runes[i]
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case strings.ContainsRune("()=,", c):
			tokens = append(tokens, token{i, string(c), false})
			i++
		case strings.ContainsRune("<>!", c):
			n := 1
			if i+1 < len(runes) && runes[i+1] == '=' {
				n = 2
			}
			tokens = append(tokens, token{i, string(runes[i : i+n]), false})
			i += n
		case c == '"':
			end := i + 1
			for end < len(runes) && runes[end] != '"' {
				end++
			}
			tokens = append(tokens, token{i, string(runes[i+1 : end]), true})
			i = end + 1
		default:
			end := i
			for end < len(runes) && !strings.ContainsRune(" \t\r\n()=,<>!\"", runes[end]) {
				end++
			}
			tokens = append(tokens, token{i, string(runes[i:end]), false})
			i = end
		}
	}
	return tokens
}

type parser struct {
	tokens     []token
	next       int
	conditions int
}

func (p *parser) peek() (token, bool) {
	if p.next < len(p.tokens) {
		return p.tokens[p.next], true
	}
	end := 0
	if n := len(p.tokens); n > 0 {
		end = p.tokens[n-1].at + len([]rune(p.tokens[n-1].text))
	}
	return token{at: end}, false
}

// word takes a keyword in any letter case.
func (p *parser) word(keyword string) bool {
	t, ok := p.peek()
	if ok && !t.quoted && strings.EqualFold(t.text, keyword) {
		p.next++
		return true
	}
	return false
}

func (p *parser) or(depth int) (*Node, error)  { return p.list(Or, "or", p.and, depth) }
func (p *parser) and(depth int) (*Node, error) { return p.list(And, "and", p.not, depth) }

func (p *parser) list(op Op, keyword string, part func(int) (*Node, error), depth int) (*Node, error) {
	first, err := part(depth)
	if err != nil {
		return nil, err
	}
	kids := []*Node{first}
	for p.word(keyword) {
		n, err := part(depth)
		if err != nil {
			return nil, err
		}
		kids = append(kids, n)
	}
	if len(kids) == 1 {
		return first, nil
	}
	return &Node{Op: op, Kids: kids}, nil
}

func (p *parser) not(depth int) (*Node, error) {
	if t, _ := p.peek(); depth > deepest {
		return nil, problem(t.at, "the filter is nested too deep; use at most %d brackets in brackets.", deepest)
	}
	if p.word("not") {
		n, err := p.not(depth + 1)
		if err != nil {
			return nil, err
		}
		return &Node{Op: Not, Kids: []*Node{n}}, nil
	}
	if p.word("(") {
		n, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if t, _ := p.peek(); !p.word(")") {
			return nil, problem(t.at, "a closing bracket is missing.")
		}
		return n, nil
	}
	return p.condition()
}

var relations = []string{"=", "!=", "<", "<=", ">", ">="}

// condition is `field relation value,value…`, or words that must occur anywhere.
func (p *parser) condition() (*Node, error) {
	t, ok := p.peek()
	if !ok {
		return nil, problem(t.at, "a condition is missing, such as weapon=CLUSTER.")
	}
	if !t.quoted && (strings.ContainsAny(t.text, "()=,<>!") || slices.ContainsFunc([]string{"and", "or"}, func(k string) bool { return strings.EqualFold(k, t.text) })) {
		return nil, problem(t.at, "%q stands where a condition should, such as weapon=CLUSTER.", t.text)
	}
	if p.conditions++; p.conditions > mostConditions {
		return nil, problem(t.at, "there are too many conditions; use at most %d.", mostConditions)
	}
	p.next++
	r, more := p.peek()
	if !more || r.quoted || !slices.Contains(relations, r.text) {
		if !t.quoted {
			if _, known := fieldNamed(t.text); known {
				return nil, problem(r.at, "%s is a field; compare it, such as %s.", t.text, example(t.text))
			}
		}
		return words(t, "")
	}
	field, known := fieldNamed(t.text)
	if !known || t.quoted {
		return nil, problem(t.at, "there is no field %q; use one of %s.", t.text, strings.Join(names(), ", "))
	}
	p.next++
	any := &Node{Op: Or}
	for {
		v, ok := p.peek()
		if !ok || !v.quoted && (strings.ContainsAny(v.text, "()=,<>!")) {
			return nil, problem(v.at, "a value is missing after %s%s.", field.Name, r.text)
		}
		p.next++
		n, err := leaf(field, r.text, v)
		if err != nil {
			return nil, err
		}
		any.Kids = append(any.Kids, n)
		if !p.word(",") {
			break
		}
	}
	n := any
	if len(any.Kids) == 1 {
		n = any.Kids[0]
	}
	if r.text == "!=" {
		n = &Node{Op: Not, Kids: []*Node{n}}
	}
	return n, nil
}

func names() (all []string) {
	for _, f := range Fields {
		all = append(all, f.Name)
	}
	return all
}

func example(name string) string {
	f, _ := fieldNamed(name)
	switch f.Kind {
	case Code:
		return name + "=" + f.Codes[0]
	case Number:
		return name + ">=1"
	case Time, Day:
		return name + "=2031-03-04"
	}
	return name + `="some words"`
}

// words is a leaf, or a conjunction, that wants every word of a text.
func words(t token, field string) (*Node, error) {
	all := &Node{Op: And}
	for w := range strings.FieldsSeq(models.Fold(t.text)) {
		if field != "" {
			w = term(field, w)
		}
		all.Kids = append(all.Kids, &Node{Op: Term, Term: w})
	}
	switch len(all.Kids) {
	case 0:
		return nil, problem(t.at, "%q has no letter or digit to look for.", t.text)
	case 1:
		return all.Kids[0], nil
	}
	return all, nil
}

// leaf is one field compared with one value; != is made of = by the caller.
func leaf(f Field, relation string, v token) (*Node, error) {
	if relation == "!=" {
		relation = "="
	}
	if relation != "=" && f.Kind != Number && f.Kind != Time {
		return nil, problem(v.at, "%s can only be compared by = and !=.", f.Name)
	}
	switch f.Kind {
	case Code:
		i := slices.IndexFunc(f.Codes, func(c string) bool { return strings.EqualFold(c, v.text) })
		if i < 0 {
			return nil, problem(v.at, "%q is not a value of %s; use one of %s.", v.text, f.Name, strings.Join(f.Codes, ", "))
		}
		if f.column != "" {
			return &Node{Op: Column, Test: &Test{Column: f.column, Kind: Code, Compare: "=", Text: f.Codes[i]}}, nil
		}
		return &Node{Op: Term, Term: term(f.Name, f.Codes[i])}, nil
	case Word:
		if f.column != "" {
			return &Node{Op: Column, Test: &Test{Column: f.column, Kind: Word, Compare: "=", Text: strings.ToUpper(v.text)}}, nil
		}
		return words(v, f.Name)
	case Day:
		at, err := time.Parse(time.DateOnly, v.text)
		if err != nil {
			return nil, problem(v.at, "%q is not a day; write it like 2031-03-04.", v.text)
		}
		return &Node{Op: Term, Term: term(f.Name, at.Format("20060102"))}, nil
	}
	test := &Test{Column: f.column, Kind: f.Kind, Compare: relation}
	if strings.EqualFold(v.text, "unknown") {
		if relation != "=" {
			return nil, problem(v.at, "unknown is neither more nor less; use %s=unknown or %s!=unknown.", f.Name, f.Name)
		}
		test.Unknown = true
		return &Node{Op: Column, Test: test}, nil
	}
	if f.Kind == Number {
		n, err := strconv.ParseInt(v.text, 10, 64)
		if err != nil || n < 0 {
			return nil, problem(v.at, "%q is not a whole number of 0 or more; unknown is a value too.", v.text)
		}
		test.Number = n
		return &Node{Op: Column, Test: test}, nil
	}
	first, err := time.Parse(time.RFC3339, v.text)
	last := first
	if err != nil {
		if first, err = time.Parse(time.DateOnly, v.text); err != nil {
			return nil, problem(v.at, "%q is not a day or time; write it like 2031-03-04 or 2031-03-04T01:10:00Z.", v.text)
		}
		last = first.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	test.Number, test.Last = first.UnixMicro(), last.UnixMicro()
	return &Node{Op: Column, Test: test}, nil
}

// Join is both conditions; nil asks for nothing.
func Join(a, b *Node) *Node {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &Node{Op: And, Kids: []*Node{a, b}}
}
