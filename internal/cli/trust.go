package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
)

const allowHelp = `azenv allow lets the .azcontext of this directory choose the context.

It is the nearest file from here upwards. What is allowed is that file with what is in
it now: once it was changed, shells there are sealed until it is allowed again.

  azenv allow FILE        that file, or the one of that directory
  --under DIR             every file in DIR and below, now and later; but not for
                          files that name an account or a cloud, and never a protected
                          context

For example:

  cat .azcontext && azenv allow
  azenv allow --under ~/work
`

const denyHelp = `azenv deny takes azenv allow back.

The nearest .azcontext from here upwards seals the shells that come there, also within
a tree that is allowed.

  azenv deny FILE         that file, or the one of that directory
  --under DIR             takes azenv allow --under DIR back

For example:

  azenv deny
`

func (a *app) allowCommand() *cli.Command {
	return a.trustCommand("allow", allowHelp, a.allow, a.allowUnder)
}

func (a *app) denyCommand() *cli.Command {
	return a.trustCommand("deny", denyHelp, a.deny, a.denyUnder)
}

// trustCommand makes a command that works on one file or, with --under, on a tree.
func (a *app) trustCommand(name, help string, file func(azctx.Nearest) error, tree func(string) error) *cli.Command {
	return &cli.Command{
		Name:               name,
		CustomHelpTemplate: help,
		ArgsUsage:          "FILE",
		Flags:              []cli.Flag{&cli.StringFlag{Name: "under", Usage: "DIR"}},
		Action: func(c *cli.Context) error {
			switch {
			case c.NArg() > 1:
				return usagef(name, "%s takes one file, not %d arguments", name, c.NArg())
			case c.NArg() == 1 && c.IsSet("under"):
				return usagef(name, "give a file or --under DIR, not both")
			case c.IsSet("under") && c.String("under") == "":
				return usagef(name, "--under takes a directory")
			case a.DirsErr != nil:
				return a.DirsErr
			}
			a.Sweep()
			wd, err := a.WorkDir()
			if err != nil {
				return err
			}
			if c.IsSet("under") {
				err = tree(session.Within(wd, c.String("under")))
			} else {
				var p azctx.Nearest
				if p, err = a.nearestFile(wd, c.Args().First()); err == nil {
					err = file(p)
				}
			}
			if err != nil {
				return err
			}
			s := a.Open()
			defer s.Close()
			return a.follow(s)
		},
	}
}

// nearestFile finds the .azcontext that arg means. arg names a file or its directory. If it
// is empty, the nearest file of the working directory is meant.
func (a *app) nearestFile(wd, arg string) (azctx.Nearest, error) {
	dir := wd
	if arg != "" {
		dir = session.Within(wd, arg)
		if filepath.Base(dir) == azctx.DirFileName {
			dir = filepath.Dir(dir)
		}
		if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
			return azctx.Nearest{}, session.Hint(fmt.Errorf("%s: neither a directory nor an %s", arg, azctx.DirFileName), "azenv allow, in the directory")
		}
	}
	p := a.Trusted().FindNearest(dir)
	if p.Path == "" || arg != "" && filepath.Dir(p.Path) != dir {
		return p, session.Hint(fmt.Errorf("there is no %s in %s", azctx.DirFileName, dir), "azenv pin NAME")
	}
	return p, nil
}

func (a *app) allow(p azctx.Nearest) error {
	if p.Err != nil {
		return session.Hint(fmt.Errorf("%s: %w", p.Path, p.Err), "mend the file, then azenv allow")
	}
	if err := a.Trusted().Allow(p.Path, p.Text); err != nil {
		return err
	}
	a.say("%s is allowed: %s", p.Path, p.File.Says())
	return nil
}

func (a *app) allowUnder(dir string) error {
	if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
		return session.Hint(fmt.Errorf("%s: not a directory", dir), "azenv allow --under DIR")
	}
	real, err := a.Trusted().AllowUnder(dir)
	if err == nil {
		a.say("every %s in %s and below is allowed", azctx.DirFileName, real)
	}
	return err
}

func (a *app) deny(p azctx.Nearest) error {
	if err := a.Trusted().Deny(p.Path); err != nil {
		return err
	}
	a.say("%s is denied", p.Path)
	return nil
}

func (a *app) denyUnder(dir string) error {
	was, err := a.Trusted().DenyUnder(dir)
	switch {
	case err != nil:
		return err
	case !was:
		return session.Hint(fmt.Errorf("%s: was not allowed as a tree", dir), "azenv deny, in the directory of a file")
	}
	a.say("%s is no longer allowed as a tree", dir)
	return nil
}
