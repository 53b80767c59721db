//go:build !linux

package main

// dropProgramPages does nothing where the system does it.
func dropProgramPages() {}
