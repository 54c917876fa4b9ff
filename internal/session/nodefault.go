package session

import (
	"errors"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// ErrLocalDefault says that a context that lives in a shell only cannot be the default,
// since new shells could not find it.
var ErrLocalDefault = errors.New("what lives in this shell only can be no default")

// NoDefault returns ErrLocalDefault for c, with a hint: the commands that store c and make
// it the default. A context like c that lives in this shell must be removed first, since
// set would change that one and store nothing. If one lives in a shell around this one,
// the user must leave this shell.
func (s *Session) NoDefault(k Known, c *azctx.Context) error {
	doubles := func(o *azctx.Context) bool {
		return c.Name != "" && (strings.EqualFold(o.Name, c.Name) || strings.EqualFold(o.Label, c.Name)) ||
			o.Identity() == c.Identity() && (o.Name == "" || o.SameDefaults(c))
	}
	for _, p := range k.Outer {
		for i := range p.Contexts {
			if doubles(&p.Contexts[i]) {
				return Hint(errors.New("what lives in the shell around this one only can be no default"), "exit")
			}
		}
	}
	gone := ""
	for i := range k.Here.Contexts {
		if o := &k.Here.Contexts[i]; doubles(o) {
			gone += " " + home.Word(o.Label)
		}
	}
	if gone != "" {
		gone = "azenv remove" + gone + " --scope process && "
	}
	name := c.Name
	if o := k.Stored.Called(name); o != nil && o.Identity() != c.Identity() {
		name = "" // another context has that name, and set would replace it
	}
	return Hint(ErrLocalDefault, "%s%s%s --global", gone, s.AutosaveOn(k), setLine(name, c))
}

// AutosaveOn is the beginning of a command line that needs autosave. It turns autosave on,
// and is empty if autosave is on already.
func (s *Session) AutosaveOn(k Known) string {
	switch {
	case k.Saves:
		return ""
	case s.Call.Shell == "":
		return "azenv autosave on && "
	}
	return "azenv autosave on --scope process && "
}

// setLine is the command line that makes c with that name; an empty name means none.
func setLine(name string, c *azctx.Context) string {
	line := "azenv set"
	if name != "" {
		line += " " + home.Word(name)
	}
	cloud := c.Cloud
	if cloud == "AzureCloud" {
		cloud = ""
	}
	for _, part := range [][2]string{
		{"subscription", c.Subscription.ID}, {"tenant", c.Tenant.ID}, {"account", c.Account.Name},
		{"cloud", cloud}, {"group", c.Group}, {"location", c.Location},
	} {
		if part[1] != "" {
			line += " --" + part[0] + " " + home.Word(part[1])
		}
	}
	if c.Protected {
		line += " --protected"
	}
	return line
}
