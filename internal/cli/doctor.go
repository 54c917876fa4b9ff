package cli

import (
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
)

const doctorHelp = `azenv doctor tells what is wrong, what to type about it, and where every file is.

It looks at the hook, this shell and its environment, the profile, azenv's folders and
who may read them, and at what is in PATH. It changes nothing, starts no program and
never uses the network. Of variables that may hold a secret it prints the names alone.

  -o table   a line for each finding, and below it what mends it; the rule on a terminal
  -o tsv     level, topic, message and hint, tab-separated, then a line for each file:
             path, what it is, where, and yes or no; the rule in a pipe
  -o json    one object: findings, of {level, topic, message, hint} each, and paths, of
             {what, path, exists} each

A level is ok, info, warning or error. A file that does not exist is not wrong in
itself: azenv makes what it needs.

EXIT STATUS
  0 where nothing is wrong, 1 where there is a warning or an error

For example:

  azenv doctor -o json | jq -r '.findings[] | select(.level == "error").message'
`

// level says how much a finding matters.
type level string

const (
	levelOK      level = "ok"
	levelInfo    level = "info"
	levelWarning level = "warning" // something is not as it should be
	levelError   level = "error"   // azenv cannot do its work
)

// finding is one thing that doctor has to say.
type finding struct {
	Level   level  `json:"level"`
	Topic   string `json:"topic"`
	Message string `json:"message"`
	Hint    string `json:"hint"` // what to type, or empty
}

// place is a file or a folder that matters to azenv.
type place struct {
	What   string `json:"what"`
	Path   string `json:"path"`
	Exists bool   `json:"exists"`
}

// doctorDoc is what `doctor` prints. Members are only ever added.
type doctorDoc struct {
	Findings []finding `json:"findings"`
	Paths    []place   `json:"paths"`
}

func (a *app) doctorCommand() *cli.Command {
	return &cli.Command{
		Name:               "doctor",
		CustomHelpTemplate: doctorHelp,
		Flags:              []cli.Flag{outputFlag()},
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("doctor", c)
			switch {
			case err != nil:
				return err
			case form == "name":
				return usagef("doctor", "-o is table, json or tsv for doctor, not name")
			case c.NArg() > 0:
				return usagef("doctor", "doctor takes no arguments")
			}
			return a.doctor(form)
		},
	}
}

// checkup is what the checks go by. None of them writes.
type checkup struct {
	*session
	topic    string // of what is found next
	findings []finding
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

func (a *app) doctor(form string) error {
	a.store.ReadOnly = true
	s := a.open(azctx.Look)
	defer s.close()
	d := &checkup{session: s}
	for _, c := range checks {
		d.topic = c.topic
		c.check(d)
	}
	if err := a.writeDoctor(form, doctorDoc{d.findings, d.places()}); err != nil {
		return err
	}
	for _, f := range d.findings {
		if f.Level == levelWarning || f.Level == levelError {
			return exitCode(exitFailure)
		}
	}
	return nil
}

// add adds a finding of the topic at hand; hint may be empty.
func (d *checkup) add(l level, hint, message string) {
	d.findings = append(d.findings, finding{l, d.topic, message, hint})
}

// wrong adds what err says, with the hint that goes with it.
func (d *checkup) wrong(l level, err error) {
	hint := hintFor(err, "")
	if strings.HasSuffix(hint, "--help") {
		hint = ""
	}
	d.add(l, hint, strings.ReplaceAll(err.Error(), "\n", "; "))
}

// isA says whether err has an error of type E.
func isA[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

func (a *app) writeDoctor(form string, doc doctorDoc) error {
	yes := map[bool]string{true: "yes", false: "no"}
	var found, paths [][]string
	switch form {
	case "json":
		return term.WriteJSON(a.out, doc)
	case "tsv":
		for _, f := range doc.Findings {
			found = append(found, []string{string(f.Level), f.Topic, f.Message, f.Hint})
		}
		for _, p := range doc.Paths {
			found = append(found, []string{"path", p.What, p.Path, yes[p.Exists]})
		}
		return term.WriteTSV(a.out, found)
	}
	for _, f := range doc.Findings {
		found = append(found, []string{string(f.Level), f.Topic, f.Message})
		if f.Hint != "" {
			found = append(found, []string{"hint", f.Topic, f.Hint})
		}
	}
	for _, p := range doc.Paths {
		paths = append(paths, []string{yes[p.Exists], p.What, p.Path})
	}
	err := term.WriteTable(a.out, []string{"LEVEL", "TOPIC", "FOUND"}, found)
	if err == nil {
		_, err = a.out.Write([]byte("\n"))
	}
	if err == nil {
		err = term.WriteTable(a.out, []string{"EXISTS", "WHAT", "PATH"}, paths)
	}
	return err
}
