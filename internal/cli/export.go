package cli

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/shell"
)

const hookHelp = `azenv hook SHELL prints the code that makes SHELL follow azenv.

SHELL is bash, zsh, fish or pwsh. Put one line at the end of the shell's rc file:

  ~/.bashrc                   eval "$(azenv hook bash)"
  ~/.zshrc                    eval "$(azenv hook zsh)"
  ~/.config/fish/config.fish  azenv hook fish | source
  $PROFILE of PowerShell      azenv hook pwsh | Out-String | Invoke-Expression

While nothing changes a prompt starts no process. To undo, remove the line and
open a new shell.
`

const exportHelp = `azenv export SHELL prints the code that puts a context in force.

  --context NAME   that context, whatever is in force: for scripts and CI, which
                   need no hook
  --dir DIR        the context of that directory: of its .azcontext, else the default

The hook calls it when something has changed. In a script:

  eval "$(azenv export bash --context dev)"

Standard output holds code or nothing. On an error the exit code is not 0, and where
a context or a directory was asked for the code seals and fails, so that a script
under set -e ends, and none goes on in another context.
`

func (a *app) hookCommand() *cli.Command {
	return &cli.Command{
		Name:               "hook",
		CustomHelpTemplate: hookHelp,
		ArgsUsage:          "SHELL",
		Action: func(c *cli.Context) error {
			sh, err := shellArg("hook", c.Args().Slice())
			if err != nil {
				return err
			}
			return a.hook(sh)
		},
	}
}

func shellArg(command string, args []string) (*shell.Shell, error) {
	if len(args) != 1 {
		return nil, usagef(command, "%s takes one shell: bash, zsh, fish or pwsh", command)
	}
	sh, err := shell.ByName(args[0])
	if err != nil {
		return nil, usagef(command, "%v", err)
	}
	return sh, nil
}

func (a *app) hook(sh *shell.Shell) error {
	code, err := a.Start(sh)
	if err != nil {
		return err
	}
	_, err = io.WriteString(a.out, code)
	return err
}

func (a *app) exportCommand() *cli.Command {
	return &cli.Command{
		Name:               "export",
		CustomHelpTemplate: exportHelp,
		ArgsUsage:          "SHELL",
		Flags:              []cli.Flag{&cli.StringFlag{Name: "context", Usage: "NAME"}, &cli.StringFlag{Name: "dir", Usage: "DIR"}},
		Action: func(c *cli.Context) error {
			asked := c.IsSet("context") || c.IsSet("dir")
			sh, err := shellArg("export", c.Args().Slice())
			if err != nil {
				if asked {
					fmt.Fprintln(a.out, "false") // which fails wherever it is evaluated
				}
				return err
			}
			code := ""
			if !asked && a.Call.Shell != "" && a.Call.Event != azctx.Typed {
				s := a.OpenFor(a.Call.Event)
				defer s.Close()
				code, err = s.Refresh(sh)
			} else {
				s := a.OpenScript()
				defer s.Close()
				var t session.Target
				if t, err = exportTarget(c); err == nil {
					code, err = s.Plain(sh, t)
				}
				if err != nil && asked {
					code = s.Refusal(sh, err)
				}
			}
			if _, werr := fmt.Fprint(a.out, code); err == nil {
				err = werr
			}
			return err
		},
	}
}

// exportTarget reads what is to be exported; without a flag, what is in force.
func exportTarget(c *cli.Context) (t session.Target, err error) {
	t = session.Target{Name: c.String("context"), Dir: c.String("dir")}
	switch {
	case c.IsSet("context") && c.IsSet("dir"):
		err = usagef("export", "give --context or --dir, not both")
	case c.IsSet("context") && t.Name == "":
		err = azctx.ErrNoName
	case c.IsSet("dir") && t.Dir == "":
		err = usagef("export", "--dir takes a directory")
	}
	return t, err
}
