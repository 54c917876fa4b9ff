package cli

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/session"
	"github.com/azenv/azenv/internal/term"
)

const autosaveHelp = `azenv autosave off lets what is new live in its shell only, and end with it.
azenv autosave on stores it again, for all shells; azenv autosave status tells which.

  --scope user      for all shells, which is the rule
  --scope process   for this shell and those inside it only
  -o json           status as {"autosave", "scope"}

What is stored already stays as it is, and azenv set changes it where it is. Turning
autosave on stores nothing that lives in a shell. azenv list flags such contexts with
shell. Such a context keeps its name there: one that another shell stores by that name
is shown as NAME@TENANT (SUBSCRIPTION) in this one.

For example:

  azenv autosave off --scope process
`

func (a *app) autosaveCommand() *cli.Command {
	return &cli.Command{
		Name:               "autosave",
		CustomHelpTemplate: autosaveHelp,
		ArgsUsage:          "on|off|status",
		Flags:              append(scopeFlags(), outputFlag()),
		Action: func(c *cli.Context) error {
			local, err := isLocal("autosave", c)
			if err != nil {
				return err
			}
			word := c.Args().First()
			if c.NArg() != 1 || word != "on" && word != "off" && word != "status" {
				return usagef("autosave", "autosave takes on, off or status")
			}
			if word == "status" {
				form, err := a.outputForm("autosave", c)
				if err != nil {
					return err
				}
				return a.autosaveStatus(form)
			}
			return a.autosave(word, local)
		},
	}
}

func (a *app) autosaveStatus(form string) error {
	s := a.Open()
	defer s.Close()
	k, err := s.Known()
	if err != nil {
		return err
	}
	word := map[bool]string{true: "on", false: "off"}[k.Saves]
	switch form {
	case "json":
		return term.WriteJSON(a.out, map[string]string{"autosave": word, "scope": string(k.Scope)})
	case "name":
		_, err := fmt.Fprintln(a.out, word)
		return err
	}
	return a.write(form, [][]string{{"autosave", word}, {"scope", string(k.Scope)}})
}

func (a *app) autosave(word string, local bool) error {
	a.Sweep()
	s := a.Open()
	defer s.Close()
	if err := s.SetAutosave(word != azctx.AutosaveOff, scopeOf(local)); err != nil {
		return err
	}
	k, err := s.Known()
	if err != nil && !session.IsTampered(err) {
		return err
	}
	if !local && k.Scope == azctx.ScopeProcess {
		a.say("autosave is %s for new shells; this one has a setting of its own: azenv autosave %s --scope process", word, word)
	} else {
		a.say("autosave is %s", word)
	}
	return s.Recheck()
}
