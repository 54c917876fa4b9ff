package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/term"
)

const cloudHelp = `azenv cloud list shows the clouds that a context can be of.
azenv cloud add NAME adds one; azenv cloud remove NAME forgets it.

list:
  -o table   the rule on a terminal; -o tsv the rule in a pipe
  -o name    the names, which set --cloud and login --cloud take
  -o json    an array of {name, arm, authority, resourceManager, audience, portal,
             caFile, discovery}; arm is Terraform's name for it

add:
  --authority URL          where one signs in, as https://login.stack.example
  --resource-manager URL   what is asked for tenants and subscriptions
  --audience A             of the resource manager's tokens; else its URL with a slash
  --portal URL             for azenv console
  --ca-file FILE           PEM of a certificate to be trusted there
  --discovery              Microsoft is asked about the authority; else nobody is, which
                           is what --no-discovery says
  --terraform NAME         what Terraform calls it; else the name in lower case
  --yes                    the hosts are right: nobody is asked

Who signs in to a cloud gives its hosts a password and tokens, so they are shown and
confirmed once. A host that signs in to another cloud is refused.

For example:

  azenv set gov --cloud AzureUSGovernment --subscription ID --tenant ID --account USER
  azenv cloud add Stack --authority https://login.stack.example --resource-manager https://management.stack.example
`

func (a *app) cloudCommand() *cli.Command {
	str := func(name, value string) cli.Flag { return &cli.StringFlag{Name: name, Usage: value} }
	return &cli.Command{
		Name:               "cloud",
		CustomHelpTemplate: cloudHelp,
		ArgsUsage:          "list|add|remove CLOUD",
		Flags: []cli.Flag{
			outputFlag(), str("authority", "TEXT"), str("resource-manager", "TEXT"), str("audience", "TEXT"), str("portal", "TEXT"), str("ca-file", "FILE"),
			str("terraform", "TEXT"), &cli.BoolFlag{Name: "discovery"}, &cli.BoolFlag{Name: "no-discovery"}, &cli.BoolFlag{Name: "yes", Aliases: []string{"y"}},
		},
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("cloud", c)
			if err != nil {
				return err
			}
			verb, name := c.Args().First(), c.Args().Get(1)
			switch {
			case verb == "list" && c.NArg() == 1:
				return a.cloudList(form)
			case verb == "remove" && c.NArg() == 2:
				return a.cloudRemove(name)
			case verb == "add" && c.NArg() == 2 && c.Bool("discovery") && c.Bool("no-discovery"):
				return usagef("cloud", "give --discovery or --no-discovery, not both")
			case verb == "add" && c.NArg() == 2:
				return a.cloudAdd(cloud.Cloud{
					Name: name, ARM: c.String("terraform"), Authority: c.String("authority"), Manager: c.String("resource-manager"),
					Audience: c.String("audience"), Portal: c.String("portal"), CAFile: c.String("ca-file"), Discovery: c.Bool("discovery"),
				}, c.Bool("yes"))
			}
			return usagef("cloud", "cloud takes list, add NAME or remove NAME")
		},
	}
}

func (a *app) cloudList(form string) error {
	clouds, err := a.Clouds().All()
	if err != nil {
		return session.Hint(err, "mend the file, or move it away and type azenv cloud add")
	}
	switch form {
	case "json":
		return term.WriteJSON(a.out, clouds)
	case "name":
		for _, c := range clouds {
			if _, err := fmt.Fprintln(a.out, c.Name); err != nil {
				return err
			}
		}
		return nil
	}
	rows := make([][]string, len(clouds))
	for i, c := range clouds {
		flag := ""
		if !cloud.IsBuiltin(c.Name) {
			flag = "custom"
		}
		rows[i] = []string{c.Name, c.ARM, c.Authority, c.Manager, flag}
	}
	if form == "tsv" {
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"NAME", "TERRAFORM", "AUTHORITY", "RESOURCE MANAGER", "FLAGS"}, rows)
}

// cloudRemove removes a cloud, unless a context is of that cloud.
func (a *app) cloudRemove(name string) error {
	if a.DirsErr != nil {
		return a.DirsErr
	}
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	var of []string
	all := k.All()
	for i := range all.Contexts {
		if c := &all.Contexts[i]; strings.EqualFold(c.Cloud, name) {
			of = append(of, c.Label)
		}
	}
	if len(of) > 0 {
		return session.Hint(fmt.Errorf("cloud %s: %s of it: %s", azctx.CleanLabel(name), counted(len(of), "context"), strings.Join(of[:min(len(of), 5)], ", ")),
			"azenv remove %s", session.Arg(of[0]))
	}
	if err := a.Clouds().Remove(name); err != nil {
		return err
	}
	a.say("cloud %s is removed", name)
	return nil
}
