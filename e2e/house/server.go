// Package house runs the real passage binary for the browser tests: on a free port, with folders of its own for
// data, temporary files and logs, so that a test can say what it wrote where.
package house

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Server is one running passage.
type Server struct {
	Base string // http://127.0.0.1:PORT
	Dir  string // holds data, tmp and home; the log lies beside them
	Data string

	t       testing.TB
	cmd     *exec.Cmd
	mu      sync.Mutex
	log     bytes.Buffer
	waited  chan struct{}
	exit    error
	Started time.Duration // until the first answer
}

// Binary is the path of the passage to test: $PASSAGE_BIN, set by scripts/e2e, or bin/passage of this clone.
func Binary(t testing.TB) string {
	t.Helper()
	bin := os.Getenv("PASSAGE_BIN")
	if bin == "" {
		root, err := Root()
		if err != nil {
			t.Fatal(err)
		}
		bin = filepath.Join(root, "bin", "passage")
	}
	if _, err := os.Stat(bin); err != nil {
		t.Fatalf("no binary to test (scripts/build): %v", err)
	}
	return bin
}

// Root is the folder of the clone.
func Root() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "cmd", "passage")); e == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("not inside a clone of passage")
		}
		dir = up
	}
	return "", err
}

var address = regexp.MustCompile(`http://(127\.0\.0\.1|localhost):[0-9]+`)

// Demo starts `passage demo` on a fresh store; it is stopped when the test ends, and must stop by itself when asked.
func Demo(t testing.TB, args ...string) *Server {
	t.Helper()
	dir := t.TempDir()
	return Start(t, dir, append([]string{"demo", "--addr", "127.0.0.1:0", "--data", filepath.Join(dir, "data")}, args...)...)
}

// Start runs passage with these arguments, and dir/data as its data, until it answers.
func Start(t testing.TB, dir string, args ...string) *Server {
	t.Helper()
	s := &Server{t: t, Dir: dir, Data: filepath.Join(dir, "data"), waited: make(chan struct{})}
	for _, d := range []string{"tmp", "home"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.cmd = exec.Command(Binary(t), args...)
	s.cmd.Dir = filepath.Join(dir, "home")
	s.cmd.Env = append(os.Environ(), "TMPDIR="+filepath.Join(dir, "tmp"), "HOME="+filepath.Join(dir, "home"), "TZ=UTC")
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.cmd.Stderr = s.cmd.Stdout
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	found := make(chan string, 1)
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		r := bufio.NewReader(out)
		for {
			line, err := r.ReadString('\n')
			s.mu.Lock()
			s.log.WriteString(line)
			s.mu.Unlock()
			if a := address.FindString(line); a != "" {
				select {
				case found <- a:
				default:
				}
			}
			if err != nil {
				return
			}
		}
	}()
	go func() {
		<-drained
		s.exit = s.cmd.Wait()
		close(s.waited)
	}()
	t.Cleanup(func() { s.Stop() })
	select {
	case s.Base = <-found:
	case <-s.waited:
		t.Fatalf("passage %s ended at once: %v\n%s", strings.Join(args, " "), s.exit, s.Log())
	case <-time.After(60 * time.Second):
		t.Fatalf("passage %s printed no address in 60 s\n%s", strings.Join(args, " "), s.Log())
	}
	for {
		r, err := http.Get(s.Base + "/en")
		if err == nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
			if r.StatusCode < 500 {
				break
			}
		}
		if time.Since(begun) > 60*time.Second {
			t.Fatalf("passage does not answer on %s: %v\n%s", s.Base, err, s.Log())
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.Started = time.Since(begun)
	return s
}

// Log is what the server has printed so far.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// Pid is the server's process.
func (s *Server) Pid() int { return s.cmd.Process.Pid }

// Stop asks the server to end and checks that it does, without an error.
func (s *Server) Stop() {
	select {
	case <-s.waited:
		return
	default:
	}
	s.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.waited:
		if s.exit != nil {
			s.t.Errorf("passage ended with %v\n%s", s.exit, s.Log())
		}
	case <-time.After(20 * time.Second):
		s.cmd.Process.Kill()
		<-s.waited
		s.t.Errorf("passage did not end within 20 s of SIGTERM\n%s", s.Log())
	}
}

// Kill ends the server as a power cut would: kill -9.
func (s *Server) Kill() {
	s.cmd.Process.Kill()
	<-s.waited
}

// Memory is the resident memory of the server in bytes.
func (s *Server) Memory() int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", s.Pid()))
	if err != nil {
		s.t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^Pss:\s+([0-9]+) kB`).FindSubmatch(b)
	var kb int64
	fmt.Sscan(string(m[1]), &kb)
	return kb << 10
}

// Command runs passage once and returns what it printed and its exit code.
func Command(t testing.TB, args ...string) (string, int) {
	t.Helper()
	cmd := exec.Command(Binary(t), args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if _, ok := err.(*exec.ExitError); err != nil && !ok {
		t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}
