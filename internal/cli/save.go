package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
	"github.com/azenv/azenv/internal/session"
)

const saveHelp = `azenv save FILE writes the context in force into a file, for another machine.
azenv save FILE NAME… writes these.

  --all            all contexts; the one in force here is the file's current one
  --context NAME   that one, as NAME
  --force          also over a file that is none of azenv's

The file holds no token or secret, but names and IDs; it is readable by you alone.
azenv import FILE loads it.

For example:

  azenv save contexts.json --all
`

func (a *app) saveCommand() *cli.Command {
	return &cli.Command{
		Name:               "save",
		CustomHelpTemplate: saveHelp,
		ArgsUsage:          "FILE NAME…",
		Flags:              []cli.Flag{&cli.BoolFlag{Name: "all"}, forceFlag(), &cli.StringFlag{Name: "context", Usage: "NAME"}},
		Action: func(c *cli.Context) error {
			names := c.Args().Slice()
			switch {
			case len(names) == 0 || names[0] == "":
				return usagef("save", "save takes a file")
			case (len(names) > 1 || c.IsSet("context")) && c.Bool("all"):
				return usagef("save", "give names or --all, not both")
			case c.IsSet("context"):
				names = append(names, c.String("context"))
			}
			return a.save(saveInput{file: names[0], names: names[1:], all: c.Bool("all"), force: c.Bool("force")})
		},
	}
}

type saveInput struct {
	file       string
	names      []string // none: the context in force
	all, force bool
}

func (a *app) save(in saveInput) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	whole := k.All()
	var ids []string
	switch {
	case in.all:
		for i := range whole.Contexts {
			ids = append(ids, whole.Contexts[i].ID)
		}
	case len(in.names) == 0 && k.Active == "":
		return session.Hint(errors.New("no context is in force, so there is none to save"), "azenv save FILE NAME, or azenv save FILE --all")
	case len(in.names) == 0:
		ids = []string{k.Active}
	}
	for _, name := range in.names {
		c, err := whole.Find(name)
		if err != nil {
			return err
		}
		ids = append(ids, c.ID)
	}
	saved := k.Kept().Portable(ids, k.Active)
	data, err := saved.Encode()
	if err != nil {
		return err
	}
	if err := a.replaceable(in.file, in.force); err != nil {
		return err
	}
	if err := home.Replace(in.file, data, true); err != nil {
		return err
	}
	a.say("%s: %d contexts", in.file, len(saved.Contexts))
	return nil
}

// replaceable returns an error if file must not be replaced.
func (a *app) replaceable(file string, force bool) error {
	fi, err := os.Stat(file)
	switch {
	case err != nil:
		return nil // it does not exist, or the write will report what is wrong
	case !fi.Mode().IsRegular():
		return session.Hint(fmt.Errorf("%s: not a file", file), "azenv save %s", session.Arg(filepath.Join(filepath.Dir(file), "contexts.json")))
	case a.isOwn(file, fi):
		return session.Hint(fmt.Errorf("%s: is a file that azenv itself lives on", file), "azenv save contexts.json")
	case force || fi.Size() == 0:
		return nil
	}
	data, err := os.ReadFile(file)
	if err == nil {
		_, err = azctx.ParseProfile(file, data)
	}
	if err != nil {
		return session.Hint(fmt.Errorf("%s: is there, and not a file of azenv's", file), "azenv save --force, to write over it")
	}
	return nil
}

// isOwn says whether file, which exists, is azenv's profile or is in its state folder.
func (a *app) isOwn(file string, fi fs.FileInfo) bool {
	if profile, err := os.Stat(a.Dirs.Profile()); err == nil && os.SameFile(fi, profile) {
		return true
	}
	path, err := filepath.Abs(file)
	return err == nil && a.Dirs.Owns(path)
}
