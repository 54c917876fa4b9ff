// Package doctor owns the checks of azenv's own health: what is wrong, what to type about
// it, and where every file is. The checks write nothing, start no program and use no
// network.
//
// It must not know how findings are shown, and prints nothing.
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

// Finding is one result of a check.
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

// Report is all that doctor found. Later versions only add members to it.
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

// checkup is what the checks work with: the session, and the findings so far.
type checkup struct {
	*session.Session
	version  string
	topic    string // the topic of the next finding
	findings []Finding
}

// checks are all checks, in the order in which their findings are shown.
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

// Check runs all checks. They change nothing in w but its memory. version is azenv's.
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

// add adds a finding of the current topic. hint may be empty.
func (d *checkup) add(l Level, hint, message string) {
	d.findings = append(d.findings, Finding{l, d.topic, message, hint})
}

// wrong adds err as a finding, with its hint.
func (d *checkup) wrong(l Level, err error) {
	d.add(l, session.HintOf(err), strings.ReplaceAll(err.Error(), "\n", "; "))
}

// isA says whether err has an error of type E.
func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}
