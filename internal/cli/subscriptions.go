package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/azure"
	"github.com/azenv/azenv/internal/term"
)

const subscriptionsHelp = `azenv subscriptions asks Azure which subscriptions the account of the context in force
can reach, in all its tenants. azenv list, in contrast, is what this machine knows.

  --tenant T       of that tenant alone, ID or domain
  --context NAME   of the account of that context
  -o table|tsv     as azenv list
  -o name          one a line, as set --subscription takes it: the name, with its ID
                   where several are called so
  -o json          an array of {id, name, state, tenant {id, name, domain}, account
                   {name, type, homeId}, cloud}, of which set --from - takes one

Nobody is asked to sign in. Tenants that cannot be entered are named, with the command
that signs in there.

EXIT STATUS
  3 where some tenants could not be listed, 1 where none could

For example:

  azenv set --subscription "$(azenv subscriptions -o name | fzf)"
  azenv subscriptions -o json | azenv set dev --from - --subscription Development
`

// exitPartial is for a list from which something is missing.
const exitPartial = 3

func liveFlags(more ...cli.Flag) []cli.Flag {
	return append(more, outputFlag(), &cli.StringFlag{Name: "context", Usage: "NAME"})
}

func (a *app) subscriptionsCommand() *cli.Command {
	return &cli.Command{
		Name:               "subscriptions",
		CustomHelpTemplate: subscriptionsHelp,
		Flags:              liveFlags(&cli.StringFlag{Name: "tenant", Usage: "TENANT"}),
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("subscriptions", c)
			if err != nil {
				return err
			}
			if c.NArg() > 0 {
				return usagef("subscriptions", "subscriptions takes no arguments: --context NAME names a context")
			}
			return a.subscriptions(form, c.String("context"), c.String("tenant"))
		},
	}
}

// live is one subscription as Azure has it now.
type live struct {
	azctx.Subscription
	Tenant  azctx.Tenant  `json:"tenant"`
	Account azctx.Account `json:"account"`
	Cloud   string        `json:"cloud"`
}

// discover lists what the account of g reaches, in these tenants or in all; partial says
// that some could not be listed, which was told.
func (g *signer) discover(tenants []string) (all []live, partial bool, err error) {
	ctx, stop := interruptible()
	defer stop()
	listed, err := g.svc.Discover(ctx, g, tenants, g.progress("tenants are listed"))
	g.endProgress()
	switch {
	case ctx.Err() != nil:
		return nil, false, exitCode(exitInterrupted)
	case err != nil:
		return nil, false, signInHint(err, g.c)
	}
	if err := g.keep(); err != nil {
		g.say("warning: %v", err)
	}
	account := g.c.Account
	if account.HomeID == "" {
		account.HomeID = g.acct.HomeID
	}
	entered := 0
	for _, t := range listed {
		if t.Err != nil {
			partial = true
			g.warn(tenantTrouble(t, g.c.Account))
			continue
		}
		entered++
		for _, s := range t.Subscriptions {
			all = append(all, live{subscriptionOf(s), tenantOf(t.Tenant), account, g.c.Cloud})
		}
	}
	if partial && entered == 0 {
		return nil, true, exitCode(exitFailure) // each was told
	}
	return all, partial, nil
}

// foreign is text of Azure's as azenv keeps it.
func foreign(s string) string { return azctx.ForeignText(s, azctx.ForeignTextLimit) }

func tenantOf(t azure.Tenant) azctx.Tenant {
	return azctx.Tenant{ID: strings.ToLower(t.ID), Name: foreign(t.Name), Domain: foreign(t.Domain)}
}

func subscriptionOf(s azure.Subscription) azctx.Subscription {
	return azctx.Subscription{ID: strings.ToLower(s.ID), Name: foreign(s.Name), State: foreign(s.State)}
}

func (a *app) subscriptions(form, name, tenant string) error {
	return a.asAccount(name, func(g *signer) error {
		var tenants []string
		if tenant != "" {
			tenants = []string{tenant}
		}
		all, partial, err := g.discover(tenants)
		if err != nil {
			return err
		}
		if err := a.printLive(form, all); err != nil {
			return err
		}
		if partial {
			return exitCode(exitPartial)
		}
		return nil
	})
}

// printLive prints subscriptions.
func (a *app) printLive(form string, all []live) error {
	switch form {
	case "json":
		if all == nil {
			all = []live{}
		}
		return term.WriteJSON(a.out, all)
	case "name":
		_, err := io.WriteString(a.out, liveNames(all))
		return err
	}
	rows := make([][]string, len(all))
	for i, s := range all {
		rows[i] = []string{s.Name, s.ID, tenantText(s.Tenant), s.State}
	}
	if form == "tsv" {
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"NAME", "SUBSCRIPTION", "TENANT", "STATE"}, rows)
}

// liveNames are lines that set --subscription takes: a name that is safe to show and
// means one of them, else with its ID.
func liveNames(all []live) string {
	count := map[string]int{}
	for _, s := range all {
		count[strings.ToLower(s.Name)]++
	}
	var b strings.Builder
	for _, s := range all {
		switch {
		case s.Name == "" || term.Clean(s.Name) != s.Name:
			b.WriteString(s.ID + "\n")
		case count[strings.ToLower(s.Name)] > 1 || azctx.IsGUID(s.Name):
			fmt.Fprintf(&b, "%s (%s)\n", s.Name, s.ID)
		default:
			b.WriteString(s.Name + "\n")
		}
	}
	return b.String()
}
