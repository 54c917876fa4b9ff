// Package shell owns the languages of the shells: quoting, and changes of the
// environment as code. It is pure, and must not know what any variable means.
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

// Shell is one shell's language.
type Shell struct {
	Name string

	// quote makes one word of any bytes but NUL.
	quote func(string) string
	// export and unset are statements for scripts without the hook; then stands
	// between two of which the second is only for the first's success.
	export, unset, then string
	// fail ends code that must not be taken for a success.
	fail string
	// nothing is what such a script is given where nothing is to be changed.
	nothing string
	// assign sets a variable of the hook's own, un-exported.
	assign string
	// fresh is the predicate: a function that returns 0 while all terms hold.
	fresh func(terms []string) string
	// is is the term that a word, made of value of several variables, is another;
	// value is a variable's value, unset being empty, and dir the working directory.
	is, value, dir string
	// isSet is x where a variable is set, and nothing where it is not; a shell that
	// has no such expansion has the term that it is set.
	isSet, isSetTerm string
	// absent is the term that there is nothing at these paths, not even a link to
	// nothing; present that there is something at one.
	absent  func(s *Shell, paths []string) string
	present string
	// file returns statements that make a file's contents available, and the term
	// that they are as wanted. The file is small; what comes instead of one that is
	// not azenv's own must not block.
	file func(s *Shell, f File) string
	// wrap makes of the hook's script what is to be eval'd.
	wrap func(s *Shell, script string) string

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

// end closes all code that a hook is to run; code without it is not whole.
const end = "# azenv:end\n"

// Predicate is what must hold for a shell's context to stand: variables' values,
// unset being empty; a variable that is set; the working directory; paths at which
// nothing is, and one at which something is; contents of files. What is empty does
// not matter.
type Predicate struct {
	Vars    []Value
	Set     string
	Dir     *string
	Absent  []string
	Present string
	Files   []File
}

// File is a file and what should be in it. One of azenv's own is a regular file with
// text, or missing, whatever happens; any other may become anything.
type File struct {
	Path, Contents string
	Own            bool
}

// Value is a variable and what it should be.
type Value struct{ Name, Value string }

// Update is what a hook has to know and do.
type Update struct {
	Plan      environ.Plan
	ConfigDir string // the variable that seals, and what seals it
	Sealed    string
	Predicate Predicate
	Mark      string // tells this shell's own state from another's
	At        string // the working directory that Plan is for
	Run       string // the folder of this shell, empty for none
	Note      string // what the shell shows once the change has held; at its start, with the first prompt
}

// watched are the names of what the predicate compares: the hook lets azenv see
// them as the shell does, exported or not.
func (p Predicate) watched() string {
	names := make([]string, len(p.Vars))
	for i, v := range p.Vars {
		names[i] = v.Name
	}
	return strings.Join(names, " ")
}

// Hooked returns the code for u, for a shell with the hook loaded.
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
	b.WriteString(s.freshCode(u.Predicate))
	b.WriteString(end)
	return b.String()
}

func (s *Shell) freshCode(p Predicate) string {
	pairs := make([]pair, 0, len(p.Vars)+2)
	for _, v := range p.Vars {
		pairs = append(pairs, pair{fmt.Sprintf(s.value, v.Name), v.Value})
	}
	if p.Dir != nil {
		pairs = append(pairs, pair{s.dir, *p.Dir})
	}
	var terms []string
	switch {
	case p.Set == "":
	case s.isSet == "":
		terms = append(terms, fmt.Sprintf(s.isSetTerm, p.Set))
	default:
		pairs = append(pairs, pair{fmt.Sprintf(s.isSet, p.Set), "x"})
	}
	for _, group := range joinable(pairs) {
		is, want := make([]string, len(group)), make([]string, len(group))
		for i, p := range group {
			is[i], want[i] = p.is, p.want
		}
		terms = append(terms, fmt.Sprintf(s.is, strings.Join(is, separator), s.quote(strings.Join(want, separator))))
	}
	if len(p.Absent) > 0 {
		terms = append(terms, s.absent(s, p.Absent))
	}
	if p.Present != "" {
		terms = append(terms, fmt.Sprintf(s.present, s.quote(p.Present)))
	}
	for _, f := range p.Files {
		terms = append(terms, s.file(s, f))
	}
	return s.fresh(terms)
}

// separator joins the values that are compared at once: a comparison costs more
// than what is in it.
const separator = "|"

// pair is an expansion and what it should come to.
type pair struct{ is, want string }

// joinable groups pairs so that comparing a group, joined, compares each: equal
// texts have as many separators, so if none is in what is wanted none can be in
// what is there.
func joinable(pairs []pair) (groups [][]pair) {
	var joined []pair
	for _, p := range pairs {
		if strings.Contains(p.want, separator) {
			groups = append(groups, []pair{p})
		} else {
			joined = append(joined, p)
		}
	}
	if len(joined) > 0 {
		groups = append(groups, joined)
	}
	return groups
}

// Plain returns the plan's code for a script without the hook. It, too, is sealed
// until it is through.
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

// Hook returns what `azenv hook` prints: the script, told where azenv is, and for
// the shell with that pid its folder and code, which is right if it is interactive.
func (s *Shell) Hook(bin string, pid int, run, code string) string {
	return s.wrap(s, s.script(bin)+fmt.Sprintf("\n__azenv_start %d %s %s\n", pid, s.quote(run), s.quote(code)))
}

// Reload returns the code of Hooked for a shell whose hook is another one's: what that
// calls may mean something else there, so the hook comes before it. What is installed
// at prompts stays as it is.
func (s *Shell) Reload(bin, code string) string {
	return s.wrap(s, s.script(bin)+"\n"+code) + end
}

func (s *Shell) script(bin string) string {
	return fmt.Sprintf(s.assign, "__azenv_bin", s.quote(bin)) + fmt.Sprintf(s.assign, "__azenv_text", s.quote(s.Text())) + s.hook
}

// Completion returns what `azenv completion` prints.
func (s *Shell) Completion() string { return s.wrap(s, s.completion) }

// Text marks the text of the hook: letters and digits. A loaded hook hands over that of
// its own, which tells whether it is the one that this azenv would print.
func (s *Shell) Text() string {
	sum := sha256.Sum256([]byte(s.hook))
	return hex.EncodeToString(sum[:6])
}

func asIs(_ *Shell, script string) string { return script }

// eachPath makes of a term about one path, which is in it twice, one about several.
func (s *Shell) eachPath(term, or string, paths []string) string {
	terms := make([]string, len(paths))
	for i, path := range paths {
		terms[i] = fmt.Sprintf(term, s.quote(path))
	}
	return strings.Join(terms, or)
}

// plainWord says whether no shell sees anything but itself in text.
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
