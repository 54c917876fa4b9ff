package shell

import (
	"fmt"
	"strings"
)

// Predicate is what a prompt compares to see whether anything has changed. A field that
// is empty is not compared.
type Predicate struct {
	Vars    []Value  // variables with their values; unset is the same as empty
	Set     string   // a variable that is set
	Dir     *string  // the working directory
	Nearest *Nearest // what decides there
	Absent  []string // paths at which there is nothing
	Present string   // a path at which there is something
	Files   []File   // files with their contents
}

// File is a file and the contents that it should have. A file of azenv's own is always a
// regular file with text, or missing. Any other file may become anything.
type File struct {
	Path, Contents string
	Own            bool
}

// Value is a variable and the value that it should have.
type Value struct{ Name, Value string }

// watched returns the names of the variables that the predicate compares. The hook shows
// them to azenv as the shell sees them, exported or not.
func (p Predicate) watched() string {
	names := make([]string, len(p.Vars))
	for i, v := range p.Vars {
		names[i] = v.Name
	}
	return strings.Join(names, " ")
}

// freshCode returns the function that compares p.
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
		actual, want := make([]string, len(group)), make([]string, len(group))
		for i, p := range group {
			actual[i], want[i] = p.actual, p.want
		}
		terms = append(terms, fmt.Sprintf(s.equal, strings.Join(actual, separator), s.quote(strings.Join(want, separator))))
	}
	if len(p.Absent) > 0 || p.Nearest != nil {
		terms = append(terms, s.absent(s, p.Absent, p.Nearest))
	}
	if p.Present != "" {
		terms = append(terms, fmt.Sprintf(s.present, s.quote(p.Present)))
	}
	for _, f := range p.Files {
		terms = append(terms, s.file(s, f))
	}
	if p.Nearest != nil {
		terms = append(terms, s.walk.here)
	}
	return s.fresh(terms)
}

// separator joins values, so that one comparison compares all of them: many comparisons
// cost more than long ones.
const separator = "|"

// pair is an expansion and the text that it should expand to.
type pair struct{ actual, want string }

// joinable groups pairs in such a way that the pairs of a group can be joined and compared
// at once. Equal texts have the same number of separators. So if no wanted value has one
// in it, no actual value can have one either, and all values are equal one by one.
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
