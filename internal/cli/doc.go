package cli

import "github.com/azenv/azenv/internal/azctx"

// contextDoc is a context as -o json prints it. Later versions only add members.
type contextDoc struct {
	ID           string             `json:"id"`
	Name         string             `json:"name"` // given, else "Subscription Name (subscription-id)"
	Label        string             `json:"label"`
	Account      azctx.Account      `json:"account"`
	Tenant       azctx.Tenant       `json:"tenant"`
	Subscription azctx.Subscription `json:"subscription"`
	Cloud        string             `json:"cloud"`
	Group        string             `json:"group"`
	Location     string             `json:"location"`
	Protected    bool               `json:"protected"`
	Reach        string             `json:"reach"` // what az lists: "context", its own subscription, or "account"
	Shell        bool               `json:"shell"` // lives in this shell only
	Stale        bool               `json:"stale"`
	Default      bool               `json:"default"`
	Active       bool               `json:"active"`       // in force in this shell
	Az           *azDoc             `json:"az,omitempty"` // told by show alone
}

// azDoc is session.AzLook as -o json prints it.
type azDoc struct {
	Dir    string `json:"dir"`
	Base   string `json:"base"`
	SignIn string `json:"signIn"` // "yes", "no", "managed identity" or "unknown"
	Moved  string `json:"moved"`
}

func docOf(c *azctx.Context, def, active string) contextDoc {
	return contextDoc{
		ID: c.ID, Name: c.FullName(), Label: c.Label,
		Account: c.Account, Tenant: c.Tenant, Subscription: c.Subscription, Cloud: c.Cloud,
		Group: c.Group, Location: c.Location, Protected: c.Protected, Reach: reachOf(c), Stale: c.Stale,
		Default: c.ID == def, Active: c.ID == active,
	}
}

func reachOf(c *azctx.Context) string {
	if c.WholeAccount() {
		return azctx.ReachAccount
	}
	return reachContext
}

// showDoc is a shell as `show` prints it: its state and, if a context is in force, the
// members of that context.
type showDoc struct {
	State     string   `json:"state"` // "active", "sealed", "none" or "stepped-back"
	Scope     string   `json:"scope"` // "process", "directory", "user" or empty
	File      string   `json:"file"`  // the .azcontext that decides, or empty
	Reason    string   `json:"reason"`
	Hint      string   `json:"hint"`
	Overrides []string `json:"overrides"` // variables set by hand since that override it
	*contextDoc
}
