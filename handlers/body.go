package handlers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"strconv"
	"strings"

	"concord/models"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gofiber/fiber/v2"
)

// body decodes a request's JSON into T and refuses what T does not have: unknown
// fields, the same key twice, keys in other letter case, a second value (F17).
// An empty body is the zero value, for POSTs that need say nothing.
func body[T any](c *fiber.Ctx) (T, error) {
	var v T
	raw := c.BodyRaw() // Body would inflate it without a limit (F1)
	if len(raw) == 0 {
		return v, nil
	}
	kind, _, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEApplicationJSON {
		return v, fiber.NewError(fiber.StatusUnsupportedMediaType, "Send JSON, with Content-Type: application/json.")
	}
	limits := Limits{}.orDefault()
	if len(raw) > limits.JSON {
		return v, &models.Error{Kind: models.TooLarge, Detail: fmt.Sprintf("The body has %d bytes; send at most %d.", len(raw), limits.JSON)}
	}
	if err := modest(raw, limits); err != nil {
		return v, err
	}
	return decode[T](raw)
}

func decode[T any](raw []byte) (v T, err error) {
	err = json.Unmarshal(raw, &v, json.RejectUnknownMembers(true), json.MatchCaseInsensitiveNames(false))
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case err == nil:
		return v, nil
	case errors.As(err, &semantic):
		return v, unreadable(string(semantic.JSONPointer), semanticWords(semantic))
	case errors.As(err, &syntactic):
		return v, unreadable(string(syntactic.JSONPointer), syntacticWords(syntactic))
	}
	return v, unreadable("", "This is not JSON as described at /openapi.json.")
}

func semanticWords(e *json.SemanticError) string {
	switch {
	case errors.Is(e.Err, json.ErrUnknownName):
		return "There is no such field; take it out or see /openapi.json for the names."
	case e.JSONKind != 0 && e.GoType != nil:
		return fmt.Sprintf("A %s stands here, %s is needed.", kindWords(e.JSONKind), typeWords(e.GoType.String()))
	}
	return "This value cannot be read here."
}

func syntacticWords(e *jsontext.SyntacticError) string {
	if errors.Is(e.Err, jsontext.ErrDuplicateName) {
		return "This field is there twice; send it once."
	}
	return "The JSON is broken here (byte " + strconv.FormatInt(e.ByteOffset, 10) + ")."
}

func kindWords(k jsontext.Kind) string {
	switch k {
	case '"':
		return "text"
	case '0':
		return "number"
	case 't', 'f':
		return "true or false"
	case '{':
		return "object"
	case '[':
		return "list"
	}
	return "null"
}

func typeWords(t string) string {
	switch {
	case strings.Contains(t, "int"):
		return "a whole number"
	case strings.Contains(t, "float"):
		return "a number"
	case strings.Contains(t, "time.Time"):
		return "a time like 2031-03-04T01:10:00Z"
	case strings.HasPrefix(t, "[]"):
		return "a list"
	case strings.Contains(t, "string"):
		return "text"
	case strings.Contains(t, "bool"):
		return "true or false"
	}
	return "an object"
}

func unreadable(pointer, detail string) error {
	return &models.Error{Kind: models.Unreadable, Detail: "The body cannot be read.", Fields: []models.FieldError{{Pointer: pointer, Detail: detail}}}
}

// modest walks the tokens and refuses JSON that is deeper, longer or larger than
// anybody needs, before anything is built from it.
func modest(raw []byte, limits Limits) error {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	for n := 0; ; n++ {
		token, err := d.ReadToken()
		var syntactic *jsontext.SyntacticError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &syntactic):
			return unreadable(string(syntactic.JSONPointer), syntacticWords(syntactic))
		case err != nil:
			return unreadable("", "The JSON is broken.")
		case d.StackDepth() > limits.Depth:
			return unreadable(string(d.StackPointer()), fmt.Sprintf("This is nested deeper than %d levels.", limits.Depth))
		case n > limits.Elements:
			return unreadable(string(d.StackPointer()), fmt.Sprintf("There are more than %d values.", limits.Elements))
		case token.Kind() == '"' && len(token.String()) > limits.String:
			return unreadable(string(d.StackPointer()), fmt.Sprintf("This text is longer than %d bytes.", limits.String))
		}
	}
}

// etag is the tag of a version.
func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }

// ifMatch insists that a change names the version it was made from.
func ifMatch(c *fiber.Ctx, current string) error {
	given := c.Get(fiber.HeaderIfMatch)
	if given == "" {
		return &models.Error{Kind: models.Precondition, Detail: "Send If-Match with the ETag you read, so that nobody's change is overwritten unseen."}
	}
	for _, tag := range strings.Split(given, ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == current { // a weak tag never matches (RFC 9110)
			return nil
		}
	}
	return &models.Error{Kind: models.Stale, Detail: "Someone saved first. Nothing of yours was lost: read it again, compare and save."}
}
