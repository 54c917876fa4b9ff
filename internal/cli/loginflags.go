package cli

import (
	"errors"
	"path/filepath"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/secret"
	"github.com/azenv/azenv/internal/signin"
)

const loginHelp = `azenv login [USER] signs in to Azure, makes contexts of what there is, and puts one in
force here. az and the SDKs live on that sign-in in these contexts: no az login.

Without arguments it signs the account and tenant of the context in force in again;
where none is in force, whoever signs in. A browser is opened, or, where there is none,
a code is shown to be entered in one elsewhere.

  --browser, --device-code        one of these ways, also without a terminal
  --as-az                         no sign-in: take over who is signed in in az
  --service-principal ID          an application, with --tenant and one of
      --secret REF                  its secret: env:NAME, file:PATH or keyring:NAME
      --certificate FILE            PEM with key and certificate, or PKCS#12
      --federated-token FILE        a token of another provider, read each time
      --github                      the token of a GitHub Actions job
    --certificate-password REF      of the PKCS#12 file
    --send-chain                    subject name and issuer decide: send the chain
    --let-az-use-it                 az gets the secret or token itself, in clear in its
                                    folder; else it lives on tokens, for an hour each
  --managed-identity [--identity ID]
                                  of this machine; ID is a client ID or resource ID of
                                  a user-assigned one

  --tenant T         sign in there, and list that one alone: ID or domain
  --cloud C          see azenv cloud list
  --client-id ID     another application than az's; az cannot use such tokens
  --token-scope S    what the first token is for, else the resource manager
  --subscription S   the one to put in force, by name or ID; else you are asked on a
                     terminal where there are several
  --populate N       how many other contexts are made: a number, all or none;
                     all is the rule
  --global           the one in force becomes the default of new shells; without, it
                     does where there is no default yet
  --scope process    this shell only: no context and no token is stored

Only references to secrets are kept, never a secret. What could not be listed, for want
of a second factor for example, is named with the command that signs in there.

EXIT STATUS
  1 if nobody was signed in, or --subscription means none or several; 130 after Ctrl-C

For example:

  azenv login
  azenv login --service-principal ID --tenant contoso.example --secret env:APP_SECRET
`

func (a *app) loginCommand() *cli.Command {
	str := func(name, value string) cli.Flag { return &cli.StringFlag{Name: name, Usage: value} }
	flag := func(name string) cli.Flag { return &cli.BoolFlag{Name: name} }
	return &cli.Command{
		Name:               "login",
		CustomHelpTemplate: loginHelp,
		ArgsUsage:          "ACCOUNT",
		Flags: append(scopeFlags(), flag("browser"), flag("device-code"), flag("as-az"),
			str("service-principal", "ACCOUNT"), str("secret", "TEXT"), str("certificate", "FILE"), str("certificate-password", "TEXT"),
			str("federated-token", "FILE"), flag("github"), flag("send-chain"), flag("let-az-use-it"),
			flag("managed-identity"), str("identity", "TEXT"), str("tenant", "TENANT"), str("cloud", "CLOUD"), str("client-id", "TEXT"),
			str("token-scope", "TEXT"), str("subscription", "SUBSCRIPTION"), str("populate", "all|none")),
		Action: func(c *cli.Context) error {
			in, err := readLogin(c)
			if err != nil {
				return err
			}
			return a.login(in)
		},
	}
}

// readLogin reads the command line.
func readLogin(c *cli.Context) (in signin.Options, err error) {
	in = signin.Options{
		User: c.Args().First(), Browser: c.Bool("browser"), Device: c.Bool("device-code"), AsAz: c.Bool("as-az"),
		App: c.String("service-principal"), LetAz: c.Bool("let-az-use-it"), Managed: c.Bool("managed-identity"), Identity: c.String("identity"),
		Tenant: c.String("tenant"), Cloud: c.String("cloud"), Scope: c.String("token-scope"), Subscription: c.String("subscription"),
		Populate: -1,
	}
	if in.Global, err = isGlobal("login", c); err != nil {
		return in, err
	}
	in.Local = c.IsSet("scope") && !in.Global
	switch p := c.String("populate"); {
	case !c.IsSet("populate"), p == "all":
	case p == "none":
		in.Populate = 0
	default:
		if in.Populate, err = strconv.Atoi(p); err != nil || in.Populate < 0 {
			return in, usagef("login", "--populate is a number, all or none, not %q", p)
		}
	}
	if err := readMethod(&in, c); err != nil {
		return in, err
	}
	return in, checkLogin(&in, c)
}

// readMethod reads the flags that belong to the method.
func readMethod(in *signin.Options, c *cli.Context) (err error) {
	n := &in.Method
	n.ClientID, n.SendChain = c.String("client-id"), c.Bool("send-chain")
	for _, r := range []struct {
		flag string
		to   *secret.Ref
	}{{"secret", &n.Secret}, {"certificate-password", &n.Password}} {
		if !c.IsSet(r.flag) {
			continue
		}
		if *r.to, err = secret.Parse(c.String(r.flag)); err != nil {
			return usagef("login", "--%s: %v", r.flag, err) // without the text, which may be a secret
		}
	}
	for _, f := range []struct {
		flag string
		to   *string
	}{{"certificate", &n.Certificate}, {"federated-token", &n.TokenFile}} {
		if c.IsSet(f.flag) {
			if *f.to, err = absolute(c.String(f.flag)); err != nil {
				return err
			}
		}
	}
	ways := 0
	for way, given := range map[string]bool{
		signin.WaySecret: n.Secret != "", signin.WayCertificate: n.Certificate != "", signin.WayFederated: n.TokenFile != "", signin.WayGitHub: c.Bool("github"),
	} {
		if given {
			n.Way = way
			ways++
		}
	}
	switch {
	case ways > 1:
		return usagef("login", "a service principal signs in by one of --secret, --certificate, --federated-token and --github")
	case ways == 1 && in.App == "":
		return usagef("login", "--%s is for --service-principal ID", n.Way)
	}
	return nil
}

// checkLogin returns an error if the flags do not go together.
func checkLogin(in *signin.Options, c *cli.Context) error {
	ways := 0
	for _, given := range []bool{in.Browser, in.Device, in.AsAz, in.App != "", in.Managed} {
		if given {
			ways++
		}
	}
	switch {
	case c.NArg() > 1:
		return usagef("login", "login takes one user, not %d arguments", c.NArg())
	case ways > 1:
		return usagef("login", "login takes one of --browser, --device-code, --as-az, --service-principal and --managed-identity")
	case in.User != "" && (in.App != "" || in.Managed):
		return usagef("login", "a user name is for users: leave %q out", in.User)
	case in.App != "" && in.Method.Way == "":
		return usagef("login", "--service-principal needs --secret, --certificate, --federated-token or --github")
	case in.App != "" && in.Tenant == "":
		return usagef("login", "--service-principal needs --tenant")
	case in.App != "" && in.Method.ClientID != "":
		return usagef("login", "--client-id is for users: the service principal is the application")
	case in.Identity != "" && !in.Managed:
		return usagef("login", "--identity is for --managed-identity")
	case in.LetAz && in.App == "":
		return usagef("login", "--let-az-use-it is for --service-principal")
	}
	in.Again = ways == 0 && in.User == "" && in.Tenant == "" && in.Cloud == "" && in.Method.ClientID == ""
	return nil
}

func absolute(path string) (string, error) {
	if path == "" {
		return "", errors.New("an empty path")
	}
	return filepath.Abs(path)
}
