package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
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
			return a.clear(local, c.Bool("yes"))
		},
	}
}

// readNames reads contexts' names from standard input, one a line.
func (a *app) readNames() ([]string, error) {
	a.stdinRead = true
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
		return nil, hint(errors.New("standard input: no names, so nothing was removed"), "azenv list -o name | fzf -m | azenv remove -")
	}
	return names, nil
}

// remove removes all that are named, or none where one of them is not there.
func (a *app) remove(names []string, local bool) error {
	a.sweep()
	r, err := a.around()
	if err != nil {
		return err
	}
	store, err := a.shelf(local)
	if err != nil {
		return err
	}
	var ids, removed []string
	wasDefault := false
	err = store.Update(func(p *azctx.Profile) error {
		find := r.with(p, local).finder(local)
		for _, name := range names {
			c, err := find(name)
			if err != nil {
				return a.elsewhere(err, name, local)
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
	a.dropFolders(store, ids...)
	for _, label := range removed {
		a.say("%s is removed", label)
	}
	if wasDefault {
		a.say("it was the default: new shells start with none")
	}
	return a.lookAgain()
}

func (a *app) clear(local, yes bool) error {
	a.sweep()
	store, err := a.shelf(local)
	if err != nil {
		return err
	}
	p, err := store.Load()
	if err != nil {
		return err
	}
	if !yes && term.IsTTY(a.err) && isTerminal(a.in) && !a.asked(fmt.Sprintf("remove all %s, and sign everybody out?", counted(len(p.Contexts), "context"))) {
		return hint(errors.New("nothing was removed"), "azenv clear --yes")
	}
	stores, err := a.andShelves(store, local)
	if err != nil {
		return err
	}
	n := 0
	for _, of := range stores {
		m, err := empty(of)
		if err != nil {
			return err
		}
		n += m
	}
	a.say("%s removed, with all tokens that azenv had", counted(n, "context"))
	if base := azcli.DefaultDir(a.userHome()); exists(filepath.Join(base, tokens.CacheName)) {
		a.say("az itself stays as it is, in %s: az account clear, with no context in force", base)
	}
	return a.lookAgain()
}

// empty removes all that is in store, contexts first: by them shells notice.
func empty(store *azctx.Store) (contexts int, err error) {
	if exists(store.Dirs.Profile()) {
		err = store.Update(func(p *azctx.Profile) error {
			contexts = len(p.Contexts)
			p.Contexts, p.Default = nil, ""
			return nil
		})
	}
	if err != nil {
		return contexts, err
	}
	return contexts, dropTokens(store)
}
