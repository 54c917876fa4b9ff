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
	a.Sweep()
	if to == "" {
		return azctx.ErrNoName
	}
	if err := azctx.CheckName(to); err != nil {
		return err
	}
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	others := k.Own()
	if local {
		others = k.Beyond()
	}
	store, err := s.StoreFor(local)
	if err != nil {
		return err
	}
	was := ""
	err = s.Update(store, func(p *azctx.Profile) error {
		now := k.With(p, local)
		c, err := now.Finder(local)(name)
		if err != nil {
			return k.Elsewhere(err, local, a.command, name, to)
		}
		was = c.Label
		p.Avoid(others)
		_, err = p.Rename(c.ID, to)
		return now.Seen(err)
	})
	if err != nil {
		return err
	}
	a.say("%s is called %s now", was, to)
	return s.Recheck()
}
