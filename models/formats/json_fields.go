package formats

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"concord/models"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// How far a field that cannot be read is looked through: one fault of a longer
// value is named, and no more than so many of any.
const (
	maxFaults   = 50
	maxSearched = 64 << 10 // bytes
)

// factFields are the fields of a report as POST /reports takes them.
var factFields = func() (names []string) {
	t := reflect.TypeFor[models.ReportFacts]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}()

// membersOf are the members of an object by name, the first of each, and the names
// that stand in it twice; nil for what is no object.
func membersOf(value jsontext.Value) (members map[string]jsontext.Value, twice []string) {
	d := jsontext.NewDecoder(strings.NewReader(string(value)), jsontext.AllowDuplicateNames(true))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, nil
	}
	members = map[string]jsontext.Value{}
	for d.PeekKind() == '"' {
		key, err := d.ReadToken()
		if err != nil {
			return nil, nil
		}
		name := key.String()
		v, err := d.ReadValue()
		if err != nil {
			return nil, nil
		}
		if _, there := members[name]; !there {
			members[name] = v.Clone()
		} else if !slices.Contains(twice, name) && len(twice) < maxFaults {
			twice = append(twice, name)
		}
	}
	return members, twice
}

// readField reads one field into facts and gives every fault in it, as half a
// sentence with the place. What has a fault is left out and the rest is read again;
// lost tells that a value is missing from the facts for it.
func readField(facts *models.ReportFacts, name string, value jsontext.Value) (faults []string, lost bool) {
	for {
		whole := *facts
		err := json.Unmarshal(fmt.Appendf(nil, "{%q:%s}", name, value), &whole, json.RejectUnknownMembers(true))
		if err == nil {
			*facts = whole
			return faults, lost
		}
		faults = append(faults, readingFault(err))
		var wrong *json.SemanticError
		known := errors.As(err, &wrong)
		lost = lost || !known || wrong.Err != json.ErrUnknownName
		if !known || len(faults) == maxFaults || len(value) > maxSearched {
			return faults, true
		}
		if value = without(value, wrong.JSONPointer); value == nil {
			return faults, true
		}
	}
}

// without is the value of a field with what lies at a pointer taken out, the name of
// the field being the pointer's first; nil where that is the whole value.
func without(value jsontext.Value, at jsontext.Pointer) jsontext.Value {
	var all any
	path := slices.Collect(at.Tokens())
	if len(path) < 2 || json.Unmarshal(value, &all) != nil {
		return nil
	}
	inner := all
	for i, key := range path[1:] {
		last := i == len(path)-2
		switch c := inner.(type) {
		case map[string]any:
			if inner = c[key]; last {
				delete(c, key)
			}
		case []any:
			n, err := strconv.Atoi(key)
			if err != nil || n >= len(c) {
				return nil
			}
			if inner = c[n]; last {
				if c[n] == nil {
					return nil
				}
				c[n] = nil // the numbers of those behind it stay
			}
		default:
			return nil
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return nil
	}
	return text
}

// readingFault is what a decoder says, without its own preamble.
func readingFault(err error) string {
	var twice *jsontext.SyntacticError
	if errors.As(err, &twice) && twice.Err == jsontext.ErrDuplicateName {
		return "the key " + quote(string(twice.JSONPointer)) + " stands there twice"
	}
	var s *json.SemanticError
	if errors.As(err, &s) {
		text := fmt.Sprintf("at %s there is %s", tidy(string(s.JSONPointer), 120), kindName(s.JSONKind))
		if s.Err == json.ErrUnknownName {
			text = fmt.Sprintf("there is no field %s", tidy(string(s.JSONPointer), 120))
		}
		return text
	}
	return "it is no JSON value"
}

func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	case '"':
		return "a text that does not fit"
	case '0':
		return "a number that does not fit"
	case '[':
		return "a list"
	}
	return "an object"
}
