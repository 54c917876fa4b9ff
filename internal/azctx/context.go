// Package azctx owns what a context is and which one is in force: the model,
// the profile that keeps contexts and the default, the index that finds one of
// them without reading all, the state a shell carries, and resolution. It must
// not know shells, what environment variables mean to other tools, foreign file
// formats, or the terminal.
package azctx

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// Account is who signs in. Users, service principals and managed identities
// are treated alike. Name is a user name, an application ID or the name that az
// gives a managed identity.
type Account struct {
	Name string `json:"name"`
	Type string `json:"type,omitempty"` // User, ServicePrincipal or ManagedIdentity
	// HomeID is MSAL's home account id (object.tenant), empty where unknown.
	HomeID string `json:"homeId,omitempty"`
}

// The values of Account.Type.
const (
	User             = "user"
	ServicePrincipal = "servicePrincipal"
	ManagedIdentity  = "managedIdentity"
)

// Tenant is an organisation's directory. Name and Domain are empty if the source
// did not tell them.
type Tenant struct {
	ID     string `json:"id"`
	Name   string `json:"name,omitempty"`
	Domain string `json:"domain,omitempty"`
}

// Subscription is what Azure bills and governs. A context of a whole tenant has
// none: the zero value.
type Subscription struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name,omitempty"`
	State string `json:"state,omitempty"` // as Azure spells it: Enabled, Warned, Disabled, …
}

// Source is a file that a context was imported from.
type Source struct {
	Kind string `json:"kind"` // SourceAz, SourceAzPowerShell or SourceAzenv
	Path string `json:"path"` // the file, absolute
}

// The values of Source.Kind.
const (
	SourceAz           = "az"
	SourceAzPowerShell = "azps"
	SourceAzenv        = "azenv"
)

// Context says who works in Azure, where, and with which defaults. It holds no
// token. ID is random and never changes. Name is given by the user and may be
// empty. Label is what people see: it is safe to show anywhere, and no other
// context has it.
type Context struct {
	ID           string       `json:"id"`
	Name         string       `json:"name,omitempty"`
	Label        string       `json:"label"`
	Account      Account      `json:"account"`
	Tenant       Tenant       `json:"tenant"`
	Subscription Subscription `json:"subscription,omitzero"`
	Cloud        string       `json:"cloud"` // az's name for it, as AzureCloud
	Group        string       `json:"group,omitempty"`
	Location     string       `json:"location,omitempty"`
	Protected    bool         `json:"protected,omitempty"`
	// Reach says what az lists in the context: ReachAccount, or empty for the
	// context's own subscription alone.
	Reach string `json:"reach,omitempty"`
	// Stale says that no source has the context any more.
	Stale   bool     `json:"stale,omitempty"`
	Sources []Source `json:"sources,omitempty"`
	// Base is the az configuration folder the context came from, absolute.
	Base string `json:"base,omitempty"`
}

// ReachAccount is the Reach of a context in which az lists every subscription of the
// account. A protected context lists its own only, whatever its Reach.
const ReachAccount = "account"

// WholeAccount says whether az lists every subscription of the account in c.
func (c *Context) WholeAccount() bool { return c.Reach == ReachAccount && !c.Protected }

// Identity is cloud, account, tenant and subscription of a context, folded for
// comparison. Two contexts of one identity differ in their defaults.
type Identity struct{ Cloud, Account, Tenant, Subscription string }

// Identity returns c's identity.
func (c *Context) Identity() Identity {
	return Identity{fold(c.Cloud), fold(c.Account.Name), fold(c.Tenant.ID), fold(c.Subscription.ID)}
}

// FullName is the given name, else "Subscription Name (subscription-id)". A context
// without name and subscription has "tenant - account".
func (c *Context) FullName() string {
	switch {
	case c.Name != "":
		return c.Name
	case c.Subscription.ID == "":
		return c.Tenant.ID + " - " + c.Account.Name
	case c.Subscription.Name == "":
		return c.Subscription.ID
	}
	return c.Subscription.Name + " (" + c.Subscription.ID + ")"
}

// HasDefaults says whether c carries a default group or location.
func (c *Context) HasDefaults() bool { return c.Group != "" || c.Location != "" }

// SameDefaults says whether c and o carry the same group and location.
func (c *Context) SameDefaults(o *Context) bool {
	return fold(c.Group) == fold(o.Group) && fold(c.Location) == fold(o.Location)
}

// NewID returns a fresh context id: 16 hexadecimal digits.
func NewID() string {
	var b [8]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// fold makes names comparable: upper and lower case do not matter.
func fold(s string) string { return strings.ToLower(s) }

// Text returns what messages and tables call the tenant.
func (t Tenant) Text() string { return cmp.Or(t.Domain, t.Name, t.ID) }
