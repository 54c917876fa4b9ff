package cli

import (
	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
)

const renameHelp = `azenv rename NAME NEW gives a context another name, which is its label, too.

Shells that are in it go on and show the new name. What refers to the old name, a
.azcontext or a script, no longer finds it.

  --scope user      the stored contexts, which is the rule
  --scope process   those that live in this shell only

For example:

  azenv rename "Contoso Production (EU)" prod
`

func (a *app) renameCommand() *cli.Command {
	return &cli.Command{
		Name:               "rename",
		CustomHelpTemplate: renameHelp,
		ArgsUsage:          "NAME TEXT",
		Flags:              scopeFlags(),
		Action: func(c *cli.Context) error {
			local, err := isLocal("rename", c)
			if err != nil {
				return err
			}
			if c.NArg() != 2 {
				return usagef("rename", "rename takes a context and its new name")
			}
			return a.rename(c.Args().Get(0), c.Args().Get(1), local)
		},
	}
}

func (a *app) rename(name, to string, local bool) error {
	a.sweep()
	if to == "" {
		return azctx.ErrNoName
	}
	if err := checkName(to); err != nil {
		return err
	}
	r, err := a.around()
	if err != nil {
		return err
	}
	others := r.own()
	if local {
		others = r.beyond()
	}
	store, err := a.shelf(local)
	if err != nil {
		return err
	}
	was := ""
	err = store.Update(func(p *azctx.Profile) error {
		now := r.with(p, local)
		c, err := now.finder(local)(name)
		if err != nil {
			return a.elsewhere(err, name, local, to)
		}
		was = c.Label
		p.Avoid(others)
		_, err = p.Rename(c.ID, to)
		return now.seen(err)
	})
	if err != nil {
		return err
	}
	a.say("%s is called %s now", was, to)
	return a.lookAgain()
}
