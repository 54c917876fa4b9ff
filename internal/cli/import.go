package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azps"
	"github.com/azenv/azenv/internal/home"
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

// source is a file that was read for import.
type source struct {
	azctx.Source
	found azctx.Found
	base  string // the az configuration folder it belongs to, if any
}

func (a *app) importAll(file string, global, use bool) error {
	a.sweep()
	r, err := a.around()
	if err != nil {
		return err
	}
	var sources []source
	if file != "" {
		var s source
		if s, err = a.readSource(file); err == nil {
			sources = []source{s}
		}
	} else {
		sources, err = a.discover()
	}
	if err != nil {
		return err
	}
	if !r.saves && global {
		line := "azenv import"
		if file != "" {
			line += " " + home.Word(file)
		}
		return hint(fmt.Errorf("autosave is off: %w", errLocalDefault), "%s%s --global", a.autosaveOn(r), line)
	}
	beyond := r.beyond()
	var merged []azctx.Merged
	current := ""
	store, err := a.shelf(!r.saves)
	if err != nil {
		return err
	}
	err = store.Update(func(p *azctx.Profile) error {
		if !r.saves {
			p.Avoid(beyond)
		}
		for _, s := range sources {
			stored := ""
			if !r.saves {
				s.found, stored = beyond.Unknown(s.found)
			}
			m := p.Merge(s.found, s.Source, s.base)
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
	if !r.saves {
		a.say("autosave is off: what is new lives in this shell only")
	}
	for i, m := range merged {
		for _, w := range m.Warnings {
			a.say("warning: %s", w)
		}
		a.say("%s: %d contexts, %d of them new%s", sources[i].Path, m.New+m.Known, m.New, staleText(m.Stale))
	}
	for _, s := range sources {
		if s.base == "" {
			continue
		}
		if err := a.liftSignOuts(s.base); err != nil {
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
	return a.takeStored(azctx.Pick{ID: current, Hold: global})
}

func staleText(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("; %d others are gone from it and now stale", n)
}

// discover reads all there is: Az PowerShell's contexts first, since those may
// have names that people gave, then az's.
func (a *app) discover() ([]source, error) {
	azFile, err := a.azFile()
	if err != nil {
		return nil, err
	}
	paths := []string{a.azpsFile(), azFile}
	var sources []source
	for i, path := range paths {
		// Az PowerShell leaves an empty file where nobody ever signed in.
		fi, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) || i == 0 && err == nil && fi.Size() == 0 {
			continue
		}
		s, err := a.readSteadily(path)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	if len(sources) == 0 {
		return nil, hint(fmt.Errorf("nothing to import: neither %s nor %s is there", paths[1], paths[0]), "az login, then azenv import")
	}
	return sources, nil
}

// readSteadily is readSource for a file that its owner may be writing at this
// moment: az and Az PowerShell truncate, then write.
func (a *app) readSteadily(path string) (s source, err error) {
	for try := range 5 {
		if try > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		if s, err = a.readSource(path); err == nil {
			break
		}
	}
	return s, err
}

// importLimit is the most bytes a file to import may have: 40,000 subscriptions
// of az take a tenth of it.
const importLimit = 256 << 20

// readSource reads one file, whichever of the three kinds it is.
func (a *app) readSource(path string) (source, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return source{}, err
	}
	fi, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return source{}, hint(fmt.Errorf("%s: no such file", path), "azenv import --help")
	case err != nil:
		return source{}, err
	case !fi.Mode().IsRegular():
		return source{}, hint(fmt.Errorf("%s: not a file", path), "azenv import --help")
	case fi.Size() > importLimit:
		return source{}, hint(fmt.Errorf("%s: larger than %d MiB", path, importLimit>>20), "azenv import --help")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return source{}, err
	}
	s := source{Source: azctx.Source{Path: path}}
	switch kindOf(data) {
	case azctx.SourceAzPowerShell:
		s.Kind = azctx.SourceAzPowerShell
		s.found, err = azps.ReadContexts(data)
	case azctx.SourceAzenv:
		s.Kind = azctx.SourceAzenv
		s.found, err = ownContexts(path, data)
	default:
		s.Kind = azctx.SourceAz
		s.found, err = azcli.ReadProfile(data)
		s.base = a.baseOf(path)
	}
	if err != nil {
		var newer *azctx.NewerError // names the file, and has a hint of its own
		if errors.As(err, &newer) {
			return source{}, err
		}
		var own *azctx.CorruptError // names the file
		if !errors.As(err, &own) {
			err = fmt.Errorf("%s: %w", path, err)
		}
		return source{}, hint(err, "azenv import --help")
	}
	return s, nil
}

// baseOf is the configuration folder of az that the file belongs to, empty for a copy
// somewhere else, and for a folder that azenv made for a context.
func (a *app) baseOf(path string) string {
	dir := filepath.Dir(path)
	usual := dir == azcli.DefaultDir(a.userHome()) || dir == filepath.Clean(a.env.Get(configDir))
	if filepath.Base(path) != azcli.ProfileName || a.dirs.Owns(dir) || !usual && !azcli.IsDir(dir) {
		return ""
	}
	return dir
}
