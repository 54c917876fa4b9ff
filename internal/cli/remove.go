package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/tokens"
)

const removeHelp = `azenv remove NAME… removes contexts.

  azenv remove -    those whose names stand on standard input, one a line
  --scope user      of the stored contexts, which is the rule
  --scope process   of those that live in this shell only

A shell that is in one of them is sealed: nothing takes its place. If the default was
one of them, new shells start with none.

For example:

  azenv remove old-sandbox
  azenv list -o name | grep ^test- | azenv remove -
`

const clearHelp = `azenv clear removes all contexts, and the default.

  --yes             do not ask; without a terminal nothing is asked
  --scope process   only the contexts that live in this shell only

With them go az's folders in them, and all tokens that azenv keeps: everybody is signed
out, in other shells, too. Shells that are in one of them are sealed. az itself stays as it is and signed in where it
was, in ~/.azure, and azenv import takes its subscriptions over again.
`

func (a *app) removeCommand() *cli.Command {
	return &cli.Command{
		Name:               "remove",
		CustomHelpTemplate: removeHelp,
		ArgsUsage:          "NAME…",
		Flags:              scopeFlags(),
		Action: func(c *cli.Context) error {
			local, err := isLocal("remove", c)
			if err != nil {
				return err
			}
			names := c.Args().Slice()
			if len(names) == 1 && names[0] == "-" {
				if names, err = a.readNames(); err != nil {
					return err
				}
			}
			if len(names) == 0 {
				return usagef("remove", "remove takes a context")
			}
			return a.remove(names, local)
		},
	}
}

func (a *app) clearCommand() *cli.Command {
	return &cli.Command{
		Name:               "clear",
		CustomHelpTemplate: clearHelp,
		Flags:              append(scopeFlags(), &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}}),
		Action: func(c *cli.Context) error {
			local, err := isLocal("clear", c)
			if err != nil {
				return err
			}
			if c.NArg() > 0 {
				return usagef("clear", "clear takes no arguments: azenv remove NAME removes one")
			}
			return a.clear(clearInput{local: local, yes: c.Bool("yes")})
		},
	}
}

// readNames reads contexts' names from standard input, one a line.
func (a *app) readNames() ([]string, error) {
	a.Piped = isPipe(a.in)
	var names []string
	in := bufio.NewScanner(io.LimitReader(a.in, fromLimit))
	for in.Scan() {
		if name := strings.TrimSpace(in.Text()); name != "" {
			names = append(names, name)
		}
	}
	if err := in.Err(); err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, session.Hint(errors.New("standard input: no names, so nothing was removed"), "azenv list -o name | fzf -m | azenv remove -")
	}
	return names, nil
}

// remove removes all named contexts, or none of them if one does not exist.
func (a *app) remove(names []string, local bool) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	store, err := s.StoreFor(local)
	if err != nil {
		return err
	}
	var ids, removed []string
	wasDefault := false
	err = s.Update(store, func(p *azctx.Profile) error {
		find := k.With(p, local).Finder(local)
		for _, name := range names {
			c, err := find(name)
			if err != nil {
				return k.Elsewhere(err, local, a.command, name)
			}
			if !slices.Contains(ids, c.ID) {
				ids, removed = append(ids, c.ID), append(removed, c.Label)
			}
		}
		wasDefault = p.Remove(ids...)
		return nil
	})
	if err != nil {
		return err
	}
	a.warnPlain(session.DropFolders(store, ids...))
	for _, label := range removed {
		a.say("%s is removed", label)
	}
	if wasDefault {
		a.say("it was the default: new shells start with none")
	}
	return s.Recheck()
}

type clearInput struct{ local, yes bool }

func (a *app) clear(in clearInput) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	store, err := s.StoreFor(in.local)
	if err != nil {
		return err
	}
	all := "contexts" // without a number, if they cannot be read
	if p, err := store.Load(); err == nil {
		all = counted(len(p.Contexts), "context")
	}
	if !in.yes && a.terminal() && !a.asked(fmt.Sprintf("remove all %s, and sign everybody out?", all)) {
		return session.Hint(errors.New("nothing was removed"), "azenv clear --yes")
	}
	n, err := signin.Clear(s, store, in.local)
	if err != nil {
		a.say("%s removed, with the tokens that could be", counted(n, "context"))
		_ = s.Recheck() // if it fails, the next prompt does the same
		return err
	}
	a.say("%s removed, with all tokens that azenv had", counted(n, "context"))
	if base := azcli.DefaultDir(a.UserHome()); exists(filepath.Join(base, tokens.CacheName)) {
		a.say("az itself stays as it is, in %s: az account clear, with no context in force", base)
	}
	return s.Recheck()
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
