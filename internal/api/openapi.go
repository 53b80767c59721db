package api

import (
	"slices"
	"strings"

	"passage/internal/casework/referral"
	"passage/internal/i18n"
)

// schema is as much of a JSON schema (2020-12, OpenAPI 3.1) as the document needs.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        any                `json:"type,omitempty"`
	Title       string             `json:"title,omitempty"`
	TitleFR     string             `json:"x-title-fr,omitempty"`
	Format      string             `json:"format,omitempty"`
	Pattern     string             `json:"pattern,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Minimum     *int               `json:"minimum,omitempty"`
	MaxLength   int                `json:"maxLength,omitempty"`
	MaxItems    int                `json:"maxItems,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  *bool              `json:"additionalProperties,omitempty"`
	OneOf       []*schema          `json:"oneOf,omitempty"`
	Need        string             `json:"x-need,omitempty"` // needed before review, sometimes, optional: a draft saves without
	Rule        string             `json:"x-rule,omitempty"`
	Sensitive   bool               `json:"x-sensitive,omitempty"`
	If          *condition         `json:"x-if,omitempty"` // asked only then
	Description string             `json:"description,omitempty"`
}

type condition struct {
	Question string   `json:"question"`
	Is       []string `json:"is"`
}

var no = false

func object(properties map[string]*schema, required ...string) *schema {
	return &schema{Type: "object", Properties: properties, Required: required, Additional: &no}
}

// listed is the list of questions with a name: of the sheets, of a section or of rows.
func listed(name string) referral.Listed {
	i := slices.IndexFunc(referral.Sheets, func(l referral.Listed) bool { return l.Name == name })
	return referral.Sheets[i]
}

func ref(name string) *schema { return &schema{Ref: "#/components/schemas/" + name} }

// formBody is the body of a change of one list's answers, with what else the operation asks.
func formBody(name string, more ...string) *schema { return bodyOf(ref(listed(name).Name), more...) }

func bodyOf(answers *schema, more ...string) *schema {
	p := map[string]*schema{
		"version": {Type: "integer", Description: "the version that was read; not for what is new"},
		"answers": answers,
	}
	for _, m := range more {
		switch m {
		case "agreed":
			p[m] = &schema{Type: "boolean", Description: "the plan was gone through with the applicant today"}
		case "person":
			p[m] = &schema{Type: "string", Description: "id of the person whose form it is; empty for the case"}
		case "no_others":
			p[m] = object(map[string]*schema{"answer": {Type: "string", Enum: []string{"yes"}}, "by": {Type: "string", MaxLength: 120}, "day": {Type: "string", Format: "date"}})
		}
	}
	return object(p, "answers")
}

func sectionBodies() (out []*schema) {
	for _, s := range referral.Sections {
		if len(s.Sheet) > 0 {
			out = append(out, bodyOf(ref("section."+s.Name)))
		}
	}
	return out
}

func rowBodies() (out []*schema) {
	for _, r := range allRows() {
		out = append(out, bodyOf(ref("rows."+r.Name)))
	}
	return out
}

// allRows are all lists of rows about a person, each once.
func allRows() []referral.Rows {
	out := slices.Clone(referral.RowLists)
	for _, s := range referral.Sections {
		for _, r := range s.Rows {
			if !slices.ContainsFunc(out, func(x referral.Rows) bool { return x.Name == r.Name }) {
				out = append(out, r)
			}
		}
	}
	return out
}

// question is one question as a property.
func question(a referral.Ask) *schema {
	label := a.Form + "." + a.Name + ".label"
	s := &schema{Type: []string{"string", "null"}, Need: string(a.Need), Rule: a.Rule, Sensitive: a.Sensitive}
	if i18n.Has(label) {
		s.Title, s.TitleFR = i18n.EN.T(label), i18n.FR.T(label)
	}
	if a.If != "" {
		s.If = &condition{a.If, a.Is}
	}
	one := &schema{Type: "string"}
	switch a.Kind {
	case referral.Text, referral.Long:
		s.MaxLength = a.Limit
	case referral.Number:
		zero := 0
		s.Type, s.Minimum = []string{"integer", "null"}, &zero
	case referral.Date:
		s.Format = "date"
	case referral.DateLike:
		s.Pattern = `^\d{4}(-\d{2}(-\d{2})?)?$`
	case referral.Choice, referral.Select:
		s.Enum = a.Options
	case referral.Tick:
		s.Type = []string{"boolean", "null"}
	case referral.Country:
		s.Pattern = "^[A-Z]{3}$"
	case referral.Tongue:
		s.Pattern = "^[A-Za-z]{2,4}$"
	case referral.Many:
		s.Type, s.Items = []string{"array", "null"}, &schema{Type: "string", Enum: a.Options}
	case referral.Several:
		one.Pattern = "^[A-Z]{3}$"
		s.Type, s.Items = []string{"array", "null"}, one
	case referral.Lines:
		one.MaxLength = 200
		s.Type, s.Items, s.MaxItems = []string{"array", "null"}, one, a.Limit
	}
	return s
}

func questions(asks []referral.Ask) *schema {
	p := map[string]*schema{}
	for _, a := range asks {
		p[a.Name] = question(a)
	}
	return object(p)
}

// Document is the OpenAPI 3.1 document of the API. The lists of questions are those that the pages ask.
func Document() map[string]any {
	schemas := map[string]*schema{
		"problem": object(map[string]*schema{
			"type": {Type: "string"}, "status": {Type: "integer"}, "kind": {Type: "string"}, "title": {Type: "string"}, "rule": {Type: "string"},
			"saved": {Type: "integer", Description: "what is right was stored all the same, as this version"},
			"id":    {Type: "string", Description: "of what was made with that"},
			"fields": {Type: "array", Items: object(map[string]*schema{"name": {Type: "string"}, "key": {Type: "string"}, "says": {Type: "string"}, "rule": {Type: "string"}},
				"name", "key", "says")},
		}, "type", "status", "kind", "title"),
	}
	for _, name := range []string{"cover", "legal", "person", "safety", "form", "consent", "document", "representative", "household"} {
		schemas[name] = questions(listed(name).Asks)
	}
	for _, s := range referral.Sections {
		if len(s.Sheet) > 0 {
			schemas["section."+s.Name] = questions(asksOf(s.Sheet))
		}
	}
	for _, r := range allRows() {
		schemas["rows."+r.Name] = questions(r.Listed.Asks)
	}
	paths := map[string]map[string]any{}
	for _, o := range operations() {
		at := paths[Root+o.path]
		if at == nil {
			at = map[string]any{}
			paths[Root+o.path] = at
		}
		at[strings.ToLower(o.method)] = o.describe()
	}
	return map[string]any{
		"openapi": "3.1.0",
		"info": map[string]any{"title": "Passage", "version": "1", "description": i18n.EN.T("api.about"), "x-description-fr": i18n.FR.T("api.about"),
			"license": map[string]any{"name": "Apache 2.0", "identifier": "Apache-2.0"}},
		"security":   []any{map[string]any{"key": []string{}}},
		"paths":      paths,
		"components": map[string]any{"schemas": schemas, "securitySchemes": map[string]any{"key": map[string]any{"type": "http", "scheme": "bearer"}}},
	}
}

func (o operation) describe() map[string]any {
	key := "api." + o.id
	out := map[string]any{"operationId": o.id, "summary": i18n.EN.T(key), "x-summary-fr": i18n.FR.T(key)}
	var params []any
	param := func(name, in string, required bool) {
		params = append(params, map[string]any{"name": name, "in": in, "required": required, "schema": &schema{Type: "string"}})
	}
	for part := range strings.SplitSeq(o.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			param(strings.TrimSuffix(name, "}"), "path", true)
		}
	}
	switch {
	case o.id == "list":
		param("after", "query", false)
	case o.method == "DELETE" && o.id != "person.remove":
		param("version", "query", true)
	}
	if o.writes() {
		param("Idempotency-Key", "header", true)
	}
	param("Accept-Language", "header", false)
	out["parameters"] = params
	if o.body != nil {
		kind, body := "application/json", o.body
		if o.file {
			kind = "multipart/form-data"
			body = object(map[string]*schema{"answers": o.body, "file": {Type: "string", Format: "binary"}}, "answers", "file")
		}
		out["requestBody"] = map[string]any{"required": true, "content": map[string]any{kind: map[string]any{"schema": body}}}
	}
	ok, code := map[string]any{"description": "what is there"}, "200"
	if o.writes() {
		ok["description"] = "done"
	}
	if o.id == "start" || o.id == "person.add" || o.id == "document.add" {
		code = "201"
	}
	out["responses"] = map[string]any{code: ok, "default": map[string]any{"description": "a fault (RFC 9457)",
		"content": map[string]any{"application/problem+json": map[string]any{"schema": ref("problem")}}}}
	return out
}
