package cli

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

const useHelp = `azenv use NAME puts a context in force in this shell, at once, and nowhere else.

  azenv use NAME            by its name, its label, its subscription's name or ID
  azenv use                 pick from a list
  azenv use -f -            by the name on standard input
  azenv use -               the one before, in this shell
  azenv use --unset         drop this shell's choice: the default is in force again
  azenv use --none          plain az, as if azenv were not there

  --global, --scope user    the default of shells that start from now on; this one
                            takes it up, others stay as they are. With --none:
                            no default
  --scope process           this shell only, which is the rule

For example:

  azenv use dev && terraform plan
  azenv use "$(azenv list -o name | fzf)"
  azenv list -o name | fzf | azenv use -f -
`

func (a *app) useCommand() *cli.Command {
	return &cli.Command{
		Name:               "use",
		CustomHelpTemplate: useHelp,
		ArgsUsage:          "NAME",
		Flags: append(scopeFlags(),
			&cli.BoolFlag{Name: "unset"},
			&cli.BoolFlag{Name: "none"},
			&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Usage: "-"},
		),
		Action: func(c *cli.Context) error {
			global, err := isGlobal("use", c)
			if err != nil {
				return err
			}
			if c.NArg() > 1 {
				return usagef("use", "use takes one context, not %d arguments: quote a name with blanks", c.NArg())
			}
			in := useInput{name: c.Args().First(), named: c.NArg() == 1, unset: c.Bool("unset"), none: c.Bool("none"), global: global}
			if c.IsSet("file") {
				if c.String("file") != "-" || in.named {
					return usagef("use", "-f takes -, standard input, in place of a context")
				}
				if in.name, err = a.readName(); err != nil {
					return err
				}
				in.named = true
			}
			switch {
			case in.unset && in.none, in.named && (in.unset || in.none):
				return usagef("use", "give a context, --unset or --none: only one of them")
			case in.name == "-" && in.global:
				return usagef("use", "- is about this shell: name the context to make it the default")
			case in.unset && in.global:
				return usagef("use", "--unset is about this shell: a default is taken away by --none --global")
			}
			return a.use(in)
		},
	}
}

// scopeFlags are the flags for a command's scope.
func scopeFlags() []cli.Flag {
	return []cli.Flag{&cli.BoolFlag{Name: "global"}, &cli.StringFlag{Name: "scope", Usage: "process|user"}}
}

// isLocal reads scopeFlags for a command that works on stored contexts by default. It says
// whether the command shall work on this shell instead.
func isLocal(command string, c *cli.Context) (bool, error) {
	if !c.IsSet("scope") {
		return false, nil
	}
	global, err := isGlobal(command, c)
	return !global, err
}

// scopeOf is the scope of what isLocal reads.
func scopeOf(local bool) azctx.Scope {
	if local {
		return azctx.ScopeProcess
	}
	return azctx.ScopeUser
}

// isGlobal reads scopeFlags for a command that works on this shell by default. It says
// whether the command shall also set the user's default.
func isGlobal(command string, c *cli.Context) (bool, error) {
	switch s := c.String("scope"); {
	case !c.IsSet("scope"), s == string(azctx.ScopeUser):
		return c.Bool("global") || s == string(azctx.ScopeUser), nil
	case s != string(azctx.ScopeProcess):
		return false, usagef(command, "--scope is process or user, not %q", s)
	case c.Bool("global"):
		return false, usagef(command, "--global is --scope user, so not --scope process")
	}
	return false, nil
}

// readName reads a context's name, one line, from standard input.
func (a *app) readName() (string, error) {
	a.Piped = isPipe(a.in)
	line, err := bufio.NewReader(io.LimitReader(a.in, fromLimit)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	if line = strings.TrimSpace(line); line == "" {
		return "", session.Hint(errors.New("standard input: no name, so nothing was chosen"), "azenv list -o name | fzf | azenv use -f -")
	}
	return line, nil
}

type useInput struct {
	name                       string
	named, unset, none, global bool
}

func (a *app) use(in useInput) error {
	a.Sweep()
	if err := a.NeedHook(); err != nil {
		return err
	}
	s := a.Open()
	defer s.Close()
	switch {
	case in.unset:
		o, _, err := s.Apply(azctx.Pick{})
		if err == nil && o.State.Seal != "" {
			return exitCode(exitFailure) // the shell says why
		}
		return err
	case in.none && in.global:
		if err := a.setDefault(s, ""); err != nil {
			return err
		}
		return a.apply(s, azctx.Pick{Hold: true})
	case in.none:
		return a.apply(s, azctx.Pick{ID: azctx.NoContext})
	case in.name == "-":
		pick, err := s.Previous()
		if err != nil {
			return err
		}
		_, notes, err := s.Apply(pick)
		a.tell(notes)
		return err
	}
	c, err := a.toUse(s, in)
	if err != nil {
		return err
	}
	if in.global {
		err := a.setDefault(s, c.ID)
		if errors.Is(err, session.ErrLocalDefault) {
			k, kerr := s.Known()
			if kerr != nil {
				return kerr
			}
			return s.NoDefault(k, c)
		}
		if err != nil {
			return err
		}
	}
	return a.apply(s, azctx.Pick{ID: c.ID, Hold: in.global})
}

// toUse finds the context that in names. If it names none, toUse asks on the terminal.
func (a *app) toUse(s *session.Session, in useInput) (*azctx.Context, error) {
	if in.named {
		c, err := s.Find(in.name)
		if err == nil {
			_, err = a.Cloud(c.Cloud)
		}
		return c, err
	}
	k, err := s.Known()
	if err != nil {
		return nil, err
	}
	p := k.All()
	if !a.terminal() {
		return nil, usagef("use", "use takes a context, and there is no terminal to pick one on")
	}
	if len(p.Contexts) == 0 {
		return nil, session.Hint(errors.New("there are no contexts yet"), "azenv import")
	}
	return a.pick(p)
}

// setDefault sets the profile's default, empty for none.
func (a *app) setDefault(s *session.Session, id string) error {
	if a.DirsErr != nil {
		return a.DirsErr
	}
	return s.Update(a.Store, func(p *azctx.Profile) error {
		if c, _ := p.ByID(id); c == nil && id != "" {
			return session.ErrLocalDefault
		}
		p.Default = id
		return nil
	})
}
