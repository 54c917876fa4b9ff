package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
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
	s := a.Open()
	defer s.Close()
	c, err := s.Find(name)
	if err != nil {
		return err
	}
	o, err := s.Resolve()
	if err != nil {
		return err
	}
	doc := docIn(s, c, o.State.Active)
	switch form {
	case "json":
		return term.WriteJSON(a.out, doc)
	case "name":
		_, err := fmt.Fprintln(a.out, doc.Label)
		return err
	}
	return a.write(form, contextRows(&doc, flagsIn(s, c)))
}

func (a *app) showShell(form string) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	o, err := s.Resolve()
	if err != nil {
		return err
	}
	if s.Err() != nil && o.State.Seal == "" {
		return s.Err() // no context could be in force, since none can be read
	}
	doc := stateDoc(s, o)
	switch form {
	case "json":
		return term.WriteJSON(a.out, doc)
	case "name":
		if doc.contextDoc == nil {
			return session.Hint(errors.New(doc.Reason), "%s", doc.Hint)
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
		rows = append(rows, contextRows(doc.contextDoc, flagsIn(s, o.Context))...)
	}
	for _, name := range doc.Overrides {
		rows = append(rows, []string{"override", name + " was set by hand: some tools obey it rather than the context"})
	}
	return a.write(form, rows)
}

// docIn is like docOf, but also says whether c lives in a shell only, and what is known of
// az in it.
func docIn(s *session.Session, c *azctx.Context, active string) contextDoc {
	doc := docOf(c, s.DefaultID(), active)
	az := azDoc(s.AzLook(c))
	doc.Shell, doc.Az = s.Local(c.ID), &az
	return doc
}

func flagsIn(s *session.Session, c *azctx.Context) []string {
	flags := flagsOf(c, s.DefaultID())
	if s.Local(c.ID) {
		flags = append([]string{"shell"}, flags...)
	}
	return flags
}

// stateDoc is o as `show` prints it.
func stateDoc(s *session.Session, o session.Outcome) showDoc {
	at := s.Situation(o)
	d := showDoc{State: at.State, Scope: at.Scope, File: at.File, Reason: at.Reason, Hint: at.Hint, Overrides: at.Overrides}
	if at.Context != nil {
		doc := docIn(s, at.Context, o.State.Active)
		d.contextDoc = &doc
	}
	return d
}

// write prints rows, each with a name and a value.
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
		{"tenant", withID(d.Tenant.Text(), d.Tenant.ID)},
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
