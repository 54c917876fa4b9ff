package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/environ"
	"github.com/azenv/azenv/internal/term"
)

const cloudHelp = `azenv cloud list shows the clouds that a context can be of.

  -o table   the rule on a terminal; -o tsv the rule in a pipe
  -o name    the names, which set --cloud takes
  -o json    an array of {name, arm, authority}; arm is Terraform's name for it, and
             authority, where one signs in, empty for the public cloud

For example:

  azenv set gov --cloud AzureUSGovernment --subscription ID --tenant ID --account USER
`

func (a *app) cloudCommand() *cli.Command {
	return &cli.Command{
		Name:               "cloud",
		CustomHelpTemplate: cloudHelp,
		ArgsUsage:          "list",
		Flags:              []cli.Flag{outputFlag()},
		Action: func(c *cli.Context) error {
			form, err := a.outputForm("cloud", c)
			if err != nil {
				return err
			}
			if c.NArg() != 1 || c.Args().First() != "list" {
				return usagef("cloud", "cloud takes list")
			}
			return a.cloudList(form)
		},
	}
}

func (a *app) cloudList(form string) error {
	clouds := environ.Clouds()
	rows := make([][]string, len(clouds))
	for i, c := range clouds {
		rows[i] = []string{c.Name, c.ARM, c.Authority}
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
	case "tsv":
		return term.WriteTSV(a.out, rows)
	}
	return term.WriteTable(a.out, []string{"NAME", "TERRAFORM", "AUTHORITY"}, rows)
}
