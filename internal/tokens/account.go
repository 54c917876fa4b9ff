package tokens

import (
	"slices"
	"strings"
)

// Account is whom a store has secrets of: a user by HomeID, or a service principal by
// ClientID, at one authority. It holds no secret.
type Account struct {
	Env      string `json:"env"`                // authority's host, lower case, no port
	HomeID   string `json:"homeId,omitempty"`   // MSAL's home account id, object.tenant
	ClientID string `json:"clientId,omitempty"` // application id, as az has it
	Tenant   string `json:"tenant,omitempty"`   // of a service principal's entry
	// Seed tells whether base's entry of a service principal is the one that was last
	// taken from it: 32 bits of a hash, empty where none was.
	Seed string `json:"seed,omitempty"`
}

// app says whether a is a service principal.
func (a Account) app() bool { return a.ClientID != "" }

// id is equal for what is one account. A service principal is one in all its tenants:
// az signs it out of all of them at once.
func (a Account) id() string {
	if a.app() {
		return host(a.Env) + "\x00app\x00" + strings.ToLower(a.ClientID)
	}
	return host(a.Env) + "\x00user\x00" + strings.ToLower(a.HomeID)
}

// Forget returns known without a: what Places.Known becomes after a Remove from that
// folder, or the next Sync would take it for a sign-out there.
func Forget(known []Account, a Account) []Account {
	return slices.DeleteFunc(slices.Clone(known), func(k Account) bool { return k.id() == a.id() })
}

// at says whether e is of a's authority; every one is where a has none.
func (a Account) at(e entry) bool { return a.Env == "" || host(e.text("environment")) == host(a.Env) }

// owns says whether an entry is a secret or a row of a. Tokens of service principals
// have no home account, and are told by the application.
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

// needs is owns, with what MSAL must know of an application before it looks at its
// tokens, which is no secret.
func (a Account) needs(section string, e entry) bool {
	if section == appMetadata {
		return a.at(e) && (!a.app() || strings.EqualFold(e.text("client_id"), a.ClientID))
	}
	return a.owns(section, e)
}
