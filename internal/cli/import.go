package cli

import (
	"cmp"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

const importHelp = `azenv import takes over the contexts that az and Az PowerShell know.
azenv import FILE takes over those of one file: azureProfile.json of az,
AzureRmContext.json of Az PowerShell (autosaved, or of Save-AzContext), or a
profile of azenv's own.

  --no-use        only load; else the file's current context, or without FILE az's
                  default, else Az PowerShell's, is put in force in this shell
  --global        make it the default of shells that start from now on, too

It can be repeated: contexts are matched by cloud, account, tenant and
subscription, keep the names you gave them, and are marked stale when their source
has lost them. No token or secret is taken over, and az's files are only read.

For example:

  azenv import && azenv list
`

func (a *app) importCommand() *cli.Command {
	return &cli.Command{
		Name:               "import",
		CustomHelpTemplate: importHelp,
		ArgsUsage:          "FILE",
		Flags:              append(scopeFlags(), &cli.BoolFlag{Name: "no-use"}),
		Action: func(c *cli.Context) error {
			global, err := isGlobal("import", c)
			switch {
			case err != nil:
				return err
			case c.NArg() > 1:
				return usagef("import", "import takes one file, not %d", c.NArg())
			case global && c.Bool("no-use"):
				return usagef("import", "--no-use leaves every selection alone, --global sets the default: only one of them")
			}
			return a.importAll(c.Args().First(), global, !c.Bool("no-use"))
		},
	}
}

func (a *app) importAll(file string, global, use bool) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	var sources []session.Source
	if file != "" {
		var src session.Source
		if src, err = s.ReadSource(file); err == nil {
			sources = []session.Source{src}
		}
	} else {
		sources, err = s.Sources()
	}
	if err != nil {
		return err
	}
	if !k.Saves && global {
		line := "azenv import"
		if file != "" {
			line += " " + home.Word(file)
		}
		return session.Hint(fmt.Errorf("autosave is off: %w", session.ErrLocalDefault), "%s%s --global", s.AutosaveOn(k), line)
	}
	beyond := k.Beyond()
	var merged []azctx.Merged
	current := ""
	store, err := s.StoreFor(!k.Saves)
	if err != nil {
		return err
	}
	err = s.Update(store, func(p *azctx.Profile) error {
		if !k.Saves {
			p.Avoid(beyond)
		}
		for _, src := range sources {
			stored := ""
			if !k.Saves {
				src.Found, stored = beyond.Unknown(src.Found)
			}
			m := p.Merge(src.Found, src.Source, src.Base)
			m.Current = cmp.Or(m.Current, stored)
			merged = append(merged, m)
			// Az PowerShell comes first, for its names; az's default counts more.
			current = cmp.Or(m.Current, current)
		}
		if global && current != "" {
			p.Default = current
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !k.Saves {
		a.say("autosave is off: what is new lives in this shell only")
	}
	for i, m := range merged {
		for _, w := range m.Warnings {
			a.say("warning: %s", w)
		}
		a.say("%s: %d contexts, %d of them new%s", sources[i].Path, m.New+m.Known, m.New, staleText(m.Stale))
	}
	for _, src := range sources {
		if src.Base == "" {
			continue
		}
		if err := a.LiftSignOuts(src.Base); err != nil {
			a.say("warning: %v", err)
		}
	}
	if !use {
		return nil
	}
	if current == "" {
		a.say("no context is marked as current, so this shell stays as it is")
		return nil
	}
	return a.applyStored(s, azctx.Pick{ID: current, Hold: global})
}

func staleText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d others are gone from it and now stale", n)
}
