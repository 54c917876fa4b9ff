package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/shell"
	"github.com/azenv/azenv/internal/term"
)

// The notes in a shell's own folder.
const (
	notePrevious = "previous" // what was chosen before, for `use -`
	noteHandover = "handover" // what was chosen in a pipe, for the next prompt
)

// errNoHook says that there is nobody to take up a change of this shell.
var errNoHook = errors.New("this shell has no azenv hook, so its context cannot change")

// hookHint is the line that loads the hook, for the shell the user runs.
func (a *app) hookHint() string {
	name := a.call.shell
	if name == "" {
		name = filepath.Base(a.env.Get("SHELL"))
	}
	switch name {
	case "fish":
		return "azenv hook fish | source   # in ~/.config/fish/config.fish"
	case "pwsh":
		return "azenv hook pwsh | Out-String | Invoke-Expression   # in $PROFILE"
	case "zsh":
		return `eval "$(azenv hook zsh)"   # in ~/.zshrc`
	}
	return `eval "$(azenv hook bash)"   # in ~/.bashrc`
}

// take makes pick the context of the shell that azenv was typed in, at once.
func (a *app) take(pick azctx.Pick) error {
	_, err := a.takeUp(azctx.Typed, pick)
	return err
}

// takeUp has the shell that azenv was typed in eval what event means for it, at once.
func (a *app) takeUp(event azctx.Event, pick azctx.Pick) (o outcome, err error) {
	if a.call.shell == "" {
		return o, hint(errNoHook, "%s", a.hookHint())
	}
	sh, err := shell.ByName(a.call.shell)
	if err != nil {
		return o, err
	}
	s := a.open(event)
	defer s.close()
	if err := s.req.Err; err != nil && pick.ID != azctx.NoContext {
		return o, err
	}
	dir, err := s.runDir()
	if err != nil {
		return o, fmt.Errorf("no folder for this shell: %w", err)
	}
	if filepath.Dir(a.call.file) != dir || !strings.HasPrefix(filepath.Base(a.call.file), callFile) {
		return o, hint(errors.New("azenv's folders are elsewhere since this shell loaded the hook"), "%s", a.hookHint())
	}
	if o, err = s.resolve(pick); err != nil {
		return o, err
	}
	chosen := event == azctx.Typed && !pick.Again
	if chosen && !a.call.sub {
		os.Remove(filepath.Join(dir, noteHandover)) // this choice is the later one
	}
	if chosen && a.call.piped && a.stdinRead && isPipe(a.in) {
		if err := s.handOver(dir, pick); err != nil {
			return o, err
		}
	}
	return o, home.ReplaceOwn(a.call.file, []byte(s.code(sh, o, s.news(o, dir))), false)
}

// leave is handOver by itself.
func (a *app) leave(pick azctx.Pick) error {
	s := a.open(azctx.Look)
	defer s.close()
	dir, err := s.runDir()
	if err != nil {
		return err
	}
	return s.handOver(dir, pick)
}

// handOver leaves what was typed in a pipe to the shell itself, which is kept out of
// what its subshells do.
func (s *session) handOver(dir string, pick azctx.Pick) error {
	text, err := json.Marshal(pick)
	if err != nil {
		return err
	}
	if err := home.ReplaceOwn(filepath.Join(dir, noteHandover), text, false); err != nil {
		return err
	}
	s.say("typed in a pipe: this shell takes it up at its next prompt")
	return nil
}

func isPipe(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	fi, err := f.Stat()
	return err == nil && fi.Mode()&os.ModeNamedPipe != 0
}

// handedOver takes up what handOver left, if anything.
func (s *session) handedOver() (pick azctx.Pick) {
	dir, err := s.runDir()
	if err != nil || s.req.Event != azctx.Prompt || s.call.moved {
		return pick
	}
	text, ok := recall(dir, noteHandover)
	if !ok {
		return pick
	}
	os.Remove(filepath.Join(dir, noteHandover))
	if json.Unmarshal([]byte(text), &pick) == nil {
		s.req.Event = azctx.Typed
	}
	return pick
}

// news is what a shell shows once o is in force there, a line each; dir, where
// there is one, keeps what `use -` goes back to. The shell prints it, not azenv,
// since only the shell knows whether every variable would change.
func (s *session) news(o outcome, dir string) string {
	var lines []string
	add := func(format string, args ...any) {
		lines = append(lines, "azenv: "+term.Clean(fmt.Sprintf(format, args...)))
	}
	for _, n := range o.Notes {
		add("%s", n)
	}
	for _, name := range o.plan.Lost {
		add("warning: %s is too long to be handed on: leaving this context gives it back here, but not in shells inside", name)
	}
	if o.Context != nil {
		for _, n := range s.folders[o.Context.ID].Notes {
			add("%s", n)
		}
	}
	if o.State.Seal != "" && (o.State.Seal != o.Was.Seal || s.req.Event == azctx.Typed) {
		add("hint: %s", cmp.Or(o.State.Hint, "azenv show"))
	}
	if dir != "" && !s.call.sub && s.req.Event != azctx.Start && back(o.State) != back(o.Was) {
		if text, err := json.Marshal(back(o.Was)); err == nil {
			remember(dir, notePrevious, string(text))
		}
	}
	if o.Switched && o.State.Seal == "" && !o.State.Back && s.req.Event != azctx.Start {
		if o.State.Scope == azctx.ScopeDirectory && o.Place.File != nil {
			for _, w := range o.Place.File.Warnings {
				add("warning: %s: %s", o.Place.Path, w)
			}
		}
		if !s.quiet {
			lines = append(lines, s.style.Dim("azenv: "+term.Clean(whereNow(o))))
		}
	}
	return strings.Join(lines, "\n")
}

// back is the choice that leads to what st has selected.
func back(st azctx.State) azctx.Pick {
	if st.Choice != "" {
		return azctx.Pick{ID: st.Choice}
	}
	return azctx.Pick{ID: st.Held, Hold: true}
}

func whereNow(o outcome) string {
	if o.Context == nil {
		return "no context: az and the rest are as they were without azenv"
	}
	return describe(o.Context, o.State.Scope)
}

// describe is the one line that says where one is now.
func describe(c *azctx.Context, scope azctx.Scope) string {
	place := c.Subscription.Name
	if place == "" {
		place = c.Subscription.ID
	}
	parts := []string{}
	for _, p := range []string{place, tenantText(c.Tenant), c.Account.Name} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	mark := ""
	if c.Protected {
		mark = ", protected"
	}
	return fmt.Sprintf("%s (%s%s): %s", c.Label, scope, mark, strings.Join(parts, ", "))
}

// tenantText is how a tenant is called in talk and tables.
func tenantText(t azctx.Tenant) string {
	for _, s := range []string{t.Domain, t.Name} {
		if s != "" {
			return s
		}
	}
	return t.ID
}
