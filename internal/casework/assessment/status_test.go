package assessment_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// statusWords are words by which a name, a code, a route or a form field could offer to assess whether somebody is
// a human rights defender. The partner determined that; the department records it and nothing more.
var statusWords = regexp.MustCompile(`(?i)(hrd|ddp|defender|defenseur).?(status|statut|valid|genuine|confirm|assess|verif|finding|result|legit)|(status|statut).?(hrd|ddp)|` +
	`(is|not|isnt|est|nonpas|valid|genuine|confirm|assess|verify|verif|legit|refute|deny|untag|remove|revoke|change|set|edit).?(hrd|ddp|defender|defenseur)|` +
	`found_not_hrd|not_a_defender|false_hrd`)

// allowed are names that tell readers that status is not assessed, or send proof to the referring partner's route.
var allowed = map[string]string{
	"DriftsIntoStatus": "points out wording that assesses status",
}

// TestRule_A_2_NobodyAssessesHRDStatus reads every name and every code of the rooms in which the department works
// (findings, decision, case, access) and every route and form field of the pages, and finds none that could say
// whether somebody is a human rights defender.
func TestRule_A_2_NobodyAssessesHRDStatus(t *testing.T) {
	read := 0
	for _, room := range []string{".", "../decision", "../casefile", "../access", "../../app", "../../web"} {
		if _, err := os.Stat(room); os.IsNotExist(err) {
			continue
		}
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			switch filepath.Ext(path) {
			case ".go":
				read++
				names(t, path)
			case ".html", ".cedar", ".yaml":
				read++
				attributes(t, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if read < 20 {
		t.Fatalf("only %d files read: the test looks in the wrong place", read)
	}
}

// names checks every identifier and every string that is a code or a route.
func names(t *testing.T, path string) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if statusWords.MatchString(n.Name) && allowed[n.Name] == "" {
				t.Errorf("%s: the name %s could assess HRD status (A-2)", path, n.Name)
			}
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && code.MatchString(s) && statusWords.MatchString(s) {
				t.Errorf("%s: the code %q could assess HRD status (A-2)", path, s)
			}
		}
		return true
	})
}

var (
	code = regexp.MustCompile(`^[\w./{}$-]+$`)
	// attribute is what a form sends, or where a link or a form goes.
	attribute = regexp.MustCompile(`(?:name|value|action|formaction|href|id)="([^"{]*)|action == "(\w+)"`)
)

func attributes(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range attribute.FindAllStringSubmatch(string(raw), -1) {
		if s := m[1] + m[2]; statusWords.MatchString(s) {
			t.Errorf("%s: %q could assess HRD status (A-2)", path, s)
		}
	}
}

// TestTheStatusTestCanFail keeps the pattern honest: it finds what it is for, and leaves what is not.
func TestTheStatusTestCanFail(t *testing.T) {
	for _, s := range []string{"HRDStatus", "IsDefender", "hrd_valid", "found_not_hrd", "ConfirmHRD", "defender-status", "statut-ddp", "verify_hrd", "not_a_defender"} {
		if !statusWords.MatchString(s) {
			t.Errorf("%s is not found", s)
		}
	}
	for _, s := range []string{"Defender", "hrd-notes", "NoteAnswer", "Result", "identified_by", "StatusConcern", "defenders"} {
		if statusWords.MatchString(s) {
			t.Errorf("%s is found", s)
		}
	}
}
