package cli

import (
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/run"
	"github.com/azenv/azenv/internal/session"
)

const execHelp = `azenv exec NAME -- COMMAND [ARGUMENT…] runs one command in a context.
azenv exec --dir DIR -- COMMAND […] runs it in DIR, in the context of that directory.

  --private   give az a folder of its own for this run: what the command selects or
              signs in to there reaches no shell, and no shell's reaches it

Nothing is switched: this shell and every other stay where they are. The command's
exit code is passed on, and so are signals.

EXIT STATUS
  that of the command; 126 where it cannot be run, 127 where it is not found;
  1 where there is no such context or it is sealed, 2 for a wrong command line

For example:

  azenv exec prod -- terraform plan
  azenv exec dev -- sh -c 'echo $AZURE_SUBSCRIPTION_ID'
  azenv exec --dir infra/test -- terraform plan
`

func (a *app) execCommand() *cli.Command {
	return &cli.Command{
		Name:               "exec",
		CustomHelpTemplate: execHelp,
		ArgsUsage:          "NAME PROGRAM",
		Flags:              []cli.Flag{&cli.StringFlag{Name: "dir", Usage: "DIR"}, &cli.BoolFlag{Name: "private"}},
		Action: func(c *cli.Context) error {
			t, argv := session.Target{Private: c.Bool("private")}, c.Args().Slice()
			what := "one context"
			if c.IsSet("dir") {
				if t.Dir = c.String("dir"); t.Dir == "" {
					return usagef("exec", "--dir takes a directory")
				}
				what = "nothing else beside --dir"
			} else if len(argv) > 0 && argv[0] != "--" {
				if t.Name, argv = argv[0], argv[1:]; t.Name == "" {
					return usagef("exec", "exec takes a context")
				}
			}
			// PowerShell removes the --, so it may be missing.
			if len(argv) > 0 && argv[0] == "--" {
				argv = argv[1:]
			} else if slices.Contains(argv, "--") && a.Call.Shell != "pwsh" {
				return usagef("exec", "exec takes %s, then -- and the command", what)
			}
			if t.Name == "" && t.Dir == "" || len(argv) == 0 {
				return usagef("exec", "exec takes a context, -- and a command")
			}
			return a.exec(t, argv)
		},
	}
}

func (a *app) exec(t session.Target, argv []string) error {
	a.Call.PID = os.Getpid() // this process becomes the command
	a.Sweep()
	s := a.Open()
	defer s.Close()
	o, at, err := s.For(t)
	if err != nil {
		return err
	}
	if t.Dir != "" {
		if err := os.Chdir(at); err != nil {
			return err
		}
		a.Env["PWD"] = at
	}
	for _, v := range o.Plan.Lost {
		a.say("warning: %s is too long to be handed on: leaving the context inside will unset it", v)
	}
	for _, err := range s.Hold(o) {
		a.say("warning: %v: what lives in a shell only may end before this command does", err)
	}
	code, err := run.Replace(argv, a.Env.Apply(o.Plan).List())
	if err != nil {
		a.report(err)
	}
	return exitCode(code)
}
