package cli

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azcli"
	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/signin"
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

func (a *app) logout(account, name string, local bool) error {
	a.Sweep()
	if name == "-" {
		var err error
		if name, err = a.readName(); err != nil {
			return err
		}
	}
	s := a.Open()
	defer s.Close()
	store, err := s.StoreFor(local)
	if err != nil {
		return err
	}
	who, err := signin.Whom(s, account, name, local)
	if err != nil {
		return err
	}
	var errs error
	for i := range who {
		o := &who[i]
		removed, err := o.SignOut(s, store, local)
		a.warnPlain(removed.Warnings)
		if removed.WasDefault {
			a.say("the default was one of them: new shells start with none")
		}
		if err != nil {
			errs = errors.Join(errs, err)
			continue
		}
		a.say("%s is signed out: %s and %s removed", o.Account.Name, counted(removed.Contexts, "context"), counted(removed.Files, "file")+" with its tokens")
		a.nameTheRest(o)
	}
	return errors.Join(errs, s.Recheck())
}

// nameTheRest says what azenv does not take away: a sign-in in az's own folder, and tokens
// that Azure has issued.
func (a *app) nameTheRest(o *signin.SigningOut) {
	base := azcli.DefaultDir(a.UserHome())
	if o.AzStillHas(base) {
		line := "az logout --username " + session.Arg(o.Account.Name)
		a.say("az itself is still signed in as %s, in %s: %s, with no context in force", o.Account.Name, base, line)
	}
	if o.Account.Type != azctx.ManagedIdentity {
		a.say("what Azure issued stays valid until it expires: it cannot be taken back from here")
	}
}
