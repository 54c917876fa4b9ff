package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
)

const setHelp = `azenv set [NAME] creates a context or changes one, and puts it in force here.

  --subscription S   ID or name, as azenv subscriptions -o name prints it; of one that
                     no context here has Azure is asked, by the account's sign-in
  --tenant T         ID
  --account A        user name or application ID; else the account of the context
                     in force, or of the contexts that have this subscription
  --cloud C          AzureCloud or another of azenv cloud list
  --group G          default resource group, --location L default location
  --protected        mark it as one to be careful with; --protected=false unmarks it
  --reach R          what az lists in it: context, its own subscription alone, which
                     is the rule; or account, all that the account has, as
                     Terraform wants for aliases across subscriptions. In a
                     protected one it is always its own alone
  --from -           take subscription, tenant, account and cloud from one JSON
                     object on standard input, as azenv show -o json or
                     az account show prints it
  --global           also the default of shells that start from now on

Without NAME the context is called "Subscription Name (subscription-id)". A NAME
that exists is changed; at another subscription, tenant or account it is replaced,
and shells in the old one are sealed. Where --subscription and --tenant are IDs nothing is
asked of Azure.

For example:

  azenv set prod --subscription 00000000-0000-4000-8000-000000000001 --protected
  az account show | azenv set here --from -
`

func (a *app) setCommand() *cli.Command {
	str := func(name, value string) cli.Flag { return &cli.StringFlag{Name: name, Usage: value} }
	return &cli.Command{
		Name:               "set",
		CustomHelpTemplate: setHelp,
		ArgsUsage:          "NAME",
		Flags: append(scopeFlags(), str("subscription", "SUBSCRIPTION"), str("tenant", "TENANT"), str("account", "ACCOUNT"),
			str("cloud", "CLOUD"), str("group", "TEXT"), str("location", "TEXT"), str("from", "-"),
			str("reach", "context|account"), &cli.BoolFlag{Name: "protected"}),
		Action: func(c *cli.Context) error {
			global, err := isGlobal("set", c)
			if err != nil {
				return err
			}
			if c.NArg() > 1 {
				return usagef("set", "set takes one name, not %d arguments: quote a name with blanks", c.NArg())
			}
			in := setInput{name: c.Args().First(), given: map[string]string{}, global: global, cloudOf: a.Cloud}
			for _, f := range []string{"subscription", "tenant", "account", "cloud", "group", "location"} {
				if c.IsSet(f) {
					in.given[f] = c.String(f)
				}
			}
			if c.IsSet("protected") {
				p := c.Bool("protected")
				in.protected = &p
			}
			if c.IsSet("reach") {
				in.given["reach"] = c.String("reach")
				if r := in.given["reach"]; r != reachContext && r != azctx.ReachAccount {
					return usagef("set", "--reach is context or account, not %q", r)
				}
			}
			if c.IsSet("from") {
				if c.String("from") != "-" {
					return usagef("set", "--from takes -, standard input")
				}
				if err := a.readFrom(&in); err != nil {
					return err
				}
			}
			if c.NArg() == 1 && in.name == "" {
				return azctx.ErrNoName
			}
			if in.name == "" && in.given["subscription"] == "" && in.given["tenant"] == "" {
				return usagef("set", "set takes a name or --subscription")
			}
			return a.set(in)
		},
	}
}

type setInput struct {
	name      string
	given     map[string]string // by flag
	words     azctx.Context     // what --from or Azure says beyond given: names, types, states
	protected *bool
	global    bool
	cloudOf   func(name string) (cloud.Cloud, error)
}

// reachContext is the word for --reach that a context has by default. It is stored as none.
const reachContext = "context"

func (a *app) set(in setInput) error {
	a.Sweep()
	if a.DirsErr != nil {
		return a.DirsErr
	}
	if err := azctx.CheckName(in.name); err != nil {
		return err
	}
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	if err := a.askAzure(s, &in, k); err != nil {
		return err
	}
	local, err := in.isLocal(k)
	if err != nil {
		return err
	}
	if local {
		c, err := in.context(k.All(), k.Active)
		if err != nil {
			return err
		}
		if in.global {
			return s.NoDefault(k, &c)
		}
		if o := k.Already(&c); o != nil {
			a.say("%s lives in the shell around this one only", o.Label)
			return a.applyStored(s, azctx.Pick{ID: o.ID})
		}
	}
	store, err := s.StoreFor(local)
	if err != nil {
		return err
	}
	var did setDone
	err = s.Update(store, func(p *azctx.Profile) error {
		did, err = in.store(p, k, local)
		return err
	})
	if err != nil {
		return err
	}
	if local {
		a.say("%s lives in this shell only: autosave is off", did.label)
	}
	if did.replaced != "" {
		a.warnPlain(session.DropFolders(store, did.replaced))
		a.say("%s was another place before: shells in it are sealed", did.label)
	}
	if did.wasDefault {
		a.say("it was the default: new shells start with none")
	}
	return a.applyStored(s, azctx.Pick{ID: did.id, Hold: in.global})
}

// context makes the context that in asks for. It starts from a context of p, if one fits.
func (in setInput) context(p *azctx.Profile, active string) (azctx.Context, error) {
	c, err := in.startFrom(p)
	if err != nil {
		return azctx.Context{}, err
	}
	c.Name, c.Sources, c.Stale = in.name, nil, false
	if v, ok := in.given["tenant"]; ok && !strings.EqualFold(v, c.Tenant.ID) {
		if !azctx.IsGUID(v) {
			return c, fmt.Errorf("tenant %q: not a GUID", v)
		}
		c.Tenant = azctx.Tenant{ID: strings.ToLower(v)}
		for i := range p.Contexts {
			if p.Contexts[i].Tenant.ID == c.Tenant.ID {
				c.Tenant = p.Contexts[i].Tenant
			}
		}
	}
	if v, ok := in.given["account"]; ok && !strings.EqualFold(v, c.Account.Name) {
		c.Account = accountOf(p, v, in.words.Account)
	}
	if c.Account.Name == "" {
		if was, _ := p.ByID(active); was != nil {
			c.Account = was.Account
		}
	}
	if v, ok := in.given["cloud"]; ok {
		c.Cloud = v
	}
	if c.Cloud == "" {
		c.Cloud = cloud.Public
	}
	if v, ok := in.given["group"]; ok {
		c.Group = v
	}
	if v, ok := in.given["location"]; ok {
		c.Location = v
	}
	c.Subscription.Name = cmp.Or(c.Subscription.Name, in.words.Subscription.Name)
	c.Subscription.State = cmp.Or(c.Subscription.State, in.words.Subscription.State)
	c.Tenant.Name = cmp.Or(c.Tenant.Name, in.words.Tenant.Name)
	c.Tenant.Domain = cmp.Or(c.Tenant.Domain, in.words.Tenant.Domain)
	if in.protected != nil {
		c.Protected = *in.protected
	}
	if v, ok := in.given["reach"]; ok {
		c.Reach = strings.TrimPrefix(v, reachContext)
	}
	return c, in.complete(&c)
}

// again is the command line so far, for a hint.
func (in setInput) again(c *azctx.Context) string {
	line := "azenv set"
	for _, part := range []struct{ flag, value string }{
		{"", in.name}, {" --subscription", c.Subscription.ID}, {" --tenant", c.Tenant.ID},
	} {
		if part.value != "" {
			line += part.flag + " " + session.Arg(part.value)
		}
	}
	return line
}

// complete gives c's cloud its exact name. It returns an error if something is missing or
// wrong in c.
func (in setInput) complete(c *azctx.Context) error {
	known, err := in.cloudOf(c.Cloud)
	if err != nil {
		return err
	}
	c.Cloud = known.Name
	switch {
	case c.Tenant.ID == "":
		return session.Hint(errors.New("no context here has this subscription, so its tenant is not known"),
			"%s --tenant ID", in.again(c))
	case c.Account.Name == "":
		return session.Hint(errors.New("no account: none is in force, and no context here has this place"),
			"%s --account USER", in.again(c))
	}
	for _, v := range []string{c.Account.Name, c.Group, c.Location} {
		if v != azctx.ForeignText(v, azctx.ForeignNameLimit) || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return fmt.Errorf("%s: control characters, or more than %d bytes", azctx.ForeignQuote(v), azctx.ForeignNameLimit)
		}
	}
	return nil
}
