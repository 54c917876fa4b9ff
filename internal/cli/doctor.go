package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/doctor"
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

func (a *app) doctor(form string) error {
	report := doctor.Check(a.World, Version)
	if err := a.writeDoctor(form, report); err != nil {
		return err
	}
	if !report.Sound() {
		return exitCode(exitFailure)
	}
	return nil
}

func (a *app) writeDoctor(form string, doc doctor.Report) error {
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
