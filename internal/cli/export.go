package cli

import (
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/environ"
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

// hook prints the script and the first export, which is right for the process
// that started azenv: as a rule the shell itself.
func (a *app) hook(sh *shell.Shell) error {
	bin, err := selfPath(os.Args[0])
	if err != nil {
		return err
	}
	a.call = call{shell: sh.Name, pid: os.Getppid(), event: azctx.Start, text: sh.Text()}
	a.call.dir = a.startDir()
	s := a.open(a.call.event)
	defer s.close()
	code, err := s.refresh(sh)
	if err != nil {
		return err
	}
	dir, _ := s.runDir() // without one, `use` says why it cannot work
	_, err = fmt.Fprint(a.out, sh.Hook(bin, a.call.pid, dir, code))
	return err
}

// startDir is the working directory of a shell that starts; where there is none any
// more, what the shell calls it.
func (a *app) startDir() string {
	dir, err := os.Getwd()
	if err != nil {
		return a.env.Get("PWD")
	}
	return dir
}

func (a *app) exportCommand() *cli.Command {
	return &cli.Command{
		Name:               "export",
		CustomHelpTemplate: exportHelp,
		ArgsUsage:          "SHELL",
		Flags:              []cli.Flag{&cli.StringFlag{Name: "context", Usage: "NAME"}, &cli.StringFlag{Name: "dir", Usage: "DIR"}},
		Action: func(c *cli.Context) error {
			sh, err := shellArg("export", c.Args().Slice())
			if err != nil {
				return err
			}
			code := ""
			switch {
			case c.IsSet("context") && c.IsSet("dir"):
				err = usagef("export", "give --context or --dir, not both")
			case c.IsSet("context") && c.String("context") == "":
				err = azctx.ErrNoName
			case c.IsSet("dir") && c.String("dir") == "":
				err = usagef("export", "--dir takes a directory")
			case c.IsSet("context"), c.IsSet("dir"):
				t := target{name: c.String("context"), dir: c.String("dir")}
				if t.dir != "" {
					t.at, err = a.inDir(t.dir)
				}
				if err == nil {
					code, err = a.plain(sh, t)
				}
				if err != nil {
					// eval "" is a success: a script would go on where it was.
					code = a.refusal(sh, err)
				}
			case a.call.shell != "" && a.call.event != azctx.Typed:
				s := a.open(a.call.event)
				defer s.close()
				code, err = s.refresh(sh)
			default:
				code, err = a.plain(sh, target{})
			}
			if _, werr := fmt.Fprint(a.out, code); err == nil {
				err = werr
			}
			return err
		},
	}
}

// refresh returns what the calling hook is to do. At a shell's start nothing is
// printed: what there is to say is shown with the first prompt.
func (s *session) refresh(sh *shell.Shell) (string, error) {
	o, err := s.resolve(s.handedOver())
	if err != nil {
		return "", err
	}
	if s.frozen() {
		return s.code(sh, o, "azenv: "+configDir+" is readonly: azenv changes nothing in this shell"), nil
	}
	dir, _ := s.runDir() // without one, only `use -` is missed
	return s.code(sh, o, s.news(o, dir)), nil
}

// refusal returns code that seals a script for that reason, and fails.
func (a *app) refusal(sh *shell.Shell, why error) string {
	s := a.open(azctx.Look)
	defer s.close()
	res := azctx.Result{Switched: true, Lost: s.req.StateErr != nil}
	if s.req.State != nil {
		res.Was = *s.req.State
	}
	res.State = azctx.State{Home: s.req.Home, Owner: s.req.Owner, Made: true, Scope: azctx.ScopeProcess, Seal: why.Error(), Vars: res.Was.Vars}
	plan, err := s.env.Make(res, s.paths, nil)
	if err != nil {
		plan = environ.Plan{}
	}
	return sh.Refuse(plan, configDir, a.dirs.Sealed())
}

// plain returns code for a script without the hook.
func (a *app) plain(sh *shell.Shell, t target) (string, error) {
	if a.call.shell == "" {
		a.call.pid = os.Getppid() // the shell that evals it
	}
	o, err := a.without(t)
	if err != nil {
		return "", err
	}
	return sh.Plain(o.plan, configDir, a.dirs.Sealed()), nil
}
