package azctx

import (
	"errors"
	"testing"
)

// The directories of a random walk, and the text of files in them.
var (
	walkDirs  = []string{"/", "/a", "/a/b", "/a/b/c", "/d"}
	walkTexts = []string{
		"dev\n", "prod\n", "dev\n", "prod\n", "twin\n", "nobody\n", "dev\nprod\n", "",
		"subscription = " + guid(1), "subscription = " + guid(2) + "\ngroup = rg\n", "tenant = contoso.onmicrosoft.com\naccount = ops@contoso.com\n",
	}
)

// disturb lets something happen that is not typed in the shell.
func disturb(r *randSource, fs files, p **Profile) {
	path := func() string {
		dir := pickOne(r, walkDirs...)
		if dir == "/" {
			dir = ""
		}
		return dir + "/" + DirFileName
	}
	switch r.IntN(12) {
	case 0:
		*p = world()
	case 1:
		_, _, _ = (*p).Set(randomContext(r))
	case 2:
		without(pickOne(r, dev, prod, twinIn))(*p)
	case 3:
		(*p).Default = pickOne(r, append(ids(*p), "", gone)...)
	case 4:
		if len((*p).Contexts) > 0 {
			c := &(*p).Contexts[r.IntN(len((*p).Contexts))]
			c.Protected, c.Group = r.IntN(4) == 0, pickOne(r, "", "", "rg")
		}
	case 5, 6, 7:
		fs[path()] = saying(pickOne(r, Allowed, Allowed, Allowed, Under, Untrusted, Denied), pickOne(r, walkTexts...))
	case 8:
		delete(fs, path())
	}
}

// TestResolve_nothingMovesAShellButWhatIsTyped walks at random through directories
// whose files, and the profile, change meanwhile. What is in force changes by a seal,
// by what is typed, or by going elsewhere; a seal opens by the latter two alone.
func TestResolve_nothingMovesAShellButWhatIsTyped(t *testing.T) {
	seen := map[Scope]int{}
	opened := 0
	seeded(t, 60, func(t *testing.T, r *randSource) {
		p, fs, from := world(), files{}, "/"
		var st *State
		for step := range 200 {
			disturb(r, fs, &p)
			q := request(pickOne(r, Start, Prompt, Prompt, Prompt, Prompt, Prompt, Prompt, Typed, Look), st)
			q.Contexts, q.At, q.From, q.Dir = p, fs.in, from, from
			switch {
			case q.Event == Start:
				q.From, q.Dir = "", pickOne(r, walkDirs...)
				q.Mux = r.IntN(8) == 0
			case q.Event != Look && r.IntN(3) == 0:
				q.Dir = pickOne(r, walkDirs...)
			}
			byHand := q.Event != Look && r.IntN(20) == 0
			if byHand {
				q.Name = pickOne(r, append(labelsOf(p), "", "nobody", "twin")...)
			}
			switch q.Event {
			case Typed:
				q.Pick = pickOne(r, Pick{}, Pick{}, Pick{Again: true}, Pick{ID: prod}, Pick{ID: NoContext}, Pick{ID: prod, Hold: true})
			case Prompt:
				q.Foreign = pickOne(r, Foreign{}, Foreign{}, Foreign{}, Foreign{}, Foreign{}, Foreign{}, Foreign{Seal: "x"}, Foreign{StepBack: true})
				q.Stuck = pickOne(r, "", "", "", "", "", "", "", "STUCK")
			}
			if r.IntN(15) == 0 {
				q.Contexts, q.Err = nil, errors.New("broken")
			}
			res := Resolve(q)
			checkResult(t, q, res)
			checkNearest(t, q, res)
			s, was := res.State, State{}
			if q.State != nil {
				was = *q.State
			}
			if seen[s.Scope]++; was.Seal != "" && s.Seal == "" && q.Event == Prompt {
				opened++
			}
			standing := (q.Event == Prompt || q.Event == Look) && q.Dir == q.From && nameMark(q.Name) == was.Name
			moved := s.Active != was.Active || s.Print != was.Print
			switch {
			case standing && moved && s.Seal == "" && !s.SteppedBack:
				t.Fatalf("step %d: moved from %+v to %+v", step, was, s)
			case standing && was.Seal != "" && s.Seal != was.Seal:
				t.Fatalf("step %d: the seal was lifted by nothing: from %+v to %+v", step, was, s)
			case q.Event == Prompt && nameMark(q.Name) == was.Name && was.Seal != "" && was.Scope == ScopeProcess && s.Seal != was.Seal:
				t.Fatalf("step %d: cd lifted %+v: %+v", step, was, s)
			case q.Event == Prompt && was.Seal != "" && was.Scope == ScopeDirectory && s.Seal == "" && s.Choice == "" && nameMark(q.Name) == was.Name &&
				was.Dir != "" && below(q.Dir, string(was.Dir)) && !deeper(res.Nearest.Path, string(was.Dir)):
				t.Fatalf("step %d: in reach of what sealed it: from %+v to %+v in %s", step, was, s, q.Dir)
			case q.Stuck != "" && s.Seal == "" && !s.SteppedBack:
				t.Fatalf("step %d: in force though a variable would not change: %+v", step, s)
			case s.Seal == "" && res.Context == nil && !s.SteppedBack && s.Choice != NoContext && s.Held != "":
				t.Fatalf("step %d: plain az instead of %+v", step, s)
			}
			if q.Event != Look {
				from, st = q.Dir, nil
				if !s.Empty() {
					st = &s
				}
			}
		}
	})
	for _, scope := range []Scope{ScopeProcess, ScopeDirectory, ScopeUser, ""} {
		if seen[scope] < 100 {
			t.Errorf("scope %q only %d times", scope, seen[scope])
		}
	}
	if opened < 100 {
		t.Errorf("only %d seals were opened by cd", opened)
	}
}
