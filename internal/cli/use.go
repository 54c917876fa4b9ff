package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
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

// scopeFlags are those of every command that selects.
func scopeFlags() []cli.Flag {
	return []cli.Flag{&cli.BoolFlag{Name: "global"}, &cli.StringFlag{Name: "scope", Usage: "process|user"}}
}

// isGlobal reads scopeFlags.
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
	a.stdinRead = true
	line, err := bufio.NewReader(io.LimitReader(a.in, fromLimit)).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", err
	}
	if line = strings.TrimSpace(line); line == "" {
		return "", hint(errors.New("standard input: no name, so nothing was chosen"), "azenv list -o name | fzf | azenv use -f -")
	}
	return line, nil
}

type useInput struct {
	name                       string
	named, unset, none, global bool
}

func (a *app) use(in useInput) error {
	a.sweep()
	if a.call.shell == "" {
		return hint(errNoHook, "%s", a.hookHint())
	}
	switch {
	case in.unset:
		o, err := a.takeUp(azctx.Typed, azctx.Pick{})
		if err == nil && o.State.Seal != "" {
			return exitCode(exitFailure) // the shell says why
		}
		return err
	case in.none && in.global:
		if err := a.setDefault(""); err != nil {
			return err
		}
		return a.hold("")
	case in.none:
		return a.take(azctx.Pick{ID: azctx.NoContext})
	case in.name == "-":
		return a.usePrevious()
	}
	c, err := a.named(in)
	if err != nil {
		return err
	}
	err = a.choose(c.ID, in.global)
	if errors.Is(err, errLocalDefault) {
		r, rerr := a.around()
		if rerr != nil {
			return rerr
		}
		return a.noDefault(c, r)
	}
	return err
}

// named finds the context that in means, asking where it means none.
func (a *app) named(in useInput) (*azctx.Context, error) {
	s := a.open(azctx.Look)
	defer s.close()
	if s.req.Err != nil {
		return nil, s.req.Err
	}
	if in.named {
		if in.name == "" {
			return nil, azctx.ErrNoName
		}
		c, err := s.req.Contexts.Find(in.name)
		if err == nil {
			_, err = a.cloudOf(c.Cloud)
		}
		return c, err
	}
	r, err := a.around()
	if err != nil {
		return nil, err
	}
	p := r.all()
	if !term.IsTTY(a.err) || !isTerminal(a.in) {
		return nil, usagef("use", "use takes a context, and there is no terminal to pick one on")
	}
	if len(p.Contexts) == 0 {
		return nil, hint(errors.New("there are no contexts yet"), "azenv import")
	}
	return a.pick(p)
}

// choose puts the context in force here, or makes it the default, too.
func (a *app) choose(id string, global bool) error {
	if !global {
		return a.take(azctx.Pick{ID: id})
	}
	if err := a.setDefault(id); err != nil {
		return err
	}
	return a.hold(id)
}

// hold takes up the default, empty for none, which a directory may outrank.
func (a *app) hold(id string) error {
	o, err := a.takeUp(azctx.Typed, azctx.Pick{ID: id, Hold: true})
	if err == nil && o.Place.Path != "" {
		a.say("here %s decides; the default counts elsewhere", o.Place.Path)
	}
	return err
}

// setDefault sets the profile's default, empty for none.
func (a *app) setDefault(id string) error {
	if a.dirsErr != nil {
		return a.dirsErr
	}
	return a.store.Update(func(p *azctx.Profile) error {
		if c, _ := p.ByID(id); c == nil && id != "" {
			return errLocalDefault
		}
		p.Default = id
		return nil
	})
}

// usePrevious goes back to what this shell had chosen before.
func (a *app) usePrevious() error {
	s := a.open(azctx.Look)
	dir, err := s.runDir()
	defer s.close()
	if err != nil {
		return err
	}
	text, ok := recall(dir, notePrevious)
	var pick azctx.Pick
	if !ok || json.Unmarshal([]byte(text), &pick) != nil {
		return hint(errors.New("there is no context before this one in this shell"), "azenv list")
	}
	if pick.ID == "" || pick.ID == azctx.NoContext {
		return a.take(pick)
	}
	if s.req.Err != nil {
		return s.req.Err
	}
	switch c, err := s.req.Contexts.ByID(pick.ID); {
	case err != nil:
		return err
	case c == nil:
		return hint(errors.New("the context before this one is gone"), "azenv list")
	}
	return a.take(pick)
}
