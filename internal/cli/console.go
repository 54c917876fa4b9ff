package cli

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/run"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/term"
)

const consoleHelp = `azenv console opens Azure's portal at the context in force: its tenant, subscription and
default resource group. Where there is no browser, or in a pipe, it prints the address.

  --context NAME   at that context, whatever is in force
  --print          only print the address

For example:

  azenv console --context prod --print
`

func (a *app) consoleCommand() *cli.Command {
	return &cli.Command{
		Name:               "console",
		CustomHelpTemplate: consoleHelp,
		Flags:              []cli.Flag{&cli.StringFlag{Name: "context", Usage: "NAME"}, &cli.BoolFlag{Name: "print"}},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usagef("console", "console takes no arguments: --context NAME names a context")
			}
			if c.IsSet("context") && c.String("context") == "" {
				return azctx.ErrNoName
			}
			return a.console(c.String("context"), c.Bool("print"))
		},
	}
}

func (a *app) console(name string, print bool) error {
	s := a.Open()
	defer s.Close()
	c, err := s.InForce(name)
	if err != nil {
		return err
	}
	cl, err := s.Cloud(c.Cloud)
	if err != nil {
		return err
	}
	if cl.Portal == "" {
		return session.Hint(fmt.Errorf("cloud %s: its portal is not known", cl.Name), "azenv cloud add --help, and its --portal")
	}
	address := portalAt(cl.Portal, c)
	if print || !term.IsTTY(a.out) || !a.hasBrowser() {
		_, err := fmt.Fprintln(a.out, address)
		return err
	}
	if err := run.Browser(address); err != nil {
		return session.Hint(errors.New("no browser: "+err.Error()), "azenv console --print")
	}
	a.say("opened %s", address)
	return nil
}

// portalAt is the portal's address for a context. It has the form of the portal's own links
// to resources.
func portalAt(portal string, c *azctx.Context) string {
	address := strings.TrimSuffix(portal, "/") + "/#@" + c.Tenant.ID
	if c.Subscription.ID == "" {
		return address
	}
	address += "/resource/subscriptions/" + c.Subscription.ID
	if c.Group != "" {
		address += "/resourceGroups/" + url.PathEscape(c.Group)
	}
	return address + "/overview"
}
