package models

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// plan checks the validate tags of one type without making anything: nearly every
// report keeps its rules, and an import checks very many. It only tells whether a
// value keeps them all; CheckTags says what is wrong with one that does not.
//
// A plan is made from the tags themselves, so that no rule stands in two places; a
// tag it does not know stops the program at start.
type plan struct{ fields []planned }

type planned struct {
	index int
	kept  rule
}

// rule tells whether a value keeps a rule.
type rule func(reflect.Value) bool

var factsPlan = planOf(reflect.TypeFor[ReportFacts]())

// keepsTags tells whether CheckTags would report nothing.
func (f *ReportFacts) keepsTags() bool { return factsPlan.kept(reflect.ValueOf(f).Elem()) }

func (p *plan) kept(v reflect.Value) bool {
	for i := range p.fields {
		if f := &p.fields[i]; !f.kept(v.Field(f.index)) {
			return false
		}
	}
	return true
}

func planOf(t reflect.Type) *plan {
	p := &plan{}
	for i := range t.NumField() {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		var tags []string
		if tag := field.Tag.Get("validate"); tag != "" {
			tags = strings.Split(tag, ",")
		}
		if kept := ruleOf(field.Type, tags); kept != nil {
			p.fields = append(p.fields, planned{i, kept})
		}
	}
	return p
}

// ruleOf is the tags of one value as a rule; nil where there is nothing to check.
func ruleOf(t reflect.Type, tags []string) rule {
	if t.Kind() == reflect.Pointer {
		return pointerRule(t, tags)
	}
	var rules []rule
	omit := false
	for i, tag := range tags {
		name, param, _ := strings.Cut(tag, "=")
		switch name {
		case "omitempty":
			omit = true
		case "dive":
			rules = append(rules, diveRule(t, tags[i+1:]))
		default:
			rules = append(rules, plainRule(t, name, param))
		}
		if name == "dive" {
			break
		}
	}
	if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() {
		if inner := planOf(t); len(inner.fields) > 0 {
			rules = append(rules, inner.kept)
		}
	}
	switch {
	case len(rules) == 0:
		return nil
	case omit:
		return func(v reflect.Value) bool { return v.IsZero() || all(rules, v) }
	case len(rules) == 1:
		return rules[0]
	}
	return func(v reflect.Value) bool { return all(rules, v) }
}

func all(rules []rule, v reflect.Value) bool {
	for _, r := range rules {
		if !r(v) {
			return false
		}
	}
	return true
}

// pointerRule checks what a pointer points to; a nil one breaks only required.
func pointerRule(t reflect.Type, tags []string) rule {
	required, omit := false, false
	var rest []string
	for _, tag := range tags {
		switch tag {
		case "required":
			required = true
		case "omitempty":
			omit = true
		default:
			rest = append(rest, tag)
		}
	}
	if len(rest) > 0 && !omit {
		panic(fmt.Sprintf("models: the tags %v of a pointer need omitempty", tags))
	}
	inner := ruleOf(t.Elem(), rest)
	if inner == nil && !required {
		return nil
	}
	return func(v reflect.Value) bool {
		if v.IsNil() {
			return !required
		}
		return inner == nil || inner(v.Elem())
	}
}

// diveRule checks every element of a list or map, and the keys of a map.
func diveRule(t reflect.Type, tags []string) rule {
	var keys []string
	if len(tags) > 0 && tags[0] == "keys" {
		for i, tag := range tags {
			if tag == "endkeys" {
				keys, tags = tags[1:i], tags[i+1:]
				break
			}
		}
	}
	each := ruleOf(t.Elem(), tags)
	if t.Kind() == reflect.Map {
		key := ruleOf(t.Key(), keys)
		return func(v reflect.Value) bool {
			for entry := v.MapRange(); entry.Next(); {
				if key != nil && !key(entry.Key()) || each != nil && !each(entry.Value()) {
					return false
				}
			}
			return true
		}
	}
	return func(v reflect.Value) bool {
		for i := range v.Len() {
			if each != nil && !each(v.Index(i)) {
				return false
			}
		}
		return true
	}
}

// plainRule is one tag with its number or name.
func plainRule(t reflect.Type, name, param string) rule {
	number := func() int {
		n, err := strconv.Atoi(param)
		if err != nil {
			panic(fmt.Sprintf("models: the tag %s=%s needs a whole number", name, param))
		}
		return n
	}
	text := t.Kind() == reflect.String
	switch {
	case name == "required":
		return func(v reflect.Value) bool { return !v.IsZero() }
	case name == "max" && text:
		most := number()
		return func(v reflect.Value) bool {
			s := v.String()
			return len(s) <= most || utf8.RuneCountInString(s) <= most
		}
	case name == "max" && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map):
		most := number()
		return func(v reflect.Value) bool { return v.Len() <= most }
	case name == "len" && text:
		n := number()
		return func(v reflect.Value) bool { return utf8.RuneCountInString(v.String()) == n }
	case name == "gte" && t.Kind() == reflect.Int:
		least := int64(number())
		return func(v reflect.Value) bool { return v.Int() >= least }
	case name == "lte" && t.Kind() == reflect.Int:
		most := int64(number())
		return func(v reflect.Value) bool { return v.Int() <= most }
	case name == "line" && text:
		return func(v reflect.Value) bool { return oneLine(v.String()) }
	case name == "code" && text:
		codes := map[string]bool{}
		for _, c := range Codes[param] {
			codes[c] = true
		}
		return func(v reflect.Value) bool {
			s := v.String()
			return s == "" || codes[s]
		}
	case name == "datetime" && text:
		return func(v reflect.Value) bool { _, err := time.Parse(param, v.String()); return err == nil }
	case name == "hexadecimal" && text:
		return func(v reflect.Value) bool { return hexadecimal(v.String()) }
	}
	panic(fmt.Sprintf("models: no plan for the tag %s=%s of a %s", name, param, t))
}

// hexadecimal admits a leading 0x, as the tag of that name does.
func hexadecimal(s string) bool {
	if len(s) > 2 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
			return false
		}
	}
	return s != ""
}
