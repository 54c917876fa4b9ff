package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

const pinHelp = `azenv pin [NAME] makes this directory choose a context, for itself and all below it.

It writes the context's name into .azcontext here and allows that file; without NAME
it is the context in force. A shell follows when it comes here, unless something was
chosen in it by azenv use. Other shells that are here already are not moved: they are
sealed until they leave.

  --force   also over a file that says more than a name

For a file that a team commits, write lines of key = value instead: context,
subscription, tenant, account, cloud, group, location; a line that starts with # is a
comment. Each member allows it once, and again when it was changed:

  subscription = 00000000-0000-4000-8000-000000000001
  group = rg-app

A directory never puts a protected context in force. azenv unpin removes the file.

For example:

  azenv pin dev
`

const unpinHelp = `azenv unpin removes the .azcontext of this directory.

  --force   also one that says more than a name

For example:

  azenv unpin
`

func forceFlag() cli.Flag { return &cli.BoolFlag{Name: "force"} }

func (a *app) pinCommand() *cli.Command {
	return &cli.Command{
		Name:               "pin",
		CustomHelpTemplate: pinHelp,
		ArgsUsage:          "NAME",
		Flags:              []cli.Flag{forceFlag()},
		Action: func(c *cli.Context) error {
			if c.NArg() > 1 {
				return usagef("pin", "pin takes one context, not %d arguments: quote a name with blanks", c.NArg())
			}
			return a.pin(pinInput{name: c.Args().First(), named: c.NArg() == 1, force: c.Bool("force")})
		},
	}
}

func (a *app) unpinCommand() *cli.Command {
	return &cli.Command{
		Name:               "unpin",
		CustomHelpTemplate: unpinHelp,
		Flags:              []cli.Flag{forceFlag()},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usagef("unpin", "unpin takes no arguments: it is about this directory")
			}
			return a.unpin(c.Bool("force"))
		},
	}
}

// toPin finds the context to pin: the named one, else the one in force. text is the
// contents of a file that means it. That is its label, or its identity if only this shell
// calls it by that label.
func toPin(s *session.Session, in pinInput) (c *azctx.Context, text string, err error) {
	if in.named {
		c, err = s.Find(in.name)
	} else {
		var o session.Outcome
		o, err = s.Resolve()
		if c = o.Context; err == nil && c == nil {
			err = session.Hint(errors.New("no context is in force, so there is none to pin"), "azenv pin NAME")
		}
	}
	switch {
	case err != nil:
		return nil, "", err
	case s.HasAlias(c.ID):
		return c, c.DirFileText(), nil
	}
	return c, c.Label + "\n", nil
}

type pinInput struct {
	name         string // of the context; with named unset, the one in force
	named, force bool
}

func (a *app) pin(in pinInput) error {
	a.Sweep()
	if a.DirsErr != nil {
		return a.DirsErr
	}
	s := a.Open()
	defer s.Close()
	c, line, err := toPin(s, in)
	if err != nil {
		return err
	}
	path, err := a.pinnable("pin "+session.Arg(c.Label), in.force)
	if err != nil {
		return err
	}
	text := []byte(line)
	// The file is allowed before it is written. So no shell sees it while it is not allowed.
	if err := a.Trusted().Allow(path, text); err != nil {
		return err
	}
	if err := home.ReplaceShared(path, text); err != nil {
		return err
	}
	a.say("%s names %s", path, c.Label)
	if c.Protected {
		a.say("warning: %s is protected: shells here are sealed until you type azenv use %s", c.Label, session.Arg(c.Label))
	}
	return a.follow(s)
}

// pinnable returns the path of this directory's .azcontext, which may not exist yet. It
// fails if pin must not replace it, or unpin must not remove it.
func (a *app) pinnable(command string, force bool) (string, error) {
	dir, err := a.WorkDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, azctx.DirFileName)
	fi, err := os.Lstat(path)
	switch {
	case err != nil:
		return path, nil
	case fi.Mode()&os.ModeSymlink != 0: // it may lead to any file of anybody
		return "", session.Hint(fmt.Errorf("%s: a link, which is not written through", path), "rm %s, in that directory", azctx.DirFileName)
	}
	p := a.Trusted().FindNearest(dir)
	switch {
	case p.Path != path || p.Text == nil && p.Err != nil:
		return "", session.Hint(fmt.Errorf("%s: %w", path, p.Err), "rm -r %s, in that directory", azctx.DirFileName)
	case !force && (p.Err != nil && len(bytes.TrimSpace(p.Text)) > 0 || p.File != nil && p.File.Keyed):
		return "", session.Hint(fmt.Errorf("%s says more than a name, which would be lost", path), "azenv %s --force", command)
	}
	return path, nil
}

func (a *app) unpin(force bool) error {
	a.Sweep()
	if a.DirsErr != nil {
		return a.DirsErr
	}
	s := a.Open()
	defer s.Close()
	path, err := a.pinnable("unpin", force)
	if err != nil {
		return err
	}
	switch err := os.Remove(path); {
	case errors.Is(err, os.ErrNotExist):
		p := a.Trusted().FindNearest(filepath.Dir(path))
		if p.Path == "" {
			return session.Hint(fmt.Errorf("there is no %s here, nor above", azctx.DirFileName), "azenv pin NAME")
		}
		return session.Hint(fmt.Errorf("there is no %s here: %s decides", azctx.DirFileName, p.Path),
			"azenv unpin, in that directory")
	case err != nil:
		return err
	}
	if err := a.Trusted().Forget(path); err != nil {
		return err
	}
	a.say("%s is removed", path)
	return a.follow(s)
}
