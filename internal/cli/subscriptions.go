package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/signin"
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

// subscriptionDoc is one subscription as -o json prints it.
type subscriptionDoc struct {
	azctx.Subscription
	Tenant  azctx.Tenant  `json:"tenant"`
	Account azctx.Account `json:"account"`
	Cloud   string        `json:"cloud"`
}

// askReached asks Azure for the subscriptions of g's account, in these tenants or in all if
// tenants is nil. It prints a warning for each tenant that could not be listed.
func (a *app) askReached(g *signin.Signer, tenants []string) (signin.Reached, error) {
	ctx, stop := interruptible()
	defer stop()
	reached, err := g.Subscriptions(ctx, tenants, a.progress())
	if err != nil {
		return reached, err
	}
	a.warnPlain(g.Warnings)
	a.warnAll(reached.Troubles)
	if len(reached.Troubles) > 0 && reached.Entered == 0 {
		return reached, exitCode(exitFailure) // each error was printed
	}
	return reached, nil
}

func (a *app) subscriptions(form, name, tenant string) error {
	return a.asAccount(name, func(g *signin.Signer) error {
		var tenants []string
		if tenant != "" {
			tenants = []string{tenant}
		}
		reached, err := a.askReached(g, tenants)
		if err != nil {
			return err
		}
		if err := a.printLive(form, reached.Subscriptions); err != nil {
			return err
		}
		if len(reached.Troubles) > 0 {
			return exitCode(exitPartial)
		}
		return nil
	})
}

// printLive prints subscriptions.
func (a *app) printLive(form string, all []signin.Live) error {
	switch form {
	case "json":
		docs := make([]subscriptionDoc, len(all))
		for i, s := range all {
			docs[i] = subscriptionDoc(s)
		}
		return term.WriteJSON(a.out, docs)
	case "name":
		_, err := io.WriteString(a.out, liveNames(all))
		return err
	}
	rows := make([][]string, len(all))
	for i, s := range all {
		rows[i] = []string{s.Name, s.ID, s.Tenant.Text(), s.State}
	}
	if form == "tsv" {
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"NAME", "SUBSCRIPTION", "TENANT", "STATE"}, rows)
}

// liveNames are lines that set --subscription accepts. A line is the subscription's name. If
// another subscription has the same name, the ID follows it; a name that is not safe to
// show is replaced by the ID.
func liveNames(all []signin.Live) string {
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
