package tokens

import (
	"slices"
	"strings"
)

// Account says whose secrets a store has: a user's, told by HomeID, or a service
// principal's, told by ClientID, at one authority. It holds no secret itself.
type Account struct {
	Env      string `json:"env"`                // authority's host, lower case, no port
	HomeID   string `json:"homeId,omitempty"`   // MSAL's home account id, object.tenant
	ClientID string `json:"clientId,omitempty"` // application id, as az has it
	Tenant   string `json:"tenant,omitempty"`   // of a service principal's entry
	// Seed is a fingerprint of the service principal's entry that was last taken from
	// base: 32 bits of a hash. It is empty if none was taken.
	Seed string `json:"seed,omitempty"`
}

// app says whether a is a service principal.
func (a Account) app() bool { return a.ClientID != "" }

// id is the same for all values that mean one account. The tenant is no part of it: az
// signs a service principal out of all its tenants at once.
func (a Account) id() string {
	if a.app() {
		return host(a.Env) + "\x00app\x00" + strings.ToLower(a.ClientID)
	}
	return host(a.Env) + "\x00user\x00" + strings.ToLower(a.HomeID)
}

// Forget returns known without a. After a Remove from a folder its Stores.Known must
// become this, or the next Sync would take the removal for a sign-out in the folder.
func Forget(known []Account, a Account) []Account {
	return slices.DeleteFunc(slices.Clone(known), func(k Account) bool { return k.id() == a.id() })
}

// at says whether e is of a's authority. If a has none, every entry is.
func (a Account) at(e entry) bool { return a.Env == "" || host(e.text("environment")) == host(a.Env) }

// owns says whether an entry is a secret of a, or a's account row. A token of a service
// principal has no home account; it is told by its application.
func (a Account) owns(section string, e entry) bool {
	home := e.text("home_account_id")
	switch {
	case section == appMetadata || !a.at(e):
		return false
	case a.app():
		return home == "" && strings.EqualFold(e.text("client_id"), a.ClientID)
	}
	return a.HomeID != "" && strings.EqualFold(home, a.HomeID)
}

// needs is like owns, but also accepts what MSAL must know of an application before it
// looks at the application's tokens. That is no secret.
func (a Account) needs(section string, e entry) bool {
	if section == appMetadata {
		return a.at(e) && (!a.app() || strings.EqualFold(e.text("client_id"), a.ClientID))
	}
	return a.owns(section, e)
}
