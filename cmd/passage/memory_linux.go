package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// dropProgramPages gives back the pages of the program's own file that are in memory: half of them were needed once, to
// start. Whichever is needed again comes back by itself. Only what is mapped to be read is touched. It is a saving, so
// nothing is said when it cannot be made.
func dropProgramPages() {
	self, err := os.Executable()
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/maps")
	if err != nil {
		return
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var from, to uintptr
		var mode string
		line := lines.Text()
		if !strings.HasSuffix(line, " "+self) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &mode); err != nil || strings.Contains(mode, "w") || !strings.HasSuffix(mode, "p") {
			continue
		}
		// MADV_DONTNEED: a private page of a file that nobody may write is read from the file again.
		syscall.Syscall(syscall.SYS_MADVISE, from, to-from, uintptr(syscall.MADV_DONTNEED))
	}
}
