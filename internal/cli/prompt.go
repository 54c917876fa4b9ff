package cli

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/term"
)

const promptHelp = `azenv prompt prints text for a prompt: the label of the context in force, sealed, or
nothing.

  --format F   F with these filled in: {label} {state} {scope} {subscription}
               {subscription.id} {tenant} {tenant.id} {account} {cloud} {group}
               {location} {protected}; {{ is a brace. {protected} is the word
               protected, or nothing. Printed only where a context is in force, or
               the shell is sealed

What a shell's own prompt needs is in AZENV_ACTIVE and AZENV_SCOPE, without a process;
this is for what they do not have, as a title or a status line.

For example:

  azenv prompt --format '{label} ({scope}) {account}'
`

func (a *app) promptCommand() *cli.Command {
	return &cli.Command{
		Name:               "prompt",
		CustomHelpTemplate: promptHelp,
		Flags:              []cli.Flag{&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "TEXT", Value: "{label}"}},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return usagef("prompt", "prompt takes no arguments")
			}
			return a.prompt(c.String("format"))
		},
	}
}

func (a *app) prompt(format string) error {
	s := a.Open()
	defer s.Close()
	o, err := s.Resolve()
	if err != nil {
		return err
	}
	values := map[string]string{"state": "", "scope": string(o.State.Scope)}
	switch c := o.Context; {
	case o.State.Seal != "":
		values["label"], values["state"] = azctx.SealedLabel, "sealed"
	case c == nil:
		c = &azctx.Context{}
		fallthrough
	default:
		values["label"], values["state"] = c.Label, "active"
		values["subscription"], values["subscription.id"] = c.Subscription.Name, c.Subscription.ID
		values["tenant"], values["tenant.id"] = c.Tenant.Text(), c.Tenant.ID
		values["account"], values["cloud"], values["group"], values["location"] = c.Account.Name, c.Cloud, c.Group, c.Location
		values["protected"] = map[bool]string{true: "protected"}[c.Protected]
	}
	text, err := fill(format, values)
	if err != nil || values["label"] == "" {
		return err
	}
	_, err = fmt.Fprintln(a.out, term.Clean(text))
	return err
}

// fields are the names that a format may have in braces.
var fields = []string{"label", "state", "scope", "subscription", "subscription.id", "tenant", "tenant.id", "account", "cloud", "group", "location", "protected"}

// fill replaces each name in braces in format by its value.
func fill(format string, values map[string]string) (string, error) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(format, "{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		if rest, ok := strings.CutPrefix(after, "{"); ok {
			b.WriteByte('{')
			format = rest
			continue
		}
		name, rest, closed := strings.Cut(after, "}")
		known := false
		for _, f := range fields {
			known = known || f == name
		}
		if !closed || !known {
			given := strings.TrimSuffix("{"+after, rest)
			return "", usagef("prompt", "--format: %s is none of {%s}", given, strings.Join(fields, "} {"))
		}
		b.WriteString(values[name])
		format = rest
	}
}
