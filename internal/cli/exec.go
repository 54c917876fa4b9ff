package cli

import (
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/run"
)

const execHelp = `azenv exec NAME -- COMMAND [ARGUMENT…] runs one command in a context.

Nothing is switched: this shell and every other stay where they are. The command's
exit code is passed on, and so are signals.

EXIT STATUS
  that of the command; 126 where it cannot be run, 127 where it is not found;
  1 where there is no such context, 2 for a wrong command line

For example:

  azenv exec prod -- terraform plan
  azenv exec dev -- sh -c 'echo $AZURE_SUBSCRIPTION_ID'
`

func (a *app) execCommand() *cli.Command {
	return &cli.Command{
		Name:               "exec",
		CustomHelpTemplate: execHelp,
		Action: func(c *cli.Context) error {
			args := c.Args().Slice()
			i := slices.Index(args, "--")
			switch {
			case i < 0 && len(args) < 2, i == 0, i >= 0 && len(args) == i+1:
				return usagef("exec", "exec takes a context, -- and a command")
			case i != 1:
				return usagef("exec", "exec takes one context, then -- and the command")
			}
			return a.exec(args[0], args[i+1:])
		},
	}
}

func (a *app) exec(name string, argv []string) error {
	if name == "" {
		return usagef("exec", "exec takes a context")
	}
	a.call.pid = os.Getpid() // which becomes the command
	a.sweep()
	o, err := a.without(name)
	if err != nil {
		return err
	}
	for _, v := range o.plan.Lost {
		a.say("warning: %s is too long to be handed on: leaving the context inside will unset it", v)
	}
	code, err := run.Replace(argv, a.env.Apply(o.plan).List())
	if err != nil {
		a.report(err)
	}
	return exitCode(code)
}
