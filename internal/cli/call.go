package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
)

// The variables by which a hook talks to azenv, for one call only: they are
// taken out of the environment before anything is started.
const (
	callVar  = "__AZENV_CALL"  // shell,pid,event,mark,file
	dirVar   = "__AZENV_DIR"   // the shell's working directory, as it calls it
	fromVar  = "__AZENV_FROM"  // where that was when the shell's context was last resolved
	stuckVar = "__AZENV_STUCK" // variables that would not change, with blanks between
	hookVar  = "__AZENV_HOOK"  // text,binary: the hook's own shell.Text, and where it has azenv
)

// call is what a hook says when it runs azenv.
type call struct {
	shell string // empty where no hook called
	pid   int
	event azctx.Event
	mark  string // of the state the shell holds
	file  string // where to leave code, for Typed
	dir   string // the shell's working directory
	from  string // the one before
	stuck []string
	moved bool // the shell is going from one directory to another
	piped bool // typed in a subshell of the shell, such as that of a pipe's last command
	sub   bool // typed in any subshell

	text, bin string // shell.Text of the hook, and where it has azenv; empty where it says neither
}

// takeCall reads the hook's variables and removes them from env.
func takeCall(env environ.Env) call {
	c := call{stuck: strings.Fields(env.Get(stuckVar)), dir: env.Get(dirVar), from: env.Get(fromVar)}
	c.text, c.bin, _ = strings.Cut(env.Get(hookVar), ",")
	parts := strings.SplitN(env.Get(callVar), ",", 5)
	for _, name := range []string{callVar, dirVar, fromVar, hookVar, stuckVar} {
		delete(env, name)
	}
	if len(parts) != 5 {
		return call{}
	}
	pid, err := strconv.Atoi(parts[1])
	if err != nil || pid <= 0 {
		return call{}
	}
	c.shell, c.pid, c.mark, c.file = parts[0], pid, parts[3], parts[4]
	switch parts[2] {
	case "start":
		c.event = azctx.Start
	case "prompt", "cd":
		c.event, c.moved = azctx.Prompt, parts[2] == "cd"
	case "typed", "piped", "nested":
		c.event, c.piped, c.sub = azctx.Typed, parts[2] == "piped", parts[2] != "typed"
	default:
		return call{}
	}
	return c
}

// hooked says whether a hook can take up a change.
func (c call) hooked() bool { return c.shell != "" && c.file != "" }

// forget removes code that an earlier call may have left unread.
func (c call) forget() {
	if c.hooked() && strings.HasPrefix(filepath.Base(c.file), callFile) {
		os.Remove(c.file)
	}
}

// callFile leads the names of the files in which code is left.
const callFile = "call-"
