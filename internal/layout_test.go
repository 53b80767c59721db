// Package internal holds no code: this file keeps the walls of the house (docs/adr/0001-the-house.md).
package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// room is one package of ours: which of our rooms it may import, and which packages from outside.
type room struct {
	ours    []string // rooms by their path under internal; "casework/*" is all rules
	outside []string // module paths of third parties, each a decision (CONTRIBUTING.md, Dependencies)
	std     []string // of the guarded standard packages below, those this room is for
}

// rooms is the table of who may import whom. A folder that is not here is an unknown room and fails.
//
// Imports are read with go/parser and not by running the go command: the test cache cannot see what a
// subprocess reads, so a broken wall would pass.
var rooms = map[string]room{
	"casework/fault":    {},
	"casework/policy":   {ours: []string{"casework/fault"}, outside: []string{"github.com/goccy/go-yaml", "cel.dev/cel-go"}},
	"casework/audit":    {ours: []string{"casework/fault"}},
	"casework/people":   {ours: []string{"casework/fault", "casework/policy"}},
	"casework/document": {ours: []string{"casework/fault", "casework/policy"}},
	"casework/access":   {ours: []string{"casework/fault", "casework/policy"}, outside: []string{"github.com/cedar-policy/cedar-go"}},
	"casework/referral": {ours: []string{"casework/fault", "casework/policy", "casework/people", "casework/document"}},
	// The table of moves names the roles that move a case; what they may see is the access file's.
	"casework/casefile": {ours: []string{"casework/fault", "casework/policy", "casework/people", "casework/document", "casework/referral", "casework/access"}},
	// Findings are made about persons and weigh documents (decision 24).
	"casework/assessment": {ours: []string{"casework/fault", "casework/policy", "casework/casefile", "casework/people", "casework/document"}},
	"casework/spaces":     {ours: []string{"casework/fault", "casework/policy", "casework/casefile"}},
	"casework/cessation":  {ours: []string{"casework/fault", "casework/policy", "casework/casefile"}},
	"casework/decision":   {ours: []string{"casework/fault", "casework/policy", "casework/casefile", "casework/assessment", "casework/people", "casework/document"}},

	// What another system has of cases that become ours, or are (docs/adr/0042).
	"casework/bridge": {ours: []string{"casework/fault", "casework/policy", "casework/people", "casework/casefile", "casework/decision"}},

	// What is likely, from days and numbers on the heads of cases (docs/adr/0038).
	"casework/forecast": {ours: []string{"casework/policy", "casework/casefile"}},

	// What a table may show: counts alone (docs/adr/0039).
	"casework/publish":             {ours: []string{"casework/fault"}},
	"casework/publish/publishtest": {ours: []string{"casework/publish"}}, // an intruder, for tests

	// What reports count, and what was let out (docs/adr/0040).
	"casework/report": {ours: []string{"casework/fault", "casework/policy", "casework/people", "casework/casefile", "casework/publish"}},

	// Matching compares persons (decision 24); norm folds what names are written with.
	"casework/matching": {ours: []string{"casework/people"}, outside: []string{"golang.org/x/text"}},

	"i18n":  {outside: []string{"github.com/nicksnyder/go-i18n/v2", "github.com/BurntSushi/toml", "golang.org/x/text"}},
	"vault": {outside: []string{"golang.org/x/crypto"}},
	// A whole case is decoded for each page: the faster JSON is worth a library. norm folds names for the blind index.
	"store": {ours: []string{"casework/*", "vault"}, outside: []string{"modernc.org/sqlite", "github.com/jackc/pgx/v5",
		"github.com/go-json-experiment/json", "golang.org/x/text"}, std: []string{"database/sql"}},
	// Real stores for the tests of the other rooms, on both engines.
	"store/storetest": {ours: []string{"store", "vault"}, outside: []string{"github.com/jackc/pgx/v5"}, std: []string{"database/sql"}},
	"errf":            {ours: []string{"casework/people", "casework/document", "casework/referral", "casework/fault"}, outside: []string{"golang.org/x/text"}},
	// Text in every script needs shaping, direction and breaking as HarfBuzz and Unicode have them; the fonts come as a
	// module under an open licence (decision 33, docs/adr/0030).
	"pdf": {outside: []string{"github.com/go-text/typesetting", "github.com/go-fonts/dejavu", "golang.org/x/image", "golang.org/x/text"}},
	// The papers of a package: question lists and answers in, page model out. Pages and the zip print the same papers.
	"sheet":  {ours: []string{"casework/*", "i18n", "pdf"}},
	"letter": {ours: []string{"casework/*", "i18n", "pdf"}, std: []string{"html/template"}},
	"auth":   {ours: []string{"casework/fault", "casework/access", "casework/policy", "store"}, outside: []string{"github.com/go-webauthn/webauthn", "golang.org/x/time"}, std: []string{"net/http"}},
	// Files from outside are taken apart in a process of their own (docs/adr/0033): types within packed files, scans as
	// TIFF, PDFs read and written anew.
	"inspect": {ours: []string{"casework/document", "casework/fault"}, outside: []string{"github.com/gabriel-vasile/mimetype", "golang.org/x/image", "github.com/pdfcpu/pdfcpu"}},
	// SMTP with TLS and sign-in is worth a library (docs/adr/0034); the tests speak to a real server.
	"mail":          {outside: []string{"github.com/wneessen/go-mail"}},
	"mail/mailtest": {outside: []string{"github.com/emersion/go-smtp", "github.com/emersion/go-sasl"}},
	"app":           {ours: []string{"casework/*", "store", "vault", "letter", "mail", "sheet", "pdf", "errf", "i18n", "inspect"}},
	// Files that come in parts and go on after a cut line: the tus protocol (docs/adr/0033). Reports as spreadsheets (docs/adr/0041).
	"web": {ours: []string{"app", "auth", "casework/*", "i18n"}, outside: []string{"golang.org/x/time", "github.com/tus/tusd/v2", "golang.org/x/exp", "github.com/xuri/excelize/v2"}, std: []string{"net/http", "html/template"}},
	"api": {ours: []string{"app", "auth", "casework/*", "i18n"}, std: []string{"net/http"}},
	// Accounts and whole cases are handed to app as the store's types.
	"fixture": {ours: []string{"app", "casework/*", "store"}},
}

// guarded are the standard packages that open a door: each belongs to the rooms that name it in std.
var guarded = []string{"database/sql", "net/http", "html/template"}

// impure is what no rule may touch: rules are pure functions of what they are given.
var impure = []string{"crypto/rand", "database/sql", "html", "html/template", "io/ioutil", "log", "math/rand", "math/rand/v2",
	"net", "net/http", "os", "os/exec", "runtime", "syscall", "text/template", "unsafe"}

// clock is what no rule may ask of package time: one change has one time, and app hands it in.
var clock = []string{"After", "AfterFunc", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until"}

// testTools may be imported by tests anywhere.
var testTools = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/rogpeppe/go-internal"}

// attic are names that say nothing; a noun of the work has a room of its own.
var attic = []string{"common", "helper", "helpers", "lib", "misc", "model", "models", "shared", "types", "util", "utils"}

type source struct {
	path string // from the root of the module, with slashes
	room string // path under internal; "cmd/..." for commands
	test bool
	file *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	for _, top := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(p, ".go") {
				return nil
			}
			f, err := parser.ParseFile(fset, p, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(p), "../")
			all = append(all, source{
				path: name,
				room: strings.TrimPrefix(strings.TrimPrefix(path.Dir(name), "internal"), "/"),
				test: strings.HasSuffix(name, "_test.go"),
				file: f,
			})
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if len(all) < 5 {
		t.Fatalf("only %d Go files found: the layout test does not see the house", len(all))
	}
	return all
}

// allowed says whether an import path of ours, without the "passage/internal/", is in the list.
func allowed(list []string, what string) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		return a == what || strings.HasSuffix(a, "/*") && strings.HasPrefix(what, strings.TrimSuffix(a, "*"))
	})
}

// within says whether an import path lies in one of the modules.
func within(modules []string, imp string) bool {
	return slices.ContainsFunc(modules, func(m string) bool { return imp == m || strings.HasPrefix(imp, m+"/") })
}

// breach says why a file of a room may not import a path; empty when it may. Tests of the rules keep to
// the rules; tests of the other rooms may set up what they like.
func breach(r room, name, imp string, test bool) string {
	rule := strings.HasPrefix(name, "casework/")
	ours, isOurs := strings.CutPrefix(imp, "passage/internal/")
	switch {
	case imp == "passage" || strings.HasPrefix(imp, "passage/cmd"):
		return "nothing imports a command"
	case isOurs && test && rule && !strings.HasPrefix(ours, "casework/"):
		return "a test of a rule uses rules alone"
	case isOurs && test:
		return ""
	case isOurs && ours != name && !allowed(r.ours, ours):
		return "the table has no such door"
	case isOurs:
		return ""
	case strings.Contains(strings.SplitN(imp, "/", 2)[0], "."):
		if within(r.outside, imp) || test && within(testTools, imp) || test && !rule {
			return ""
		}
		return "the table allows no such package from outside"
	case test:
		return ""
	case rule && slices.Contains(impure, imp):
		return "a rule has no SQL, HTTP, HTML, files, clock or randomness"
	case slices.Contains(guarded, imp) && !slices.Contains(r.std, imp):
		return "this standard package belongs to other rooms"
	}
	return ""
}

func TestLayout_WhoMayImportWhom(t *testing.T) {
	for _, s := range sources(t) {
		if s.room == "" || strings.HasPrefix(s.room, "cmd/") {
			continue
		}
		r, known := rooms[s.room]
		if !known {
			t.Errorf("%s: %q is no room of the house; add it to the table with its reason", s.path, s.room)
			continue
		}
		for _, i := range s.file.Imports {
			imp, _ := strconv.Unquote(i.Path.Value)
			if why := breach(r, s.room, imp, s.test); why != "" {
				t.Errorf("%s imports %s: %s", s.path, imp, why)
			}
		}
	}
}

// The wall is tried with what must not pass, so that a mistake in the test itself is seen.
func TestLayout_WallHolds(t *testing.T) {
	for _, c := range []struct {
		from, imp string
		test, may bool
	}{
		{"casework/referral", "passage/internal/casework/people", false, true},
		{"casework/referral", "passage/internal/casework/access", false, false},
		{"casework/referral", "passage/internal/store", false, false},
		{"casework/referral", "passage/internal/store", true, false},
		{"casework/people", "database/sql", false, false},
		{"casework/people", "github.com/goccy/go-yaml", false, false},
		{"casework/policy", "github.com/goccy/go-yaml", false, true},
		{"casework/people", "pgregory.net/rapid", true, true},
		{"casework/people", "pgregory.net/rapid", false, false},
		{"web", "passage/internal/store", false, false},
		{"web", "passage/internal/app", false, true},
		{"web", "passage/internal/casework/spaces", false, true},
		{"web", "database/sql", false, false},
		{"app", "net/http", false, false},
		{"app", "passage/internal/web", false, false},
		{"store", "passage/internal/vault", false, true},
		{"store", "passage/internal/app", false, false},
		{"vault", "passage/internal/casework/fault", false, false},
		{"store", "passage/cmd/passage", true, false},
	} {
		why := breach(rooms[c.from], c.from, c.imp, c.test)
		if (why == "") != c.may {
			t.Errorf("%s (test %v) importing %s: %q, want allowed = %v", c.from, c.test, c.imp, why, c.may)
		}
	}
}

func TestLayout_RulesHaveNoClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !strings.HasPrefix(s.room, "casework/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, sel.Sel.Name) {
					t.Errorf("%s: time.%s in a rule; one change has one time and app hands it in", s.path, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

// Only the store opens a transaction, and only app's doors use the store's.
func TestLayout_OneDoorToATransaction(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.room == "store" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok && (sel.Sel.Name == "BeginTx" || sel.Sel.Name == "Begin") {
				t.Errorf("%s: %s outside the store", s.path, sel.Sel.Name)
			}
			return true
		})
	}
}

// Pages are laid out in templates, never built in Go: these types switch the escaping off.
func TestLayout_NoHTMLInGo(t *testing.T) {
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "template" && slices.Contains([]string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}, sel.Sel.Name) {
					t.Errorf("%s: template.%s switches escaping off", s.path, sel.Sel.Name)
				}
			}
			return true
		})
	}
}

// Every package says what it owns, once, and no package has a name that says nothing.
func TestLayout_PackagesSayWhatTheyOwn(t *testing.T) {
	doc := map[string]int{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		if s.file.Doc != nil {
			doc[s.room]++
		} else {
			doc[s.room] += 0
		}
		if slices.Contains(attic, path.Base(s.room)) {
			t.Errorf("%s: a package named %s says nothing; name the noun of the work", s.path, path.Base(s.room))
		}
	}
	for _, r := range slices.Sorted(maps.Keys(doc)) {
		if doc[r] == 0 {
			t.Errorf("%s: no package comment; say what it owns and what it does not", r)
		}
	}
}

// A page's own fields hide nothing of its reader: a template of the frame would show the field in place of what was just done or of what
// is wrong.
func TestLayout_PagesHideNothingOfTheFrame(t *testing.T) {
	of := map[string]bool{"Title": true, "Fault": true} // what the frame's templates read of every page, and its reader's methods
	fields := map[string]*ast.StructType{}
	for _, s := range sources(t) {
		if s.test || s.room != "web" {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil || !d.Name.IsExported() {
					continue
				}
				if star, ok := d.Recv.List[0].Type.(*ast.StarExpr); ok && named(star.X) == "reader" {
					of[d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, sp := range d.Specs {
					if ts, ok := sp.(*ast.TypeSpec); ok {
						if st, ok := ts.Type.(*ast.StructType); ok {
							fields[ts.Name.Name] = st
						}
					}
				}
			}
		}
	}
	var isPage func(name string) bool
	isPage = func(name string) bool {
		st := fields[name]
		return name == "page" || st != nil && slices.ContainsFunc(st.Fields.List, func(f *ast.Field) bool { return len(f.Names) == 0 && isPage(named(f.Type)) })
	}
	pages := 0
	for name, st := range fields {
		if name == "page" || !isPage(name) {
			continue
		}
		pages++
		for _, f := range st.Fields.List {
			for _, n := range f.Names {
				if of[n.Name] {
					t.Errorf("web: %s.%s hides what the frame shows of every page under that name", name, n.Name)
				}
			}
		}
	}
	if pages < 100 || !of["Done"] || !of["Said"] {
		t.Errorf("%d pages and %d names: nothing was looked at", pages, len(of))
	}
}

// named is the name of a type of the same package, "" for any other.
func named(x ast.Expr) string {
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// What is exported from the rules, the doors and the store is explained where it stands.
func TestLayout_ExportedNamesAreExplained(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || !(strings.HasPrefix(s.room, "casework/") || s.room == "app" || s.room == "store") {
			continue
		}
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || exportedType(d.Recv)) && !wellKnown(d) {
					t.Errorf("%s: %s has no comment", s.path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, sp := range d.Specs {
					switch sp := sp.(type) {
					case *ast.TypeSpec:
						if sp.Name.IsExported() && d.Doc == nil && sp.Doc == nil && sp.Comment == nil {
							t.Errorf("%s: type %s has no comment", s.path, sp.Name.Name)
						}
					case *ast.ValueSpec:
						for _, n := range sp.Names {
							if n.IsExported() && d.Doc == nil && sp.Doc == nil && sp.Comment == nil {
								t.Errorf("%s: %s has no comment", s.path, n.Name)
							}
						}
					}
				}
			}
		}
	}
}

// wellKnown are methods whose contract is the standard library's.
func wellKnown(d *ast.FuncDecl) bool {
	return d.Recv != nil && slices.Contains([]string{"Error", "Is", "Unwrap", "String", "LogValue", "Len", "Less", "Swap",
		"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText", "MarshalYAML", "UnmarshalYAML", "Scan", "Value"}, d.Name.Name)
}

func exportedType(recv *ast.FieldList) bool {
	x := recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	if ix, ok := x.(*ast.IndexExpr); ok {
		x = ix.X
	}
	id, ok := x.(*ast.Ident)
	return ok && id.IsExported()
}

// The timeline and the log say every action in words, in both languages.
func TestLayout_EveryActionHasWords(t *testing.T) {
	var actions []string
	for _, s := range sources(t) {
		if s.room != "casework/access" || s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
				if id, ok := v.Type.(*ast.Ident); ok && id.Name == "Action" {
					if lit, ok := v.Values[0].(*ast.BasicLit); ok {
						name, _ := strconv.Unquote(lit.Value)
						actions = append(actions, name)
					}
				}
			}
			return true
		})
	}
	if len(actions) < 50 {
		t.Fatalf("only %d actions found: the test does not see them", len(actions))
	}
	for _, lang := range []string{"en", "fr"} {
		words, err := os.ReadFile("i18n/words/action." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actions {
			if !strings.Contains(string(words), `["action.`+a+`"]`) {
				t.Errorf("action.%s has no words in %s", a, lang)
			}
		}
	}
}
