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
			return a.importContexts(importInput{file: c.Args().First(), global: global, noUse: c.Bool("no-use")})
		},
	}
}

type importInput struct {
	file   string // empty for all that is found
	global bool   // the current context becomes the default
	noUse  bool   // this shell stays as it is
}

// imported is what was read, and what became of it.
type imported struct {
	sources []session.Source
	merged  []azctx.Merged // of each source
	current string         // id of the context that is to be in force, empty for none
}

func (a *app) importContexts(in importInput) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	sources, err := in.read(s)
	if err != nil {
		return err
	}
	if !k.Saves && in.global {
		line := "azenv import"
		if in.file != "" {
			line += " " + home.Word(in.file)
		}
		return session.Hint(fmt.Errorf("autosave is off: %w", session.ErrLocalDefault), "%s%s --global", s.AutosaveOn(k), line)
	}
	did, err := in.merge(s, k, sources)
	if err != nil {
		return err
	}
	a.tellImported(did, k.Saves)
	switch {
	case in.noUse:
		return nil
	case did.current == "":
		a.say("no context is marked as current, so this shell stays as it is")
		return nil
	}
	return a.applyStored(s, azctx.Pick{ID: did.current, Hold: in.global})
}

// read reads the file, or all files that are found.
func (in importInput) read(s *session.Session) ([]session.Source, error) {
	if in.file == "" {
		return s.Sources()
	}
	src, err := s.ReadSource(in.file)
	return []session.Source{src}, err
}

// merge keeps what was read: stored, or in this shell only where autosave is off.
func (in importInput) merge(s *session.Session, k session.Known, sources []session.Source) (imported, error) {
	did := imported{sources: sources}
	store, err := s.StoreFor(!k.Saves)
	if err != nil {
		return did, err
	}
	beyond := k.Beyond()
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
			did.merged = append(did.merged, m)
			// Az PowerShell comes first, because of its names. But if az has a current context,
			// that one counts.
			did.current = cmp.Or(m.Current, did.current)
		}
		if in.global && did.current != "" {
			p.Default = did.current
		}
		return nil
	})
	return did, err
}

// tellImported says what came of each source. Whoever is imported may sign in again.
func (a *app) tellImported(did imported, saves bool) {
	if !saves {
		a.say("autosave is off: what is new lives in this shell only")
	}
	for i, m := range did.merged {
		for _, w := range m.Warnings {
			a.say("warning: %s", w)
		}
		a.say("%s: %d contexts, %d of them new%s", did.sources[i].Path, m.New+m.Known, m.New, staleText(m.Stale))
	}
	for _, src := range did.sources {
		if src.Base == "" {
			continue
		}
		if err := a.LiftSignOuts(src.Base); err != nil {
			a.say("warning: %v", err)
		}
	}
}

func staleText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d others are gone from it and now stale", n)
}
