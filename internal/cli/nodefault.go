package cli

import (
	"errors"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
	"github.com/azenv/azenv/internal/home"
)

// errLocalDefault says that new shells could not find what would be their default.
var errLocalDefault = errors.New("what lives in this shell only can be no default")

// noDefault is errLocalDefault for c, with what stores it and makes it the default: what
// lives here must go first, since set would change it where it is.
func (a *app) noDefault(c *azctx.Context, r around) error {
	doubles := func(o *azctx.Context) bool {
		return c.Name != "" && (strings.EqualFold(o.Name, c.Name) || strings.EqualFold(o.Label, c.Name)) ||
			o.Identity() == c.Identity() && (o.Name == "" || o.SameDefaults(c))
	}
	for _, p := range r.outer {
		for i := range p.Contexts {
			if doubles(&p.Contexts[i]) {
				return hint(errors.New("what lives in the shell around this one only can be no default"), "exit")
			}
		}
	}
	gone := ""
	for i := range r.here.Contexts {
		if o := &r.here.Contexts[i]; doubles(o) {
			gone += " " + home.Word(o.Label)
		}
	}
	if gone != "" {
		gone = "azenv remove" + gone + " --scope process && "
	}
	name := c.Name
	if o := r.stored.Called(name); o != nil && o.Identity() != c.Identity() {
		name = "" // it is another's, which set would replace
	}
	return hint(errLocalDefault, "%s%s%s --global", gone, a.autosaveOn(r), setLine(name, c))
}

// autosaveOn is the beginning of a line that needs autosave, where it is off.
func (a *app) autosaveOn(r around) string {
	switch {
	case r.saves:
		return ""
	case a.call.shell == "":
		return "azenv autosave on && "
	}
	return "azenv autosave on --scope process && "
}

// setLine is the command that makes c, by that name.
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
