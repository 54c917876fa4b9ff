package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/cloud"
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

// clouds are those that there are.
func (a *app) clouds() cloud.Store { return cloud.Store{Dirs: a.dirs} }

// cloudOf is the cloud of that name, in whatever case.
func (a *app) cloudOf(name string) (cloud.Cloud, error) {
	if c, ok := a.found[name]; ok {
		return c, nil
	}
	c, err := a.clouds().Find(name)
	if err == nil {
		if a.found == nil {
			a.found = map[string]cloud.Cloud{}
		}
		a.found[name] = c // for this command: a session asks again and again
	}
	return c, err
}

// authorityFor is how the SDKs are told where to sign in: not at all in the public cloud.
func authorityFor(c cloud.Cloud) string {
	if c.Name == cloud.Public {
		return ""
	}
	return c.Authority + "/"
}

// azOptions tell az of a cloud that it does not know (azure-cli: core/cloud.py,
// CloudEndpoints; what is missing there az does without until a command needs it).
func azOptions(c cloud.Cloud) map[string]string {
	return map[string]string{
		"endpoint_management":                         c.Audience,
		"endpoint_resource_manager":                   c.Manager + "/",
		"endpoint_active_directory":                   c.Authority,
		"endpoint_active_directory_resource_id":       c.Audience,
		"endpoint_active_directory_graph_resource_id": c.Audience,
		"profile": "latest",
	}
}

func (a *app) cloudList(form string) error {
	clouds, err := a.clouds().All()
	if err != nil {
		return hint(err, "mend the file, or move it away and type azenv cloud add")
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

// cloudRemove forgets a cloud, unless contexts are of it.
func (a *app) cloudRemove(name string) error {
	if a.dirsErr != nil {
		return a.dirsErr
	}
	r, err := a.around()
	if err != nil {
		return err
	}
	var of []string
	all := r.all()
	for i := range all.Contexts {
		if c := &all.Contexts[i]; strings.EqualFold(c.Cloud, name) {
			of = append(of, c.Label)
		}
	}
	if len(of) > 0 {
		return hint(fmt.Errorf("cloud %s: %s of it: %s", azctx.CleanLabel(name), counted(len(of), "context"), strings.Join(of[:min(len(of), 5)], ", ")),
			"azenv remove %s", quoteArg(of[0]))
	}
	if err := a.clouds().Remove(name); err != nil {
		return err
	}
	a.say("cloud %s is removed", name)
	return nil
}
