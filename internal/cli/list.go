package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
)

const listHelp = `azenv list shows all contexts this machine knows. It never uses the network.

  -o table   with a header; the rule on a terminal; the one in force
             here is flagged active
  -o tsv     the same, tab-separated, without a header; the rule in a pipe
  -o name    one label a line, which use and set take back
  -o json    an array of objects; see azenv help show

The flag shell is for contexts that live in this shell only.

For example:

  azenv use "$(azenv list -o name | fzf)"
`

func outputFlag() cli.Flag {
	return &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "table|json|tsv|name"}
}

// outputForm reads outputFlag.
func (a *app) outputForm(command string, c *cli.Context) (string, error) {
	form := c.String("output")
	switch {
	case form == "" && term.IsTTY(a.out):
		return "table", nil
	case form == "":
		return "tsv", nil
	case slices.Contains([]string{"table", "json", "tsv", "name"}, form):
		return form, nil
	}
	return "", usagef(command, "-o is table, json, tsv or name, not %q", form)
}

func (a *app) listCommand() *cli.Command {
	return &cli.Command{
		Name:               "list",
		CustomHelpTemplate: listHelp,
		Flags:              []cli.Flag{outputFlag()},
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("list", c)
			if err != nil {
				return err
			}
			if c.NArg() > 0 {
				return usagef("list", "list takes no arguments")
			}
			return a.list(form)
		},
	}
}

func (a *app) list(form string) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	p, active, own := k.All(), k.Active, len(k.Own().Contexts)
	switch form {
	case "json":
		docs := make([]contextDoc, len(p.Contexts))
		for i := range p.Contexts {
			docs[i] = docOf(&p.Contexts[i], p.Default, active)
			docs[i].Shell = i < own
		}
		return term.WriteJSON(a.out, docs)
	case "name":
		var b strings.Builder
		for i := range p.Contexts {
			b.WriteString(p.Contexts[i].Label + "\n")
		}
		_, err := io.WriteString(a.out, b.String())
		return err
	}
	if len(p.Contexts) == 0 {
		a.say("there are no contexts yet: azenv import")
		return nil
	}
	rows := make([][]string, len(p.Contexts))
	for i := range p.Contexts {
		c := &p.Contexts[i]
		flags := flagsOf(c, p.Default)
		if i < own {
			flags = append([]string{"shell"}, flags...)
		}
		if c.ID == active {
			flags = append([]string{"active"}, flags...)
		}
		rows[i] = []string{c.Label, c.Subscription.ID, c.Tenant.Text(), c.Account.Name, c.Cloud, strings.Join(flags, ",")}
	}
	if form == "tsv" {
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"NAME", "SUBSCRIPTION", "TENANT", "ACCOUNT", "CLOUD", "FLAGS"}, rows)
}

// flagsOf are the words in the FLAGS column for c.
func flagsOf(c *azctx.Context, def string) []string {
	var f []string
	for _, w := range []struct {
		word string
		on   bool
	}{
		{"default", c.ID == def},
		{"protected", c.Protected},
		{"reach=account", c.WholeAccount()},
		{"stale", c.Stale},
		{strings.ToLower(c.Subscription.State), c.Subscription.State != "" && !strings.EqualFold(c.Subscription.State, "Enabled")},
		{"group=" + c.Group, c.Group != ""},
		{"location=" + c.Location, c.Location != ""},
	} {
		if w.on {
			f = append(f, w.word)
		}
	}
	return f
}
