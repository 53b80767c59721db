package inspect

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
)

const self = "/proc/self/exe"

// Limits of the process: seconds of the processor, bytes of its own memory.
const (
	cpuSeconds = 30
	memory     = 1536 << 20
)

// walls are the namespaces that a look at a file gets to itself: users, network, processes, mounts.
func walls(isolated bool) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if isolated {
		a.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return a
}

var probe struct {
	sync.Once
	ok bool
}

// isolated says whether the system lets us make namespaces. Where it does not, files are still looked at in a process
// of their own with all its limits, and pages of PDFs are not rendered.
func isolated() bool {
	probe.Do(func() {
		c := exec.CommandContext(context.Background(), self)
		c.Args, c.Env, c.Dir, c.SysProcAttr = []string{childName, "probe"}, []string{}, "/", walls(true)
		err := c.Run()
		if probe.ok = err == nil; !probe.ok {
			slog.Warn("inspect: the system allows no namespaces: documents are looked at with limits alone")
		}
	})
	return probe.ok
}

// shelf is what a program that renders needs to see of the system.
var shelf = []string{"/usr", "/lib", "/lib64", "/bin", "/etc/fonts"}

// lock gives up what a look at a file does not need, before its first byte is read: files (an empty root of its own;
// with programs, those of the system, read-only), memory, time, the right to gain any right, and writing at all.
// Without namespaces the root stays, and the rest holds.
func lock(programs bool) {
	debug.SetMemoryLimit(memory * 3 / 4)
	for what, limit := range map[int]uint64{syscall.RLIMIT_CPU: cpuSeconds, syscall.RLIMIT_DATA: memory, syscall.RLIMIT_CORE: 0} {
		_ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: limit, Max: limit})
	}
	if os.Getpid() == 1 && !empty(programs) { // first of its namespace
		os.Exit(3)
	}
	for what, limit := range map[int]uint64{syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_NOFILE: 32} {
		_ = syscall.Setrlimit(what, &syscall.Rlimit{Cur: limit, Max: limit})
	}
	const noNewPrivileges = 38
	syscall.RawSyscall6(syscall.SYS_PRCTL, noNewPrivileges, 1, 0, 0, 0, 0)
}

// empty makes the root an empty folder in memory, where nothing of the machine is to be seen.
func empty(programs bool) bool {
	const root = "/proc" // a mount point that is always there; hidden by ours
	if syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "") != nil ||
		syscall.Mount("none", root, "tmpfs", syscall.MS_NOSUID|syscall.MS_NODEV, "size=64k") != nil {
		return false
	}
	if programs {
		for _, dir := range shelf {
			st, err := os.Lstat(dir)
			if err != nil {
				continue
			}
			if st.Mode()&os.ModeSymlink != 0 { // /lib is /usr/lib
				if to, err := os.Readlink(dir); err == nil {
					_ = os.Symlink(to, root+dir)
				}
				continue
			}
			if os.MkdirAll(root+dir, 0o700) != nil || syscall.Mount(dir, root+dir, "", syscall.MS_BIND|syscall.MS_REC, "") != nil {
				return false
			}
		}
	}
	return syscall.Chroot(root) == nil && os.Chdir("/") == nil
}

// render becomes poppler's pdftoppm, from a pipe into a pipe.
func render(path, page, dots string) int {
	if !strings.HasPrefix(path, "/usr/") {
		return 2
	}
	err := syscall.Exec(path, []string{"pdftoppm", "-jpeg", "-jpegopt", "quality=70", "-f", page, "-l", page, "-scale-to", dots, "-"}, []string{"LANG=C"})
	_ = err
	return 1
}
