package cli

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/run"
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
			t, argv := target{private: c.Bool("private")}, c.Args().Slice()
			what := "one context"
			if c.IsSet("dir") {
				if t.dir = c.String("dir"); t.dir == "" {
					return usagef("exec", "--dir takes a directory")
				}
				what = "nothing else beside --dir"
			} else if len(argv) > 0 && argv[0] != "--" {
				if t.name, argv = argv[0], argv[1:]; t.name == "" {
					return usagef("exec", "exec takes a context")
				}
			}
			// PowerShell keeps the -- to itself, so it may be missing.
			if len(argv) > 0 && argv[0] == "--" {
				argv = argv[1:]
			} else if slices.Contains(argv, "--") && a.call.shell != "pwsh" {
				return usagef("exec", "exec takes %s, then -- and the command", what)
			}
			if t.name == "" && t.dir == "" || len(argv) == 0 {
				return usagef("exec", "exec takes a context, -- and a command")
			}
			return a.exec(t, argv)
		},
	}
}

func (a *app) exec(t target, argv []string) error {
	a.call.pid = os.Getpid() // which becomes the command
	a.sweep()
	var err error
	if t.dir != "" {
		if t.at, err = a.inDir(t.dir); err != nil {
			return err
		}
	}
	o, err := a.without(t)
	if err != nil {
		return err
	}
	if t.dir != "" {
		if err := os.Chdir(t.at); err != nil {
			return err
		}
		a.env["PWD"] = t.at
	}
	for _, v := range o.plan.Lost {
		a.say("warning: %s is too long to be handed on: leaving the context inside will unset it", v)
	}
	for _, key := range o.State.Keep {
		// Contexts of a shell end with it, but not under a job of theirs.
		if err := home.Hold(filepath.Join(a.dirs.Run, key)); err != nil {
			a.say("warning: %v: what lives in a shell only may end before this command does", err)
		}
	}
	code, err := run.Replace(argv, a.env.Apply(o.plan).List())
	if err != nil {
		a.report(err)
	}
	return exitCode(code)
}
