// Package doctor owns the checks of azenv's own health: what is wrong, what to type
// about it, and where every file is. Its checks write nothing, start no program and use
// no network.
//
// It must not know how findings are shown: it prints nothing.
package doctor

import (
	"errors"
	"strings"

	"github.com/azenv/azenv/internal/session"
)

// Level says how much a finding matters.
type Level string

// The levels, from the least to the most.
const (
	OK      Level = "ok"
	Info    Level = "info"
	Warning Level = "warning" // something is not as it should be
	Error   Level = "error"   // azenv cannot do its work
)

// Finding is one thing that doctor has to say.
type Finding struct {
	Level   Level  `json:"level"`
	Topic   string `json:"topic"`
	Message string `json:"message"`
	Hint    string `json:"hint"` // what to type, or empty
}

// Path is a file or a folder that matters to azenv.
type Path struct {
	What   string `json:"what"`
	Path   string `json:"path"`
	Exists bool   `json:"exists"`
}

// Report is all that doctor has to say. Members are only ever added.
type Report struct {
	Findings []Finding `json:"findings"`
	Paths    []Path    `json:"paths"`
}

// Sound says that nothing is wrong.
func (r Report) Sound() bool {
	for _, f := range r.Findings {
		if f.Level == Warning || f.Level == Error {
			return false
		}
	}
	return true
}

// checkup is what the checks go by. None of them writes.
type checkup struct {
	*session.Session
	version  string
	topic    string // of what is found next
	findings []Finding
}

// checks are in the order in which their findings are printed.
var checks = []struct {
	topic string
	check func(*checkup)
}{
	{"azenv", (*checkup).checkBinary},
	{"hook", (*checkup).checkHook},
	{"shell", (*checkup).checkShell},
	{"environment", (*checkup).checkEnvironment},
	{"user", (*checkup).checkUser},
	{"folders", (*checkup).checkFolders},
	{"profile", (*checkup).checkProfile},
	{"index", (*checkup).checkIndex},
	{"trust", (*checkup).checkTrust},
	{"run", (*checkup).checkRun},
	{"system", (*checkup).checkSystem},
	{"az", (*checkup).checkAz},
	{"other tools", (*checkup).checkOthers},
}

// Check runs all checks, in a world of which nothing is changed by that. version is
// azenv's.
func Check(w *session.World, version string) Report {
	w.Store.ReadOnly = true
	s := w.Open()
	defer s.Close()
	d := &checkup{Session: s, version: version}
	for _, c := range checks {
		d.topic = c.topic
		c.check(d)
	}
	return Report{d.findings, d.paths()}
}

// add adds a finding of the topic at hand; hint may be empty.
func (d *checkup) add(l Level, hint, message string) {
	d.findings = append(d.findings, Finding{l, d.topic, message, hint})
}

// wrong adds what err says, with the hint that goes with it.
func (d *checkup) wrong(l Level, err error) {
	d.add(l, session.HintOf(err), strings.ReplaceAll(err.Error(), "\n", "; "))
}

// isA says whether err has an error of type E.
func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}
