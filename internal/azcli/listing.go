package azcli

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

// listing is an azureProfile.json with all its members, known or not.
type listing struct {
	top     object // without the subscriptions
	entries []object
	// listed says that the file has a list, maybe an empty one. It has none after az's first
	// start, and after az has reset a file that it could not parse.
	listed bool
}

// readListing reads an azureProfile.json, with or without a byte order mark.
func readListing(data []byte) (*listing, error) {
	o, err := pyRead(data)
	if err != nil {
		return nil, err
	}
	l := &listing{}
	for _, m := range o {
		if m.key != "subscriptions" {
			l.top = append(l.top, m)
		}
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(o.get("subscriptions"), &entries); err != nil && o.get("subscriptions") != nil {
		return nil, errors.New("subscriptions is not an array")
	}
	l.listed = entries != nil
	for _, raw := range entries {
		e, _ := parseObject(raw) // an element that is no object becomes an empty entry
		l.entries = append(l.entries, e)
	}
	return l, nil
}

// file is the listing as az writes it, with the members first that readers need first.
func (l *listing) file() []byte {
	raw := make([]string, len(l.entries))
	for i, e := range l.entries {
		raw[i] = string(e.raw())
	}
	list := member{"subscriptions", json.RawMessage("[" + strings.Join(raw, ", ") + "]")}
	o := object{}
	if id := l.top.get(installation); id != nil {
		o = append(o, member{installation, id})
	}
	return pyFile(append(o, list).over(l.top))
}

// installation is a member that az adds if it is missing. Without it some prompt themes
// show nothing.
const installation = "installationId"

// decode returns the members of an entry that azenv knows.
func decode(o object) entry {
	e := entry{
		ID: o.text("id"), Name: o.text("name"), State: o.text("state"),
		TenantID: o.text("tenantId"), Cloud: o.text("environmentName"),
	}
	_ = json.Unmarshal(o.get("isDefault"), &e.IsDefault)
	if u, err := parseObject(o.get("user")); err == nil {
		e.User = user{Name: u.text("name"), Type: u.text("type"), Assigned: u.text("assignedIdentityInfo")}
	}
	return e
}

// key tells an entry from others: by subscription, tenant, account and cloud.
func (e *entry) key() string {
	a, _ := e.User.account()
	return strings.ToLower(strings.Join([]string{e.ID, e.TenantID, a.Name, e.cloud()}, "\n"))
}

func (e *entry) cloud() string {
	if c := text(e.Cloud); c != "" {
		return c
	}
	return defaultCloud
}

// of says whether e belongs to the context's account. The same name in another cloud is
// another account.
func (e *entry) of(c *azctx.Context) bool {
	a, _ := e.User.account()
	return strings.EqualFold(a.Name, c.Account.Name) && strings.EqualFold(e.cloud(), c.Cloud)
}

// is says whether e has the identity of the context.
func (e *entry) is(c *azctx.Context) bool {
	return e.of(c) && strings.EqualFold(e.ID, ownID(c)) && strings.EqualFold(e.TenantID, c.Tenant.ID)
}

// selection is the subscription of e and its tenant. It is empty if e has no subscription.
func (e *entry) selection() Selection {
	if !azctx.IsGUID(e.ID) || !azctx.IsGUID(e.TenantID) || strings.EqualFold(e.ID, e.TenantID) {
		return Selection{}
	}
	return Selection{strings.ToLower(e.ID), strings.ToLower(e.TenantID), e.Name}
}

// said is e as text for a message. It is safe to show.
func (e *entry) said() string { return said(e.Name, e.ID) }

func said(name, id string) string {
	if name == "" {
		return shown(id)
	}
	return shown(name) + " (" + shown(id) + ")"
}

// shown is text from outside, made safe to show: one line without control characters.
func shown(s string) string {
	q := azctx.ForeignQuote(text(s))
	if plain := strings.TrimSuffix(strings.TrimPrefix(q, `"`), `"`); plain == s {
		return s
	}
	return q
}

// ownID is the id of the context's own entry. For a tenant without subscriptions az has an
// entry with the tenant's id.
func ownID(c *azctx.Context) string {
	if c.Subscription.ID != "" {
		return c.Subscription.ID
	}
	return c.Tenant.ID
}

// entryFor is the context's own entry, made from the context as az would write it
// (azure-cli: core/_profile.py, _normalize_properties).
func entryFor(c *azctx.Context) object {
	name, state := c.Subscription.Name, c.Subscription.State
	if c.Subscription.ID == "" {
		name = tenantLevel
	}
	if name == "" {
		name = ownID(c)
	}
	if state == "" {
		state = "Enabled"
	}
	o := object{
		{"id", str(ownID(c))},
		{"name", str(name)},
		{"state", str(state)},
		{"user", userFor(&c.Account).raw()},
		{"isDefault", json.RawMessage("true")},
		{"tenantId", str(c.Tenant.ID)},
		{"environmentName", str(c.Cloud)},
	}
	if c.Subscription.ID == "" {
		return o
	}
	o = append(o, member{"homeTenantId", str(c.Tenant.ID)})
	if c.Tenant.Domain != "" {
		o = append(o, member{"tenantDefaultDomain", str(c.Tenant.Domain)})
	}
	if c.Tenant.Name != "" {
		o = append(o, member{"tenantDisplayName", str(c.Tenant.Name)})
	}
	return append(o, member{"managedByTenants", json.RawMessage("[]")})
}

// userFor is the reverse of user.account. A context that was imported from Az PowerShell
// has a managed identity's client ID as its name, or MSI@port for the system's own.
func userFor(a *azctx.Account) object {
	switch {
	case a.Type == azctx.ServicePrincipal:
		return object{{"name", str(a.Name)}, {"type", str("servicePrincipal")}}
	case a.Type != azctx.ManagedIdentity:
		return object{{"name", str(a.Name)}, {"type", str("user")}}
	}
	name, info := systemAssigned, "MSI"
	id, assigned := strings.CutPrefix(a.Name, userAssigned+"/")
	switch {
	case assigned && strings.HasPrefix(id, "/"):
		name, info = userAssigned, "MSIResource-"+id
	case assigned || azctx.IsGUID(id):
		name, info = userAssigned, "MSIClient-"+id
	}
	return object{{"name", str(name)}, {"type", str("servicePrincipal")}, {"assignedIdentityInfo", str(info)}}
}

// complete returns o with the members of d that o lacks or has in a wrong form. Without
// them az or a prompt theme would fail.
func complete(o, d object) object {
	for _, m := range d {
		switch m.key {
		case "tenantDefaultDomain", "tenantDisplayName":
		case "managedByTenants":
			if o.get(m.key) == nil {
				o = o.with(m.key, m.value)
			}
		case "user":
			u, err := parseObject(o.get(m.key))
			if err != nil || u.text("name") == "" || u.text("type") == "" {
				o = o.with(m.key, m.value)
			}
		case "isDefault":
			o = o.with(m.key, m.value)
		default:
			if o.text(m.key) == "" {
				o = o.with(m.key, m.value)
			}
		}
	}
	return o
}

// str is s as a JSON string.
func str(s string) json.RawMessage { return json.RawMessage(pyString(s)) }
