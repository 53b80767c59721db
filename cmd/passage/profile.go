package main

import (
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"runtime/debug"
)

// tune sets the collector for a server whose live memory is small and whose requests are many: the default would run it
// several times a second over a heap of a few megabytes, for up to a third of the processor. The limit keeps a busy
// server from growing without bound; GOGC and GOMEMLIMIT still win where they are set.
func tune() {
	if old := debug.SetGCPercent(400); old != 100 {
		debug.SetGCPercent(old)
	}
	if old := debug.SetMemoryLimit(-1); old == noLimit {
		debug.SetMemoryLimit(512 << 20)
	}
}

// noLimit is what the runtime answers when no limit is set.
const noLimit = 1<<63 - 1

// profile serves Go's profiles on an address of this machine alone; they show what the program does, not what it knows.
func profile(addr string) error {
	if addr == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		return errors.New("profiles are served on a loopback address alone, as 127.0.0.1:6060")
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	m := http.NewServeMux()
	m.HandleFunc("/debug/pprof/", pprof.Index)
	m.HandleFunc("/debug/pprof/profile", pprof.Profile)
	m.HandleFunc("/debug/pprof/trace", pprof.Trace)
	go http.Serve(l, m)
	return nil
}
