package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"passage": main})
}

// The commands, as people type them: testdata/*.txtar.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			// The invented file of the browser tests.
			b, err := os.ReadFile(filepath.Join("..", "..", "e2e", "testdata", "errf-invented.xml"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(e.WorkDir, "good.xml"), b, 0o600)
		},
	})
}
