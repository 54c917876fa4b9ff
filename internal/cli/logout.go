package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/tokens"
)

const logoutHelp = `azenv logout [ACCOUNT] signs an account out: its tokens and its contexts are removed.

  azenv logout               the account of the context in force
  azenv logout ACCOUNT       by user name, application ID or name in azenv list
  azenv logout --context NAME|-
                             that of a context; -: whose name stands on standard input
  --scope user      everywhere on this machine, which is the rule
  --scope process   of what lives in this shell only

Tokens go from all that azenv has written, also from what lives in other shells. Shells
in contexts of the account are sealed. az itself, in ~/.azure, stays as it is, and what
Azure issued stays valid until it expires; both are named.

For example:

  azenv logout ops@contoso.example
`

func (a *app) logoutCommand() *cli.Command {
	return &cli.Command{
		Name:               "logout",
		CustomHelpTemplate: logoutHelp,
		ArgsUsage:          "ACCOUNT",
		Flags:              append(scopeFlags(), &cli.StringFlag{Name: "context", Usage: "NAME"}),
		Action: func(c *cli.Context) error {
			local, err := isLocal("logout", c)
			switch name := c.String("context"); {
			case err != nil:
				return err
			case c.NArg() > 1:
				return usagef("logout", "logout takes one account, not %d arguments", c.NArg())
			case c.NArg() == 1 && c.IsSet("context"):
				return usagef("logout", "give an account or --context, not both")
			case c.IsSet("context") && name == "":
				return azctx.ErrNoName
			default:
				return a.logout(c.Args().First(), name, local)
			}
		},
	}
}

// leaving is an account that is signed out: contexts tell it by cloud and name, stores
// by what accounts of that name are there.
type leaving struct {
	cloud   string
	account azctx.Account
	stores  []tokens.Account
}

// has says whether c is a context of the account.
func (l *leaving) has(c *azctx.Context) bool {
	if !strings.EqualFold(c.Cloud, l.cloud) || c.Account.Type != l.account.Type {
		return false
	}
	home := c.Account.HomeID != "" && strings.EqualFold(c.Account.HomeID, l.account.HomeID)
	return home || strings.EqualFold(c.Account.Name, l.account.Name)
}

func (a *app) logout(account, name string, local bool) error {
	a.sweep()
	if name == "-" {
		var err error
		if name, err = a.readName(); err != nil {
			return err
		}
	}
	store, err := a.shelf(local)
	if err != nil {
		return err
	}
	r, err := a.around()
	if err != nil {
		return err
	}
	who, err := a.whoLeaves(r, account, name, local)
	if err != nil {
		return err
	}
	var errs error
	for i := range who {
		errs = errors.Join(errs, a.signOut(&who[i], store, local))
	}
	return errors.Join(errs, a.lookAgain())
}

// whoLeaves is the account that was named, once for each cloud it has contexts in; of no
// name that of the context in force.
func (a *app) whoLeaves(r around, account, name string, local bool) (who []leaving, err error) {
	of := r.kept()
	if local {
		of = r.here
	}
	var found []*azctx.Context
	all := r.all()
	switch {
	case name != "":
		c, err := all.Find(name)
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	case account != "":
		for i := range of.Contexts {
			if c := &of.Contexts[i]; strings.EqualFold(c.Account.Name, account) {
				found = append(found, c)
			}
		}
	default:
		c, _ := all.ByID(r.active)
		if c == nil {
			return nil, hint(errors.New("no context is in force, so which account is meant is not known"), "azenv logout ACCOUNT")
		}
		found = append(found, c)
	}
	if len(found) == 0 {
		// Contexts may have been removed one by one, which leaves the tokens.
		for _, acct := range tokens.Named(tokenRoot(a.dirs.State), account) {
			who = append(who, leaving{account: azctx.Account{Name: account}, stores: []tokens.Account{acct}})
		}
		if len(who) > 0 && !local {
			return who, nil
		}
		return nil, hint(fmt.Errorf("no context here is of the account %q", azctx.CleanLabel(account)), "azenv list")
	}
	for _, c := range found {
		known := slices.ContainsFunc(who, func(l leaving) bool { return l.has(c) })
		if !known {
			who = append(who, leaving{cloud: c.Cloud, account: c.Account})
		}
	}
	for i := range who {
		l := &who[i]
		if local && !slices.ContainsFunc(of.Contexts, func(c azctx.Context) bool { return l.has(&c) }) {
			return nil, hint(fmt.Errorf("nothing of %s lives in this shell only", l.account.Name), "azenv logout %s", quoteArg(l.account.Name))
		}
		if err := a.storesOf(l, of); err != nil {
			return nil, err
		}
	}
	return who, nil
}

// storesOf finds by whom the stores know the account. Before the first sign-in that azenv
// sees only az knows a user's home account, and its folder for a context has it.
func (a *app) storesOf(l *leaving, of *azctx.Profile) error {
	if l.account.Type == azctx.ManagedIdentity {
		return nil
	}
	s := a.open(azctx.Look)
	defer s.close()
	if s.req.Err != nil {
		return s.req.Err
	}
	asked := map[string]bool{}
	for i := range of.Contexts {
		c := &of.Contexts[i]
		if !l.has(c) {
			continue
		}
		t := s.tokensOf(c)
		if t.places.HomeID == "" && !exists(t.places.Dir) { // base alone may know
			if asked[t.places.Base] {
				continue
			}
			asked[t.places.Base] = true
		}
		acct := t.account()
		if acct.ClientID != "" {
			acct.Tenant = ""
		}
		if (acct.ClientID != "" || acct.HomeID != "") && !slices.Contains(l.stores, acct) {
			l.stores = append(l.stores, acct)
		}
	}
	return nil
}
