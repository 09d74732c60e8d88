package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"concord/models"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofiber/fiber/v2"
)

// body decodes a request's JSON into T and refuses what T does not have: unknown
// fields, the same key twice, keys in other letter case, a second value (F17).
// Its errors are Unreadable and point at every place that cannot be read.
func body[T any](c *fiber.Ctx) (T, error) {
	raw := c.BodyRaw() // Body would inflate it without a limit (F1)
	cfg, ok := c.Locals(configLocal).(*AppConfig)
	if !ok {
		cfg = &AppConfig{Limits: Limits{}.orDefault()}
	}
	var none T
	if !isJSON(c.Get(fiber.HeaderContentType)) {
		return none, fiber.NewError(fiber.StatusUnsupportedMediaType, "Send JSON in UTF-8, with Content-Type: application/json.")
	}
	if len(raw) > cfg.Limits.JSON {
		return none, &models.Error{Kind: models.TooLarge, Detail: fmt.Sprintf("The body has %d bytes; send at most %d.", len(raw), cfg.Limits.JSON)}
	}
	return decode[T](raw, cfg.Limits)
}

// optionalBody is body for a request that may say nothing: then T is zero.
func optionalBody[T any](c *fiber.Ctx) (T, error) {
	if len(c.BodyRaw()) == 0 {
		var none T
		return none, nil
	}
	return body[T](c)
}

func isJSON(contentType string) bool {
	kind, params, err := mime.ParseMediaType(contentType)
	return err == nil && kind == fiber.MIMEApplicationJSON && (params["charset"] == "" || strings.EqualFold(params["charset"], "utf-8"))
}

// mostProblems is how many places of one body are reported. Each costs a pass over
// it, so of a large one fewer are: all passes together read as much as one body of
// the largest size.
const mostProblems = 20

// decode reads one JSON object and nothing after it. Options come after the strict
// ones; tests loosen them to see that each matters.
func decode[T any](raw []byte, l Limits, options ...json.Options) (T, error) {
	var v, none T
	if trimmed := bytes.TrimLeft(raw, " \t\r\n"); len(trimmed) == 0 || bytes.HasPrefix(trimmed, []byte("null")) {
		return none, unreadable(models.FieldError{Detail: "Send a JSON object."})
	}
	if problem, ok := modest(raw, l); !ok {
		return none, unreadable(problem)
	}
	options = append([]json.Options{json.RejectUnknownMembers(true)}, options...)
	err := json.Unmarshal(raw, &v, options...)
	if err == nil {
		return v, nil
	}
	var problems []models.FieldError
	for budget := l.JSON; err != nil && len(problems) < mostProblems; {
		problem, unknown := explain(raw, err)
		problems = append(problems, problem)
		if budget -= len(raw); budget < 0 {
			break
		}
		if raw = without(raw, problem.Pointer, unknown); raw == nil {
			break
		}
		var rest T
		err = json.Unmarshal(raw, &rest, options...)
	}
	return none, unreadable(problems...)
}

func unreadable(problems ...models.FieldError) error {
	return &models.Error{Kind: models.Unreadable, Detail: "The body cannot be read.", Fields: problems}
}

// without copies JSON and leaves out the value at one place, so that what is wrong
// further on is found too: the whole member, or null in its stead. It is nil where
// that cannot be done, at the root or in broken JSON.
func without(raw []byte, place string, member bool) []byte {
	if place == "" {
		return nil
	}
	var out bytes.Buffer
	in, to := jsontext.NewDecoder(bytes.NewReader(raw)), jsontext.NewEncoder(&out)
	found := false
	for {
		token, err := in.ReadToken()
		if errors.Is(err, io.EOF) && found {
			return out.Bytes()
		}
		if err != nil {
			return nil
		}
		container, n := in.StackIndex(in.StackDepth())
		name := container == '{' && n%2 == 1
		switch {
		case found || string(in.StackPointer()) != place || name && !member:
			err = to.WriteToken(token)
		case name:
			found, err = true, in.SkipValue()
		default:
			found, err = true, to.WriteToken(jsontext.Null)
			for depth := in.StackDepth(); err == nil && (token.Kind() == '{' || token.Kind() == '[') && in.StackDepth() >= depth; {
				_, err = in.ReadToken()
			}
		}
		if err != nil {
			return nil
		}
	}
}

// explain says where and what is wrong; unknown is true for a field that T lacks.
func explain(raw []byte, err error) (problem models.FieldError, unknown bool) {
	var meaning *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &syntax):
		return models.FieldError{Pointer: string(syntax.JSONPointer), Detail: syntaxWords(raw, syntax)}, false
	case errors.As(err, &meaning):
		problem.Pointer = string(meaning.JSONPointer)
		if errors.Is(meaning.Err, json.ErrUnknownName) {
			problem.Detail = "There is no such field here; /openapi.json has the names, which are all in lower case."
			return problem, true
		}
		problem.Detail = needed(meaning.GoType)
		return problem, false
	}
	return models.FieldError{Detail: "This is not JSON as described at /openapi.json."}, false
}

func syntaxWords(raw []byte, e *jsontext.SyntacticError) string {
	switch {
	case errors.Is(e.Err, jsontext.ErrDuplicateName):
		return "This field is there twice; send it once."
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return "Send UTF-8 without a byte order mark."
	case !utf8.Valid(raw):
		return "This is not text in UTF-8."
	}
	return "The JSON is broken here, at byte " + strconv.FormatInt(e.ByteOffset, 10) + "."
}

// needed says what a field of a type takes.
func needed(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case nil:
		return "This value cannot be read here."
	case reflect.TypeFor[time.Time](), reflect.TypeFor[models.Instant]():
		return "Send a time like \"2031-03-04T01:10:00Z\"."
	}
	switch t.Kind() {
	case reflect.String:
		return "Send text in quotes."
	case reflect.Bool:
		return "Send true or false."
	case reflect.Float32, reflect.Float64:
		return "Send a number that is not out of all range, without quotes."
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "Send a whole number that is not out of all range, without quotes."
	case reflect.Slice, reflect.Array:
		return "Send a list."
	case reflect.Map:
		return "Send an object."
	}
	if _, own := reflect.New(t).Interface().(json.Unmarshaler); own {
		return "This value cannot be read here; /openapi.json says what can."
	}
	return "Send an object."
}

// modest refuses JSON that is deeper, longer or larger than anybody needs before
// anything is built from it, and text with NUL, which no database of ours takes.
// It reads brackets, commas and quotes; whether the rest is JSON is found out later.
func modest(raw []byte, l Limits) (models.FieldError, bool) {
	at := func(i int, detail string, limit int) (models.FieldError, bool) {
		return models.FieldError{Pointer: placeOf(raw, i), Detail: fmt.Sprintf(detail, limit)}, false
	}
	depth, elements := 0, 1
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			depth++
			elements++
			if depth > l.Depth {
				return at(i, "This is nested deeper than %d levels.", l.Depth)
			}
		case '}', ']':
			depth--
		case ',':
			elements++
		case '"':
			start, length := i, 0
			for i++; i < len(raw) && raw[i] != '"'; i++ {
				length++
				if raw[i] != '\\' {
					continue
				}
				if i++; i < len(raw) && raw[i] == 'u' { // six bytes for at most three of UTF-8
					if bytes.HasPrefix(raw[i:], []byte("u0000")) {
						return at(start, "Text cannot hold the character U+%04X.", 0)
					}
					i += 4
					length += 2
				}
			}
			if length > l.String {
				return at(start, "This text is longer than %d bytes.", l.String)
			}
		}
		if elements > l.Elements {
			return at(i, "There are more than %d values here.", l.Elements)
		}
	}
	return models.FieldError{}, true
}

// placeOf is the JSON Pointer of the value that begins at byte i.
func placeOf(raw []byte, i int) string {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	for {
		if _, err := d.ReadToken(); err != nil || d.InputOffset() > int64(i) {
			return string(d.StackPointer())
		}
	}
}
