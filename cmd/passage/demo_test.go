package main

import (
	"bytes"
	"context"
	"strings"
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
	if code := run(ctx, []string{"admin", "account", "add", "officer7", "--role", "officer", "--unit", "cedar", "--name", "Officer 0007", "--data", dir}, &out, &out); code != 0 {
		t.Fatalf("account add: %d, %s", code, out.String())
	}
	out.Reset()
	if code := run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--data", dir}, &out, &out); code != 2 || !strings.Contains(out.String(), "not a demonstration's") {
		t.Errorf("the demonstration on a real store ended with %d: %s", code, out.String())
	}
}

func TestDemo_GoesOnInItsFolder(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		var out bytes.Buffer
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		if code := run(ctx, []string{"demo", "--addr", "127.0.0.1:0", "--data", dir}, &out, &out); code != 0 || !strings.Contains(out.String(), "/en/demo") {
			t.Fatalf("ended with %d: %s", code, out.String())
		}
		cancel()
	}
}
