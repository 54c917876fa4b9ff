package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// The goals of an idle prompt: how many times cheaper than direnv's, where azenv's
// context was typed and where a directory says which; and of a cd that changes nothing.
var cheaper = map[string]float64{"bash": 40, "zsh": 40, "fish": 25}

const (
	cheaperInProject = 25
	cheaperCd        = 20
)

// idle measures that at which nothing changed, in one shell of a home: it is done by a
// function of the script.
func (w *world) idle(what, function string, s *shell, h home, goal float64, e effort) ([]row, error) {
	times := row{what: what + ", " + s.name, goal: fmt.Sprintf(">= %gx cheaper", goal)}
	empty := row{what: "  an empty loop"}
	forks := row{what: "  forks, execs", goal: "0, 0"}
	if why := s.missing(); why != "" {
		times.missing, empty.missing, forks.missing = why, why, why
		return []row{times, empty, forks}, nil
	}
	took, nothing, err := w.loops(function, s, h, e)
	if err != nil {
		return nil, err
	}
	ratio := times.against(took, "µs")
	times.ok = ratio >= goal
	empty.azenv = nothing.span("µs")
	forks.other, forks.otherNumber = "direnv", "not measured: direnv is missing"
	if forks.missing = w.strace; forks.missing == "" {
		for _, tool := range w.tools() {
			c, err := w.count(function, s, tool, h)
			if err != nil {
				return nil, err
			}
			if text := fmt.Sprintf("%s, %s", share(c.forks), share(c.execs)); tool == azenv {
				forks.azenv, forks.ok = text, c == counts{}
			} else {
				forks.otherNumber = text
			}
		}
	}
	return []row{times, empty, forks}, nil
}

// loops times a function with the hooks of the tools turn by turn, each in a shell of
// its own, and an empty loop: microseconds an evaluation.
func (w *world) loops(function string, s *shell, h home, e effort) (took [2]sample, nothing sample, err error) {
	var in [2]*terminal
	tools := w.tools()
	for _, tool := range tools {
		if in[tool], err = w.open(s, tool, h); err != nil {
			return took, nil, err
		}
		defer in[tool].kill()
		if err = in[tool].inForce(h); err != nil {
			return took, nil, err
		}
	}
	each := [2]int{azenv: e.cheap, direnv: e.dear}
	for round := range e.rounds {
		for i := range tools {
			tool := tools[(i+round)%len(tools)]
			us, err := in[tool].loop(function, each[tool])
			if err != nil {
				return took, nil, err
			}
			took[tool] = append(took[tool], us)
		}
		us, err := in[azenv].loop("empty", e.cheap)
		if err != nil {
			return took, nil, err
		}
		nothing = append(nothing, us)
	}
	for _, tool := range tools {
		if err = in[tool].inForce(h); err != nil {
			return took, nil, err
		}
	}
	return took, nothing, nil
}

// loop runs one of the script's functions n times.
func (t *terminal) loop(function string, n int) (float64, error) {
	answer, err := t.ask("%s %d", function, n)
	if err != nil {
		return 0, err
	}
	us, err := strconv.ParseFloat(answer, 64)
	return us / float64(n), err
}

// inForce checks that what is measured is a shell with the home's context in force.
func (t *terminal) inForce(h home) error {
	told, err := t.ask("told")
	if err == nil && (h.none && told != "" || !h.none && !means(told, few/2)) {
		err = t.wrong(told)
	}
	return err
}

// means says whether what was told is the ID of a subscription.
func means(told string, subscription int) bool {
	return strings.HasSuffix(told, fmt.Sprintf("-%012d", subscription))
}

// wrong is the error of a shell in which something else is in force than should be.
func (t *terminal) wrong(told string) error {
	return fmt.Errorf("AZURE_SUBSCRIPTION_ID is %q; the shell printed:\n%s", told, t.kill())
}

// counts are the processes and programs that were started.
type counts struct{ forks, execs int }

// evaluations are how many the counts of one evaluation are taken from: what a
// shell starts by itself is in a run of few as in one of many.
const (
	fewer       = 10
	evaluations = 50
)

// share shows a number of evaluations' starts for one evaluation.
func share(n int) string {
	return strconv.FormatFloat(float64(n)/evaluations, 'f', -1, 64)
}

// count returns what 50 evaluations of a function start.
func (w *world) count(function string, s *shell, tool int, h home) (c counts, err error) {
	base, err := w.traced(function, s, tool, h, fewer)
	if err != nil {
		return c, err
	}
	c, err = w.traced(function, s, tool, h, fewer+evaluations)
	return counts{c.forks - base.forks, c.execs - base.execs}, err
}

// traced returns what a shell starts that evaluates a function n times.
func (w *world) traced(function string, s *shell, tool int, h home, n int) (c counts, err error) {
	log := filepath.Join(w.dir, "strace")
	t, err := w.open(s, tool, h, "strace", "-f", "--seccomp-bpf", "-qq", "-o", log,
		"-e", "trace=clone,?clone3,?fork,?vfork,execve", "-e", "signal=none")
	if err != nil {
		return c, err
	}
	defer t.kill()
	if err = t.inForce(h); err != nil {
		return c, err
	}
	if _, err = t.loop(function, n); err != nil {
		return c, err
	}
	if err = t.exit(); err != nil {
		return c, err
	}
	data, err := os.ReadFile(log)
	for line := range strings.SplitSeq(string(data), "\n") {
		switch {
		case born.MatchString(line) && !strings.Contains(line, "CLONE_THREAD"):
			c.forks++
		case replaced.MatchString(line):
			c.execs++
		}
	}
	return c, err
}

var (
	born     = regexp.MustCompile(`^\d+ +(clone3?|v?fork)\(`)
	replaced = regexp.MustCompile(`^\d+ +(execve\(|<\.\.\. execve resumed>).* = 0$`)
)

// straceMissing says why processes cannot be counted here; it is empty where they
// can.
func straceMissing() string {
	if _, err := exec.LookPath("strace"); err != nil {
		return "strace is missing"
	}
	if exec.Command("strace", "-f", "--seccomp-bpf", "-qq", "-o", os.DevNull, "true").Run() != nil {
		return "strace does not work here"
	}
	return ""
}
