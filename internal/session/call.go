package session

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

// These are the variables by which a hook talks to azenv, for one call only. azenv takes
// them out of the environment before it starts anything.
const (
	callVar  = "__AZENV_CALL"  // shell,pid,event,mark,file
	dirVar   = "__AZENV_DIR"   // the shell's working directory, by the shell's own name for it
	fromVar  = "__AZENV_FROM"  // that directory when the shell's context was last resolved
	stuckVar = "__AZENV_STUCK" // variables that could not be changed, with blanks between
	hookVar  = "__AZENV_HOOK"  // text,binary: the hook's own shell.Text, and the path of its azenv
)

// Call is what a hook tells azenv when it starts it.
type Call struct {
	Shell string // empty if no hook called
	PID   int
	Event azctx.Event
	Mark  string // the mark of the shell's state
	File  string // the file in which to leave code, for Typed
	Dir   string // the shell's working directory
	From  string // that directory when the shell's context was last resolved
	Stuck []string
	Moved bool // the shell is going from one directory to another
	Piped bool // typed in a subshell of the shell, such as that of a pipe's last command
	Sub   bool // typed in any subshell

	Text, Bin string // the hook's shell.Text, and the path of its azenv; empty if it says neither
}

// takeCall reads the hook's variables and removes them from env.
func takeCall(env environ.Env) Call {
	c := Call{Stuck: strings.Fields(env.Get(stuckVar)), Dir: env.Get(dirVar), From: env.Get(fromVar)}
	c.Text, c.Bin, _ = strings.Cut(env.Get(hookVar), ",")
	parts := strings.SplitN(env.Get(callVar), ",", 5)
	for _, name := range []string{callVar, dirVar, fromVar, hookVar, stuckVar} {
		delete(env, name)
	}
	if len(parts) != 5 {
		return Call{}
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil || pid <= 0 {
		return Call{}
	}
	c.Shell, c.PID, c.Mark, c.File = parts[0], pid, parts[3], parts[4]
	switch parts[2] {
	case "start":
		c.Event = azctx.Start
	case "prompt", "cd":
		c.Event, c.Moved = azctx.Prompt, parts[2] == "cd"
	case "typed", "piped", "nested":
		c.Event, c.Piped, c.Sub = azctx.Typed, parts[2] == "piped", parts[2] != "typed"
	default:
		return Call{}
	}
	return c
}

// HookUnknown is a variable by which azenv, whose path is bin, answers with a hook of its
// own, whatever is loaded: where a variable is there twice the first counts.
func HookUnknown(bin string) string { return hookVar + "=," + bin }

// Forget removes code that an earlier call has left and nobody has read.
func (c Call) Forget() {
	if c.Shell != "" && c.File != "" && strings.HasPrefix(filepath.Base(c.File), callFile) {
		os.Remove(c.File)
	}
}

// callFile begins the names of the files in which code is left.
const callFile = "call-"
