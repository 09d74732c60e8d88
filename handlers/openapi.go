package handlers

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"concord/investigations"
	"concord/investigations/statements"
	"concord/models"
	"concord/models/access"
	"concord/models/evidence"
	"concord/models/sealed"
	"concord/models/uploads"

	"github.com/gofiber/fiber/v2"
)

// schemas are the bodies the document describes, by the routes that take or give
// them. A route that is not here takes no body and gives an object.
var schemas = map[string]struct{ in, out any }{
	"POST /api/v1/session":                        {in: credentials{}},
	"POST /api/v1/reports":                        {in: models.ReportFacts{}, out: models.ReportFacts{}},
	"PUT /api/v1/reports/:id":                     {in: models.ReportFacts{}, out: models.ReportFacts{}},
	"GET /api/v1/reports/:id":                     {out: models.ReportFacts{}},
	"POST /api/v1/reports/nearby":                 {in: models.ReportFacts{}},
	"POST /api/v1/reports/:id/withdraw":           {in: reasoned{}},
	"POST /api/v1/reports/:id/identities":         {in: sealed.Facts{}, out: heldIdentity{}},
	"PUT /api/v1/identities/:id":                  {in: sealed.Facts{}, out: heldIdentity{}},
	"POST /api/v1/identities/:id/openings":        {in: reasoned{}, out: openedIdentity{}},
	"POST /api/v1/identities/:id/erasure":         {in: reasoned{}, out: heldIdentity{}},
	"POST /api/v1/uploads":                        {in: uploads.Facts{}, out: uploadView{}},
	"GET /api/v1/uploads/:id":                     {out: uploadView{}},
	"PATCH /api/v1/uploads/:id":                   {out: uploadView{}},
	"POST /api/v1/evidence":                       {in: newEvidence{}, out: evidence.View{}},
	"GET /api/v1/evidence/:id":                    {out: evidence.View{}},
	"POST /api/v1/evidence/:id/custody":           {in: handing{}, out: evidence.View{}},
	"POST /api/v1/evidence/:id/share":             {in: sharingEvidence{}, out: evidence.View{}},
	"POST /api/v1/evidence/:id/existence":         {in: existing{}, out: evidence.View{}},
	"POST /api/v1/evidence/:id/hold":              {in: holding{}, out: evidence.View{}},
	"POST /api/v1/imports":                        {out: models.ImportSummary{}},
	"GET /api/v1/incidents/:id":                   {out: investigations.IncidentView{}},
	"GET /api/v1/incidents/:id/compare":           {out: investigations.CompareView{}},
	"POST /api/v1/incidents/:id/investigation":    {out: investigations.CaseView{}},
	"POST /api/v1/matches":                        {in: pairing{}, out: investigations.MatchView{}},
	"GET /api/v1/reports/:id/counterparts":        {out: counterpartList{}},
	"GET /api/v1/matching":                        {out: investigations.MatchingView{}},
	"POST /api/v1/matching/runs":                  {out: investigations.MatchingView{}},
	"POST /api/v1/matching/runs/cancel":           {out: investigations.MatchingView{}},
	"GET /api/v1/matches":                         {out: investigations.MatchPage{}},
	"GET /api/v1/matches/:id":                     {out: investigations.MatchView{}},
	"POST /api/v1/matches/:id/decisions":          {in: decision{}, out: investigations.MatchView{}},
	"POST /api/v1/matches/decisions":              {in: decision{}},
	"GET /api/v1/gaps/rules":                      {out: investigations.RulesView{}},
	"PUT /api/v1/gaps/rules":                      {in: changedRules{}, out: investigations.RulesView{}},
	"POST /api/v1/gaps/rules/preview":             {in: previewedRules{}, out: investigations.RulesPreview{}},
	"POST /api/v1/gaps/rules/:id/positions":       {in: investigations.Stance{}, out: investigations.RulesView{}},
	"POST /api/v1/gaps/rules/:id/withdraw":        {in: reasoned{}, out: investigations.RulesView{}},
	"GET /api/v1/gaps/runs":                       {out: investigations.GapRunsView{}},
	"POST /api/v1/gaps/runs":                      {out: investigations.GapRunsView{}},
	"POST /api/v1/gaps/runs/cancel":               {out: investigations.GapRunsView{}},
	"GET /api/v1/gaps/agreement":                  {out: investigations.AgreementView{}},
	"GET /api/v1/gaps/agreement/incidents":        {out: investigations.AgreementList{}},
	"GET /api/v1/gaps/totals":                     {out: investigations.TotalsView{}},
	"GET /api/v1/gaps/:id":                        {out: investigations.GapView{}},
	"POST /api/v1/gaps/:id/proposals":             {in: investigations.ProposalFacts{}, out: investigations.ProposalView{}},
	"GET /api/v1/gaps":                            {out: investigations.GapPage{}},
	"POST /api/v1/gaps/:id/explanations":          {in: investigations.ExplanationFacts{}, out: investigations.GapView{}},
	"POST /api/v1/proposals/:id/withdrawal":       {in: takingBack{}, out: investigations.ProposalView{}},
	"GET /api/v1/proposals/:id":                   {out: investigations.ProposalView{}},
	"POST /api/v1/proposals/:id/positions":        {in: investigations.Stance{}, out: investigations.ProposalView{}},
	"GET /api/v1/investigations/:id":              {out: investigations.CaseView{}},
	"POST /api/v1/investigations/:id/transitions": {in: step{}, out: investigations.TransitionView{}},
	"GET /api/v1/transitions/:id":                 {out: investigations.TransitionView{}},
	"POST /api/v1/transitions/:id/positions":      {in: investigations.Stance{}, out: investigations.TransitionView{}},
	"POST /api/v1/statements":                     {in: newStatement{}, out: statements.View{}},
	"GET /api/v1/statements/:id":                  {out: statements.View{}},
	"PUT /api/v1/statements/:id":                  {in: models.StatementFacts{}, out: statements.View{}},
	"POST /api/v1/statements/:id/approvals":       {in: investigations.Stance{}, out: statements.View{}},
	"POST /api/v1/statements/:id/release":         {out: statements.View{}},
}

// openAPI handles GET /openapi.json: the route table in the words of OpenAPI 3.1.
func (a *API) openAPI(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSON)
	return c.Send(describe())
}

var describe = sync.OnceValue(func() []byte {
	paths := map[string]map[string]any{}
	for _, r := range Routes {
		path, params := openPath(r.Path)
		operation := map[string]any{
			"summary": r.Words, "tags": []string{r.Tag}, "x-action": r.Action, "parameters": params,
			"responses": map[string]any{
				"2XX":     response(schemas[r.Method+" "+r.Path].out),
				"default": map[string]any{"description": "what went wrong", "content": map[string]any{"application/problem+json": map[string]any{"schema": schema(reflect.TypeFor[problem](), nil)}}},
			},
		}
		if r.Action == access.Anyone {
			operation["security"] = []any{}
		}
		if in := schemas[r.Method+" "+r.Path].in; in != nil {
			operation["requestBody"] = map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": schema(reflect.TypeOf(in), nil)}}}
		}
		if paths[path] == nil {
			paths[path] = map[string]any{}
		}
		paths[path][strings.ToLower(r.Method)] = operation
	}
	text, err := json.MarshalIndent(map[string]any{
		"openapi": "3.1.0",
		"info":    map[string]any{"title": "Concord", "version": "1", "description": "Partners' reports of civilian harm, linked, compared and worked to an end that all sign."},
		"paths":   paths,
		"components": map[string]any{"securitySchemes": map[string]any{
			"session": map[string]any{"type": "apiKey", "in": "cookie", "name": "concord"},
			"token":   map[string]any{"type": "http", "scheme": "bearer"},
		}},
		"security": []any{map[string]any{"session": []string{}}, map[string]any{"token": []string{}}},
	}, "", " ")
	if err != nil {
		panic(err) // made of plain values
	}
	return text
})

func response(out any) map[string]any {
	if out == nil {
		return map[string]any{"description": "done"}
	}
	return map[string]any{"description": "done", "content": map[string]any{"application/json": map[string]any{"schema": schema(reflect.TypeOf(out), nil)}}}
}

// openPath writes :id as {id} and lists the parameters.
func openPath(path string) (string, []any) {
	params := []any{}
	steps := strings.Split(path, "/")
	for i, s := range steps {
		if name, ok := strings.CutPrefix(s, ":"); ok {
			steps[i] = "{" + name + "}"
			params = append(params, map[string]any{"name": name, "in": "path", "required": true, "schema": map[string]any{"type": "string"}})
		}
	}
	return strings.Join(steps, "/"), params
}

// schema describes a Go type as its JSON: enough to write a client against.
func schema(t reflect.Type, above []reflect.Type) map[string]any {
	for _, u := range above {
		if u == t {
			return map[string]any{}
		}
	}
	switch t.Kind() {
	case reflect.Pointer:
		s := schema(t.Elem(), above)
		if kind, ok := s["type"].(string); ok {
			s["type"] = []string{kind, "null"}
		}
		return s
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{}
		}
		return map[string]any{"type": "array", "items": schema(t.Elem(), append(above, t))}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schema(t.Elem(), append(above, t))}
	case reflect.Struct:
		if t.String() == "time.Time" || t == reflect.TypeFor[models.Instant]() {
			return map[string]any{"type": "string", "format": "date-time"}
		}
		properties := map[string]any{}
		fields(t, append(above, t), properties)
		return map[string]any{"type": "object", "properties": properties}
	}
	return map[string]any{}
}

func fields(t reflect.Type, above []reflect.Type, into map[string]any) {
	if t.Kind() == reflect.Pointer { // embedded where not every reader gets it
		t = t.Elem()
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			fields(f.Type, above, into)
		case name == "" || name == "-" || !f.IsExported():
		default:
			into[name] = schema(f.Type, above)
		}
	}
}
