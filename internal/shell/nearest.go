package shell

import (
	"fmt"
	"slices"
	"strings"
)

// Nearest is the file that decides in a shell's directory. A hook that can look for the
// nearest file by itself finds out where else the same one decides.
type Nearest struct {
	Passed []string // paths from the directory upwards at which there is nothing
	Path   string   // the first one at which there is a file, empty for none
}

// walk is how a shell's hook looks for the nearest file by itself.
type walk struct {
	assign string // gives a variable of the hook's own a list
	passed string // the words of that list for a path, which is in it twice
	here   string // the last term: the shell is at home, or as good as
}

// without returns p for a hook that cannot look for the nearest file: it asks at each move.
// at is the working directory.
func (s *Shell) without(p Predicate, at string) Predicate {
	if p.Nearest != nil && s.walk == nil {
		p.Dir, p.Absent, p.Nearest = &at, slices.Concat(p.Absent, p.Nearest.Passed), nil
	}
	return p
}

// nearest returns the code that tells the hook p.
func (s *Shell) nearest(p *Nearest) string {
	if p == nil || s.walk == nil {
		return ""
	}
	var words []string
	for _, path := range p.Passed {
		words = append(words, fmt.Sprintf(s.walk.passed, s.quote(path)))
	}
	return fmt.Sprintf(s.assign, "__azenv_file", s.quote(p.Path)) +
		fmt.Sprintf(s.walk.assign, "__azenv_passed", strings.Join(words, " "))
}
