// Package shell owns the languages of the shells: quoting, and code that changes the
// environment. It is pure, and must not know what any variable means.
package shell

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/shells"
)

// Shell is one shell's language. A term is an expression of that language that is true or
// false. Most strings here are formats for fmt.Sprintf.
type Shell struct {
	Name string

	// quote makes one word of any bytes but NUL.
	quote func(string) string
	// export and unset are statements for scripts without the hook. then stands between
	// two statements; the second one runs only if the first one succeeds.
	export, unset, then string
	// fail is a statement that fails. It ends code that must not count as a success.
	fail string
	// nothing is the code for a script without the hook if nothing is to be changed.
	nothing string
	// assign sets a variable of the hook's own, un-exported.
	assign string
	// fresh returns the function that a prompt calls. It returns 0 while all terms hold.
	fresh func(terms []string) string
	// equal is a term: two texts are equal. The first one is made of expansions.
	equal string
	// value is the expansion to a variable's value, which is empty for an unset one.
	value string
	// dir is the expansion to the working directory.
	dir string
	// isSet is the expansion to x if a variable is set, else to nothing. It is empty in
	// a shell that has no such expansion.
	isSet string
	// isSetTerm is a term, for a shell without isSet: the variable is set.
	isSetTerm string
	// absent returns a term: there is nothing at these paths, not even a broken link. With
	// nearest the same is true of the paths that the hook's own walk has passed.
	absent func(s *Shell, paths []string, n *Nearest) string
	// present is a term: there is something at this path.
	present string
	// file returns a term: the file has the wanted contents. The file is small. Anything
	// may come instead of a file that is not azenv's own, and must not block the term.
	file func(s *Shell, f File) string
	// wrap returns the code to eval for a script.
	wrap func(s *Shell, script string) string
	walk *walk // nil for a hook that asks wherever it goes

	hook, completion string
}

var all = []*Shell{bash, fish, pwsh, zsh}

// ByName returns the shell of that name.
func ByName(name string) (*Shell, error) {
	for _, s := range all {
		if s.Name == name {
			return s, nil
		}
	}
	return nil, fmt.Errorf("shell %q: not one that azenv knows", name)
}

// Names returns the names of all shells, sorted.
func Names() []string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = s.Name
	}
	return names
}

// end is the last line of all code that a hook runs. Code without it is not complete.
const end = "# azenv:end\n"

// Update is what a hook must know and do.
type Update struct {
	Plan      environ.Plan
	ConfigDir string // the variable that seals the shell
	Sealed    string // the value of ConfigDir with which the shell is sealed
	Predicate Predicate
	Mark      string // tells this shell's own state from another's
	At        string // the working directory that Plan is for
	Run       string // the folder of this shell, empty for none
	Note      string // what the shell shows when the change is made; at its start, with the first prompt
}

// Hooked returns the code for u, for a shell that has loaded the hook.
func (s *Shell) Hooked(u Update) string {
	var b strings.Builder
	call := func(words ...string) {
		for i, w := range words {
			if i > 0 {
				b.WriteByte(' ')
				w = s.quote(w)
			}
			b.WriteString(w)
		}
		b.WriteByte('\n')
	}
	if u.Plan.Whole {
		call("__azenv_begin", u.ConfigDir, u.Sealed)
		for _, c := range u.Plan.Changes {
			switch c.Op {
			case environ.Set:
				call("__azenv_set", c.Name, c.Value)
			case environ.Return:
				call("__azenv_return", c.Name, c.Value)
			case environ.Drop:
				call("__azenv_return", c.Name)
			case environ.Unset:
				call("__azenv_unset", c.Name)
			case environ.Hide:
				call("__azenv_hide", c.Name)
			case environ.Shadow:
				call("__azenv_shade", c.Name)
			case environ.Restore:
				call("__azenv_restore")
			}
		}
		if u.Plan.Final == nil {
			call("__azenv_end", u.ConfigDir)
		} else {
			call("__azenv_end", u.ConfigDir, *u.Plan.Final)
		}
	}
	for _, v := range []Value{{"__azenv_mark", u.Mark}, {"__azenv_at", u.At}, {"__azenv_run", u.Run}, {"__azenv_watch", u.Predicate.watched()}} {
		fmt.Fprintf(&b, s.assign, v.Name, s.quote(v.Value))
	}
	if u.Note != "" {
		fmt.Fprintf(&b, s.assign, "__azenv_note", s.quote(u.Note))
	}
	b.WriteString(s.nearest(u.Predicate.Nearest))
	b.WriteString(s.freshCode(s.without(u.Predicate, u.At)))
	b.WriteString(end)
	return b.String()
}

// Plain returns the plan's code for a script without the hook. That script, too, is sealed
// until all changes are made.
func (s *Shell) Plain(p environ.Plan, configDir, sealed string) string {
	if !p.Whole {
		return s.nothing
	}
	var code []string
	set := func(name, value string) { code = append(code, fmt.Sprintf(s.export, name, s.quote(value))) }
	unset := func(name string) { code = append(code, fmt.Sprintf(s.unset, name)) }
	set(configDir, sealed)
	for _, c := range p.Changes {
		switch c.Op {
		case environ.Set, environ.Return:
			set(c.Name, c.Value)
		case environ.Unset, environ.Drop, environ.Hide:
			unset(c.Name)
		}
	}
	if p.Final == nil {
		unset(configDir)
	} else {
		set(configDir, *p.Final)
	}
	return strings.Join(code, s.then) + "\n"
}

// Refuse returns the code of a plan that seals, for a script that must not go on.
func (s *Shell) Refuse(p environ.Plan, configDir, sealed string) string {
	return s.Plain(p, configDir, sealed) + s.fail + "\n"
}

// Hook returns what `azenv hook` prints: the script with the paths of the programs, and a call that
// has the folder run and the first code for the shell with that pid. The code is right if
// the shell is interactive.
func (s *Shell) Hook(p Programs, pid int, run, code string) string {
	return s.wrap(s, s.script(p)+fmt.Sprintf("\n__azenv_start %d %s %s\n", pid, s.quote(run), s.quote(code)))
}

// Reload returns code from Hooked for a shell that has loaded the hook of another azenv.
// The functions that the code calls may do something else there, so this azenv's hook
// comes before it. What is installed at prompts stays as it is.
func (s *Shell) Reload(p Programs, code string) string {
	return s.wrap(s, s.script(p)+"\n"+code) + end
}

func (s *Shell) script(p Programs) string {
	text := ""
	for _, v := range []Value{{"__azenv_bin", p.Azenv}, {"__azenv_asked", p.Asked}, {"__azenv_text", s.Text(p.Build)}} {
		text += fmt.Sprintf(s.assign, v.Name, s.quote(v.Value))
	}
	return text + s.hook
}

// Programs are what a hook starts.
type Programs struct {
	Azenv string // what `azenv` is when it is typed
	Asked string // what prompts ask: azenv-hook, or azenv again
	Build string // of which build they are, empty where that is not known
}

// Completion returns what `azenv completion` prints.
func (s *Shell) Completion() string { return s.wrap(s, s.completion) }

// Text returns a mark of the hook's text and build, in letters and digits. A loaded hook tells azenv
// its own mark. So azenv knows whether that hook is the one that it would print.
func (s *Shell) Text(build string) string {
	text := build // which has the hook's text in it
	if text == "" {
		text = s.hook
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

func asIs(_ *Shell, script string) string { return script }

// eachPath returns a term about several paths. term is the format of a term about one path,
// and or stands between two terms.
func (s *Shell) eachPath(term, or string, paths []string) string {
	terms := make([]string, len(paths))
	for i, path := range paths {
		terms[i] = fmt.Sprintf(term, s.quote(path))
	}
	return strings.Join(terms, or)
}

// plainWord says whether every shell takes text as it is, without quotes.
func plainWord(text string) bool {
	return text != "" && !slices.ContainsFunc([]byte(text), func(c byte) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("_./:@,+-", c) >= 0)
	})
}

// The scripts are here rather than in the languages' tables to keep those readable.
func init() {
	bash.hook, zsh.hook, fish.hook, pwsh.hook = shells.Bash, shells.Zsh, shells.Fish, shells.Pwsh
	bash.completion, zsh.completion = shells.CompletionBash, shells.CompletionZsh
	fish.completion, pwsh.completion = shells.CompletionFish, shells.CompletionPwsh
}
