package azctx

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// files are those of a test: what At is. A directory has the nearest one.
type files map[string]*Nearest

// in returns what decides in dir.
func (p files) in(dir string) Nearest {
	var passed []string
	for dir = filepath.Clean(dir); ; dir = filepath.Dir(dir) {
		path := filepath.Join(dir, DirFileName)
		if at := p[path]; at != nil {
			found := *at
			found.Path, found.Passed = path, passed
			return found
		}
		if passed = append(passed, path); dir == filepath.Dir(dir) {
			return Nearest{Passed: passed}
		}
	}
}

// saying is a file with that text, and that trust.
func saying(trust Trust, text string) *Nearest {
	p := &Nearest{Text: []byte(text), Trust: trust, TrustAt: "/state/trust/entry"}
	if p.File, p.Err = ParseDirFile(p.Text); p.Err != nil {
		p.Trust = Untrusted
	}
	return p
}

// names is an allowed file that names a context.
func names(label string) *Nearest { return saying(Allowed, label+"\n") }

// The files that most of these tests have: /a and /b are pinned, and /a/in further.
const (
	fileA  = "/a/.azcontext"
	fileIn = "/a/in/.azcontext"
	fileB  = "/b/.azcontext"
)

func pinned() files {
	return files{fileA: names("prod"), fileIn: names("twin@contoso"), fileB: names("twin@fabrikam")}
}

const (
	twinIn = "0000000000000003"
	twinB  = "0000000000000004"
)

// shellTest is a shell of these tests: what it is at, and what it carries.
type shellTest struct {
	t     *testing.T
	files files
	world *Profile
	dir   string
	state *State
	last  Result
}

// startIn starts a shell in a directory.
func startIn(t *testing.T, dir string) *shellTest {
	t.Helper()
	s := &shellTest{t: t, files: pinned(), world: world(), dir: dir}
	return s.ask(Start, nil)
}

// ask resolves as the hook would, at the shell's directory.
func (s *shellTest) ask(event Event, with func(*Request)) *shellTest {
	s.t.Helper()
	return s.move(event, s.dir, with)
}

// cd goes to dir, and with makes more of the request.
func (s *shellTest) cd(dir string, with ...func(*Request)) *shellTest {
	s.t.Helper()
	var more func(*Request)
	if len(with) > 0 {
		more = with[0]
	}
	return s.move(Prompt, dir, more)
}

func (s *shellTest) prompt() *shellTest { s.t.Helper(); return s.ask(Prompt, nil) }
func (s *shellTest) typed(p Pick) *shellTest {
	s.t.Helper()
	return s.ask(Typed, func(r *Request) { r.Pick = p })
}

func (s *shellTest) move(event Event, dir string, with func(*Request)) *shellTest {
	s.t.Helper()
	r := request(event, s.state)
	r.Contexts, r.Dir, r.From, r.At = s.world, dir, s.dir, s.files.in
	if event == Start {
		r.From = ""
	}
	if with != nil {
		with(&r)
	}
	s.last = Resolve(r)
	checkResult(s.t, r, s.last)
	checkNearest(s.t, r, s.last)
	if event != Look {
		s.dir, s.state = dir, nil
		if st := s.last.State; !st.Empty() {
			s.state = &st
		}
	}
	return s
}

// checkNearest checks what holds for directories, whatever was asked.
func checkNearest(t *testing.T, r Request, res Result) {
	t.Helper()
	s := res.State
	switch {
	case res.DirDecides != (s.Choice == "" && !s.SteppedBack && (s.Seal == "" || s.Scope != ScopeProcess)):
		t.Errorf("the directory decides: %v, for %+v", res.DirDecides, s)
	case s.Seal == "" && s.Scope == ScopeDirectory && (s.Dir == "" || string(s.Dir) != res.Nearest.Path || s.File != res.Nearest.Print()):
		t.Errorf("a directory put %+v in force, but the nearest file is %+v", s, res.Nearest)
	case s.Seal == "" && !s.SteppedBack && s.Dir != "" && s.Scope != ScopeDirectory:
		t.Errorf("scope %q, though %s decides", s.Scope, s.Dir)
	case res.Context != nil && res.Context.Protected && s.Scope == ScopeDirectory:
		t.Errorf("a directory put %s in force, which is protected", res.Context.Label)
	case (s.Dir == "") != (s.File == "") && s.Seal == "":
		t.Errorf("file %q with the mark %q", s.Dir, s.File)
	}
	if s.Hint != "" && s.Seal == "" {
		t.Errorf("the hint %q of no seal", s.Hint)
	}
}

// is fails unless the shell is as want says: the label in force, "" for none,
// "sealed: " and a part of the reason for a seal, with the scope.
func (s *shellTest) is(want string) *shellTest {
	s.t.Helper()
	if d := cmp.Diff(want, s.now(want)); d != "" {
		s.t.Errorf("in %s (-want +got):\n%s", s.dir, d)
	}
	return s
}

func (s *shellTest) now(want string) string {
	st := s.last.State
	switch {
	case st.SteppedBack:
		return "back"
	case st.Seal != "":
		return fmt.Sprintf("sealed by %s: %s", st.Scope, st.Seal)
	case s.last.Context == nil:
		return "none"
	}
	return fmt.Sprintf("%s (%s)", s.last.Context.Label, st.Scope)
}

var errNoFile = errors.New("a directory, not a file")

// Reasons for a seal that are not a file's.
const (
	readonly = "ARM_TENANT_ID is readonly and would not change"
	byHand   = "ARM_TENANT_ID was changed by hand"
)
