package cli

import (
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/term"
)

const tenantsHelp = `azenv tenants asks Azure which tenants the account of the context in force is in.

  --context NAME     of the account of that context
  -o table|tsv       ID, domain and name
  -o name            one domain a line, or ID where there is none; login --tenant takes it
  -o json            an array of {id, name, domain}
  --check            also whether each can be entered as things are; exit status 3
                     where one cannot, which is named with the command that signs in there

Nobody is asked to sign in.

For example:

  azenv login --tenant "$(azenv tenants -o name | fzf)"
`

func (a *app) tenantsCommand() *cli.Command {
	return &cli.Command{
		Name:               "tenants",
		CustomHelpTemplate: tenantsHelp,
		Flags:              liveFlags(&cli.BoolFlag{Name: "check"}),
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("tenants", c)
			if err != nil {
				return err
			}
			if c.NArg() > 0 {
				return usagef("tenants", "tenants takes no arguments: --context NAME names a context")
			}
			return a.tenants(form, c.String("context"), c.Bool("check"))
		},
	}
}

func (a *app) tenants(form, name string, check bool) error {
	return a.asAccount(name, func(g *signin.Signer) error {
		if !check {
			ctx, stop := interruptible()
			defer stop()
			all, err := g.Tenants(ctx)
			if err != nil {
				return err
			}
			a.warnPlain(g.Warnings)
			return a.printTenants(form, all)
		}
		reached, err := a.askReached(g, nil)
		if err != nil && reached.Tenants == nil {
			return err
		}
		if err := a.printTenants(form, reached.Tenants); err != nil {
			return err
		}
		if len(reached.Troubles) > 0 {
			return exitCode(exitPartial)
		}
		return nil
	})
}

// tenantDoc is a tenant as -o json prints it.
type tenantDoc struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"domain"`
}

func (a *app) printTenants(form string, all []azctx.Tenant) error {
	docs := []tenantDoc{}
	var rows [][]string
	var names strings.Builder
	for _, t := range all {
		docs = append(docs, tenantDoc{t.ID, t.Name, t.Domain})
		rows = append(rows, []string{t.ID, t.Domain, t.Name})
		name := t.Domain
		if name == "" || term.Clean(name) != name {
			name = t.ID
		}
		names.WriteString(name + "\n")
	}
	switch form {
	case "json":
		return term.WriteJSON(a.out, docs)
	case "name":
		_, err := io.WriteString(a.out, names.String())
		return err
	case "tsv":
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"TENANT", "DOMAIN", "NAME"}, rows)
}
