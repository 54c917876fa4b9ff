package cli

import (
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/secret"
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

// loginInput is what a sign-in is to be.
type loginInput struct {
	user                  string // hint, or who it must be
	browser, device, asAz bool
	app                   string // a service principal's client ID
	note                  signInNote
	letAz                 bool
	managed               bool
	identity              string
	tenant, cloud, scope  string
	subscription          string
	populate              int // -1 is all
	global, local, again  bool
}

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
func readLogin(c *cli.Context) (in loginInput, err error) {
	in = loginInput{
		user: c.Args().First(), browser: c.Bool("browser"), device: c.Bool("device-code"), asAz: c.Bool("as-az"),
		app: c.String("service-principal"), letAz: c.Bool("let-az-use-it"), managed: c.Bool("managed-identity"), identity: c.String("identity"),
		tenant: c.String("tenant"), cloud: c.String("cloud"), scope: c.String("token-scope"), subscription: c.String("subscription"),
		populate: -1,
	}
	if in.global, err = isGlobal("login", c); err != nil {
		return in, err
	}
	in.local = c.IsSet("scope") && !in.global
	switch p := c.String("populate"); {
	case !c.IsSet("populate"), p == "all":
	case p == "none":
		in.populate = 0
	default:
		if in.populate, err = strconv.Atoi(p); err != nil || in.populate < 0 {
			return in, usagef("login", "--populate is a number, all or none, not %q", p)
		}
	}
	if err := in.readNote(c); err != nil {
		return in, err
	}
	return in, in.check(c)
}

// readNote reads what is kept of the sign-in.
func (in *loginInput) readNote(c *cli.Context) (err error) {
	n := &in.note
	n.ClientID, n.SendChain = c.String("client-id"), c.Bool("send-chain")
	for _, r := range []struct {
		flag string
		to   *secret.Ref
	}{{"secret", &n.Secret}, {"certificate-password", &n.Password}} {
		if !c.IsSet(r.flag) {
			continue
		}
		if *r.to, err = secret.Parse(c.String(r.flag)); err != nil {
			return usagef("login", "--%s: %v", r.flag, err) // without what was given
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
		waySecret: n.Secret != "", wayCertificate: n.Certificate != "", wayFederated: n.TokenFile != "", wayGitHub: c.Bool("github"),
	} {
		if given {
			n.Way = way
			ways++
		}
	}
	switch {
	case ways > 1:
		return usagef("login", "a service principal signs in by one of --secret, --certificate, --federated-token and --github")
	case ways == 1 && in.app == "":
		return usagef("login", "--%s is for --service-principal ID", n.Way)
	}
	return nil
}

// check holds that what was given goes together.
func (in *loginInput) check(c *cli.Context) error {
	ways := 0
	for _, given := range []bool{in.browser, in.device, in.asAz, in.app != "", in.managed} {
		if given {
			ways++
		}
	}
	switch {
	case c.NArg() > 1:
		return usagef("login", "login takes one user, not %d arguments", c.NArg())
	case ways > 1:
		return usagef("login", "login takes one of --browser, --device-code, --as-az, --service-principal and --managed-identity")
	case in.user != "" && (in.app != "" || in.managed):
		return usagef("login", "a user name is for users: leave %q out", in.user)
	case in.app != "" && in.note.Way == "":
		return usagef("login", "--service-principal needs --secret, --certificate, --federated-token or --github")
	case in.app != "" && in.tenant == "":
		return usagef("login", "--service-principal needs --tenant")
	case in.app != "" && in.note.ClientID != "":
		return usagef("login", "--client-id is for users: the service principal is the application")
	case in.identity != "" && !in.managed:
		return usagef("login", "--identity is for --managed-identity")
	case in.letAz && in.app == "":
		return usagef("login", "--let-az-use-it is for --service-principal")
	}
	in.again = ways == 0 && in.user == "" && in.tenant == "" && in.cloud == "" && in.note.ClientID == ""
	return nil
}
