package main

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"
)

// The demonstration signs people in without proof, so it opens no store but its own.
func TestDemo_OpensNoRealStore(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	ctx := context.Background()
	if code := run(ctx, []string{"admin", "keys", "init", "--data", dir}, &out, &out); code != 0 {
		t.Fatalf("keys init: %d, %s", code, out.String())
	}
	if code := run(ctx, []string{"admin", "account", "add", "officer7", "--role", "officer", "--unit", "ankara", "--name", "Officer 0007", "--data", dir}, &out, &out); code != 0 {
		t.Fatalf("account add: %d, %s", code, out.String())
	}
	out.Reset()
	if code := run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--data", dir}, &out, &out); code != 2 || !strings.Contains(out.String(), "not a demonstration's") {
		t.Errorf("the demonstration on a real store ended with %d: %s", code, out.String())
	}
}

// said is what a command prints, and tells when it has printed something.
type said struct {
	mu     sync.Mutex
	b      bytes.Buffer
	awaits string
	ch     chan struct{}
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	had := strings.Contains(s.b.String(), s.awaits)
	s.b.Write(p)
	if !had && strings.Contains(s.b.String(), s.awaits) {
		close(s.ch)
	}
	return len(p), nil
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// The demonstration has its cast and caseload when it says its address, and goes on in the folder it is given.
func TestDemo_GoesOnInItsFolder(t *testing.T) {
	dir := t.TempDir()
	for turn := range 2 {
		out := &said{awaits: "/en/demo", ch: make(chan struct{})}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan int)
		begun := time.Now()
		go func() { ended <- run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--data", dir}, out, out) }()
		select {
		case <-out.ch:
			t.Logf("turn %d: %d ms", turn, time.Since(begun).Milliseconds())
		case code := <-ended:
			t.Fatalf("ended with %d: %s", code, out)
		case <-time.After(time.Minute):
			t.Fatalf("no address in a minute: %s", out)
		}
		cancel()
		if code := <-ended; code != 0 {
			t.Fatalf("ended with %d: %s", code, out)
		}
	}
	var out bytes.Buffer
	if code := run(context.Background(), []string{"journal", "verify", "--data", dir}, &out, &out); code != 0 {
		t.Errorf("the journal of the demonstration: %d, %s", code, out.String())
	}
}
