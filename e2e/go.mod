// The browser tests: a module of their own, so that `go test ./...` in the house stays quick, and with nothing
// but the standard library in it: they drive Chromium through a pipe (docs/adr/0010-browser-tests.md).
module passage/e2e

go 1.26.0
