package azcli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

const (
	// defaultCloud is the cloud of an entry that does not name one.
	defaultCloud = "AzureCloud"
	// tenantLevel begins the name of an entry that stands for a tenant without
	// subscriptions. az login --allow-no-subscriptions makes such entries.
	tenantLevel = "N/A(tenant level account)"
)

// The user names az gives to managed identities.
const (
	systemAssigned = "systemAssignedIdentity"
	userAssigned   = "userAssignedIdentity"
)

// entry is one element of azureProfile.json's subscriptions.
type entry struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	State        string `json:"state"`
	IsDefault    bool   `json:"isDefault"`
	TenantID     string `json:"tenantId"` // of the token; homeTenantId is the subscription's own
	TenantName   string `json:"tenantDisplayName"`
	TenantDomain string `json:"tenantDefaultDomain"`
	Cloud        string `json:"environmentName"`
	User         user   `json:"user"`

	err error // why it could not be decoded
}

type user struct {
	Name     string `json:"name"`
	Type     string `json:"type"`
	Assigned string `json:"assignedIdentityInfo"`
}

// ReadProfile returns the contexts in data, an azureProfile.json as az writes it: one line
// of UTF-8 with a byte order mark, which may be missing here (azure-cli:
// core/_profile.py, core/_session.py). An entry that it cannot use is left out, with a
// warning. A file that does not parse is an error: az overwrites such a file with an
// empty one, and azenv must not do that.
func ReadProfile(data []byte) (azctx.Found, error) {
	found := azctx.Found{Current: -1}
	entries, err := subscriptions(data)
	if err != nil {
		return found, err
	}
	seen := make(map[azctx.Identity]int, len(entries))
	defaults, current := 0, -1
	for i := range entries {
		e := &entries[i]
		err := e.err
		if e.IsDefault {
			defaults++
		}
		if err == nil {
			err = e.check()
		}
		if err != nil {
			found.Warnings = append(found.Warnings, fmt.Sprintf("%s: %s; skipped", e.title(i), azctx.ForeignReason(err)))
			continue
		}
		c, known := e.context()
		at, duplicate := seen[c.Identity()]
		if !duplicate {
			if found.Contexts == nil {
				found.Contexts = make([]azctx.Context, 0, len(entries))
			}
			at = len(found.Contexts)
			seen[c.Identity()] = at
			found.Contexts = append(found.Contexts, c)
			if !known {
				found.Warnings = append(found.Warnings,
					fmt.Sprintf("%s: user.type %s: unknown, taken as a user", e.title(i), azctx.ForeignQuote(e.User.Type)))
			}
		}
		if e.IsDefault {
			current = at
		}
	}
	// az refuses to choose among several defaults, and so must azenv. An entry that was
	// skipped counts as well, since az may mean that one.
	if defaults > 1 {
		found.Warnings = append(found.Warnings, fmt.Sprintf("isDefault: true for %d subscriptions; none taken as az's current one", defaults))
		return found, nil
	}
	found.Current = current
	return found, nil
}

// leastEntry is less than the number of bytes of any entry that becomes a context.
const leastEntry = 100

// subscriptions returns the elements of data's list. The list may be missing:
// az writes such a file before its first sign-in.
func subscriptions(data []byte) ([]entry, error) {
	data = azctx.TrimBOM(data)
	var file map[string]json.RawMessage
	err := json.Unmarshal(data, &file)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if err != nil || file == nil {
		return nil, errors.New("not an az profile: not an object")
	}
	raw, ok := file["subscriptions"]
	if !ok {
		return nil, nil
	}
	// The list gets room for all entries at once. With thousands of them, growing it would
	// take as long as reading them.
	entries := make([]entry, 0, min(bytes.Count(raw, []byte(`"isDefault"`)), len(raw)/leastEntry))
	if json.Unmarshal(raw, &entries) == nil && entries != nil {
		return entries, nil
	}
	// One entry is wrong. The others still count, so each is read alone.
	var list []json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return nil, errors.New("not an az profile: subscriptions is not an array")
	}
	entries = make([]entry, len(list))
	for i, raw := range list {
		entries[i].err = json.Unmarshal(raw, &entries[i])
	}
	return entries, nil
}

// check says why e cannot become a context.
func (e *entry) check() error {
	switch {
	case e.ID == "":
		return errors.New("no id")
	case !azctx.IsGUID(e.ID):
		return fmt.Errorf("id %s: not a GUID", azctx.ForeignQuote(e.ID))
	case e.TenantID == "":
		return errors.New("no tenantId")
	case !azctx.IsGUID(e.TenantID):
		return fmt.Errorf("tenantId %s: not a GUID", azctx.ForeignQuote(e.TenantID))
	case text(e.User.Name) == "":
		return errors.New("no user.name")
	}
	return nil
}

// context returns the context that e stands for, and whether its user type is known.
func (e *entry) context() (c azctx.Context, known bool) {
	c.Account, known = e.User.account()
	c.Tenant = azctx.Tenant{
		ID:     strings.ToLower(e.TenantID),
		Name:   text(e.TenantName),
		Domain: text(e.TenantDomain),
	}
	c.Cloud = text(e.Cloud)
	if c.Cloud == "" {
		c.Cloud = defaultCloud
	}
	id := strings.ToLower(e.ID)
	if id == c.Tenant.ID && strings.HasPrefix(e.Name, tenantLevel) {
		return c, known
	}
	c.Subscription = azctx.Subscription{ID: id, Name: text(e.Name), State: text(e.State)}
	return c, known
}

// account returns the account that u is, and whether its type is known. For az a managed
// identity is a servicePrincipal with a fixed name. Its assignedIdentityInfo is MSI,
// MSIClient-ID, MSIObject-ID or MSIResource-ID (ManagedIdentityAuth in core/_profile.py).
// That ID is added to the account's name, since otherwise two managed identities would
// be the same.
func (u *user) account() (a azctx.Account, known bool) {
	a = azctx.Account{Name: text(u.Name), Type: azctx.User}
	if u.Assigned != "" || u.Name == systemAssigned || u.Name == userAssigned {
		a.Type = azctx.ManagedIdentity
		switch kind, id, _ := strings.Cut(u.Assigned, "-"); kind {
		case "MSIClient", "MSIObject", "MSIResource":
			a.Name = text(u.Name + "/" + id)
		}
		return a, true
	}
	switch u.Type {
	case "user":
		return a, true
	case "servicePrincipal":
		a.Type = azctx.ServicePrincipal
		return a, true
	}
	return a, false
}

// title names the i-th entry in a warning.
func (e *entry) title(i int) string {
	if e.Name == "" {
		return fmt.Sprintf("subscriptions[%d]", i)
	}
	return fmt.Sprintf("subscriptions[%d] %s", i, azctx.ForeignQuote(e.Name))
}

func text(s string) string { return azctx.ForeignText(s, azctx.ForeignTextLimit) }
