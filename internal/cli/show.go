package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
)

const showHelp = `azenv show tells which context is in force in this shell, and why.
azenv show NAME tells what is known of a context.

  -o table   a line for each thing; the rule on a terminal
  -o tsv     the same, tab-separated; the rule in a pipe
  -o name    the label alone; fails where no context is in force
  -o json    one object: id, name, label, account {name, type, homeId}, tenant {id,
             name, domain}, subscription {id, name, state}, cloud, group, location,
             protected, reach, shell, stale, default, active, az {dir, base, signIn
             (yes, no, managed identity or unknown), moved}; without NAME also state
             (active, sealed, none or stepped-back), scope, file, reason, hint,
             overrides

Whether az is signed in is told by its files; nothing is asked of Azure.

For example:

  azenv show -o json | jq -r .subscription.id
`

func (a *app) showCommand() *cli.Command {
	return &cli.Command{
		Name:               "show",
		CustomHelpTemplate: showHelp,
		ArgsUsage:          "NAME",
		Flags:              []cli.Flag{outputFlag()},
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("show", c)
			if err != nil {
				return err
			}
			switch c.NArg() {
			case 0:
				return a.showShell(form)
			case 1:
				return a.showNamed(c.Args().First(), form)
			}
			return usagef("show", "show takes one context, not %d arguments: quote a name with blanks", c.NArg())
		},
	}
}

func (a *app) showNamed(name, form string) error {
	s := a.open(azctx.Look)
	defer s.close()
	if s.req.Err != nil {
		return s.req.Err
	}
	c, err := s.req.Contexts.Find(name)
	if err != nil {
		return err
	}
	o, err := s.resolve(azctx.Pick{})
	if err != nil {
		return err
	}
	doc := s.docOf(c, o.State.Active)
	switch form {
	case "json":
		return term.WriteJSON(a.out, doc)
	case "name":
		_, err := fmt.Fprintln(a.out, doc.Label)
		return err
	}
	return a.write(form, contextRows(&doc, s.flagsOf(c)))
}

func (a *app) showShell(form string) error {
	a.sweep()
	s := a.open(azctx.Look)
	defer s.close()
	o, err := s.resolve(azctx.Pick{})
	if err != nil {
		return err
	}
	if s.req.Err != nil && o.State.Seal == "" {
		return s.req.Err // nothing is in force, and nothing could be
	}
	doc := s.stateDoc(o)
	switch form {
	case "json":
		return term.WriteJSON(a.out, doc)
	case "name":
		if doc.contextDoc == nil {
			return hint(errors.New(doc.Reason), "%s", doc.Hint)
		}
		_, err := fmt.Fprintln(a.out, doc.Label)
		return err
	}
	rows := [][]string{{"state", doc.State}}
	if doc.Scope != "" {
		rows = append(rows, []string{"scope", doc.Scope})
	}
	rows = append(rows, []string{"reason", doc.Reason})
	if doc.Hint != "" {
		rows = append(rows, []string{"hint", doc.Hint})
	}
	if doc.contextDoc != nil {
		rows = append(rows, contextRows(doc.contextDoc, s.flagsOf(o.Context))...)
	}
	for _, name := range doc.Overrides {
		rows = append(rows, []string{"override", name + " was set by hand: some tools obey it rather than the context"})
	}
	return a.write(form, rows)
}

// docOf is docOf for a context of this shell's.
func (s *session) docOf(c *azctx.Context, active string) contextDoc {
	doc := docOf(c, s.layers.DefaultID(), active)
	doc.Shell, doc.Az = s.layers.Local(c.ID), s.azDoc(c)
	return doc
}

func (s *session) flagsOf(c *azctx.Context) []string {
	flags := flagsOf(c, s.layers.DefaultID())
	if s.layers.Local(c.ID) {
		flags = append([]string{"shell"}, flags...)
	}
	return flags
}

// stateDoc says in words what o is.
func (s *session) stateDoc(o outcome) showDoc {
	d := showDoc{Scope: string(o.State.Scope), Overrides: []string{}}
	if o.State.Scope == azctx.ScopeDirectory {
		d.File = string(o.State.Dir)
	}
	switch {
	case o.State.Seal != "":
		d.State, d.Reason = "sealed", o.State.Seal
		d.Hint = cmp.Or(o.State.Hint, "azenv use NAME, or azenv use --unset")
		if s.req.Err != nil {
			d.Hint = hintFor(s.req.Err, "") + ", then azenv use NAME; or azenv use --none"
		}
	case o.State.Back:
		d.State, d.Reason = "stepped-back", "AZURE_CONFIG_DIR was changed while a context was in force"
		d.Hint = "azenv use NAME"
	case o.State.Choice == azctx.NoContext:
		d.State, d.Reason = "none", "azenv use --none was typed: plain az"
		d.Hint = "azenv use --unset"
	case o.Context == nil:
		d.State, d.Reason = "none", "no context was chosen in this shell, and it started without a default"
		d.Hint = "azenv use NAME"
	default:
		d.State = "active"
		d.Reason = "the default, as this shell found it"
		switch o.State.Scope {
		case azctx.ScopeProcess:
			d.Reason = "chosen in this shell"
		case azctx.ScopeDirectory:
			d.Reason = "named by " + d.File
		}
		if o.Was.Active != o.State.Active || o.Was.Print != o.State.Print {
			if o.State.Scope == azctx.ScopeProcess {
				d.Reason = "named by AZENV_CONTEXT"
			}
			d.Reason += "; in force from the next prompt on"
		}
		d.Overrides = append(append(d.Overrides, s.env.Overrides()...), s.env.Changed(&o.Was, s.paths)...)
		doc := s.docOf(o.Context, o.State.Active)
		d.contextDoc = &doc
	}
	return d
}

// write prints rows of things and their values.
func (a *app) write(form string, rows [][]string) error {
	if form == "tsv" {
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, nil, rows)
}

func contextRows(d *contextDoc, flags []string) [][]string {
	withID := func(name, id string) string {
		if name == "" || name == id {
			return id
		}
		return name + " (" + id + ")"
	}
	rows := [][]string{{"label", d.Label}, {"name", d.Name}}
	for _, r := range [][]string{
		{"subscription", withID(d.Subscription.Name, d.Subscription.ID)},
		{"tenant", withID(tenantText(d.Tenant), d.Tenant.ID)},
		{"account", withID(d.Account.Name, d.Account.Type)},
		{"cloud", d.Cloud},
		{"group", d.Group},
		{"location", d.Location},
		{"flags", strings.Join(flags, ", ")},
		{"az's folder", d.Az.Dir},
		{"made from", d.Az.Base},
		{"az is signed in", d.Az.SignIn},
		{"az is on", d.Az.Moved},
	} {
		if r[1] != "" {
			rows = append(rows, r)
		}
	}
	return rows
}
