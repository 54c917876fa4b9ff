package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
	"github.com/azenv/azenv/internal/term"
)

const tokenHelp = `azenv token prints an access token of the account of the context in force.

  --resource R     for that resource, as https://vault.azure.net; else for the
                   resource manager
  --scope S        for that scope, as https://graph.microsoft.com/.default
  --tenant T       in that tenant, ID or domain; else in the context's
  --context NAME   of that context, whatever is in force
  -o raw           the token alone; the rule
  -o json          an object as az account get-access-token prints it: accessToken,
                   expiresOn (local time), expires_on (seconds since 1970),
                   subscription, tenant, tokenType
  --print          also onto a terminal

Nobody is asked to sign in: where that is needed it fails and says what to type.

For example:

  curl -H "Authorization: Bearer $(azenv token)" https://management.azure.com/tenants?api-version=2022-12-01
`

type tokenInput struct {
	context, tenant, scope, form string
	print                        bool
}

func (a *app) tokenCommand() *cli.Command {
	return &cli.Command{
		Name:               "token",
		CustomHelpTemplate: tokenHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "resource", Usage: "TEXT"}, &cli.StringFlag{Name: "scope", Usage: "TEXT"}, &cli.StringFlag{Name: "tenant", Usage: "TENANT"},
			&cli.StringFlag{Name: "context", Usage: "NAME"}, &cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "json|raw"}, &cli.BoolFlag{Name: "print"},
		},
		Action: func(c *cli.Context) error {
			in := tokenInput{context: c.String("context"), tenant: c.String("tenant"), scope: c.String("scope"), form: cmp.Or(c.String("output"), "raw"), print: c.Bool("print")}
			switch {
			case c.NArg() > 0:
				return usagef("token", "token takes no arguments: --context NAME names a context")
			case in.form != "raw" && in.form != "json":
				return usagef("token", "-o is json or raw, not %q", in.form)
			case c.IsSet("resource") && c.IsSet("scope"):
				return usagef("token", "give --resource or --scope, not both")
			case c.IsSet("context") && in.context == "":
				return azctx.ErrNoName
			case c.IsSet("resource"):
				// az and Entra add this slash, even if the resource ends in one.
				in.scope = c.String("resource") + "/.default"
			}
			return a.token(in)
		},
	}
}

func (a *app) token(in tokenInput) error {
	if term.IsTTY(a.out) && !in.print {
		return session.Hint(errors.New("a token is a secret: it is not printed onto a terminal"), "azenv token --print, or pipe it")
	}
	return a.asAccount(in.context, func(g *signin.Signer) error {
		ctx, stop := interruptible()
		defer stop()
		tok, err := g.Get(ctx, in.tenant, in.scope)
		if err != nil {
			return err
		}
		a.warnPlain(g.Warnings)
		if in.form == "raw" {
			_, err := fmt.Fprintln(a.out, tok.Secret)
			return err
		}
		doc := tokenDoc{
			AccessToken: tok.Secret, ExpiresOn: tok.Expires.Local().Format("2006-01-02 15:04:05.000000"), Expires: tok.Expires.Unix(),
			Tenant: cmp.Or(tok.Tenant, in.tenant, g.Tenant()), Type: "Bearer",
		}
		if in.tenant == "" || strings.EqualFold(doc.Tenant, g.Tenant()) {
			doc.Subscription = g.Subscription()
		}
		return term.WriteJSON(a.out, doc)
	})
}

// tokenDoc is a token as -o json prints it, with the members that az prints.
type tokenDoc struct {
	AccessToken  string `json:"accessToken"`
	ExpiresOn    string `json:"expiresOn"`
	Expires      int64  `json:"expires_on"`
	Subscription string `json:"subscription,omitempty"`
	Tenant       string `json:"tenant"`
	Type         string `json:"tokenType"`
}

// asAccount runs fn with a Signer for the context of that name, or for the one in force.
func (a *app) asAccount(name string, fn func(*signin.Signer) error) error {
	s := a.Open()
	defer s.Close()
	s.WillRun() // the context is entered, so that az's tokens are known
	c, err := s.InForce(name)
	if err != nil {
		return err
	}
	g, err := signin.Open(s, c)
	if err != nil {
		return err
	}
	return fn(g)
}
