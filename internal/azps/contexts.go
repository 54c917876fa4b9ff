package azps

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/azenv/azenv/internal/azctx"
)

const (
	// defaultCloud is the cloud of a context that does not name one.
	defaultCloud = "AzureCloud"
	// reserved is a key that Az PowerShell keeps for itself. If nobody is signed in, the
	// file has only an empty context of that name.
	reserved = "Default"
)

// stored is one value of the file's Contexts. Only these fields are ever read: TokenCache,
// Credential and all other extended properties hold tokens, secrets and passwords.
type stored struct {
	Account struct {
		ID                 string `json:"Id"`
		Type               string
		ExtendedProperties struct {
			HomeAccountID string `json:"HomeAccountId"`
		}
	}
	Tenant struct {
		ID        string `json:"Id"`
		Name      string
		Directory string
	}
	Subscription struct {
		ID    string `json:"Id"`
		Name  string
		State string
	}
	Environment struct{ Name string }
}

// member is one name of a JSON object with its value.
type member struct {
	key   string
	value json.RawMessage
}

// ReadContexts returns the contexts in data, an AzureRmContext.json as Az
// PowerShell keeps it or as Save-AzContext writes it (azure-powershell:
// AzureRmProfile, AzureRmProfileConverter; azure-powershell-common:
// Authentication.Abstractions). A context that it cannot use is left out, with a
// warning. A file that does not parse is an error, though Az PowerShell takes it
// for an empty one.
func ReadContexts(data []byte) (azctx.Found, error) {
	found := azctx.Found{Current: -1}
	var file map[string]json.RawMessage
	err := json.Unmarshal(azctx.TrimBOM(data), &file)
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return found, fmt.Errorf("not JSON: %w", err)
	}
	if err != nil || file == nil {
		return found, errors.New("not a file of Az PowerShell contexts: not an object")
	}
	members, ok := object(file["Contexts"])
	if !ok {
		return found, errors.New("not a file of Az PowerShell contexts: Contexts is not an object")
	}
	warn := func(format string, args ...any) {
		found.Warnings = append(found.Warnings, fmt.Sprintf(format, args...))
	}
	var current string
	if raw, ok := file["DefaultContextKey"]; ok && json.Unmarshal(raw, &current) != nil {
		warn("DefaultContextKey: not a string; no context taken as the current one")
	}
	seen := map[string]bool{} // Az PowerShell ignores the case of keys
	for _, m := range members {
		var s stored
		key := strings.ToLower(m.key)
		err := json.Unmarshal(m.value, &s)
		switch {
		case err == nil && s.Account.ID == "" && strings.EqualFold(m.key, reserved):
			continue
		case err == nil && seen[key]:
			err = errors.New("the file has it twice")
		case err == nil:
			err = s.check()
		}
		if err != nil {
			warn("context %s: %s; skipped", azctx.ForeignQuote(m.key), azctx.ForeignReason(err))
			continue
		}
		c, known := s.context(m.key)
		if !known {
			warn("context %s: Account.Type %s: unknown, taken as a user", azctx.ForeignQuote(m.key), azctx.ForeignQuote(s.Account.Type))
		}
		if current != "" && key == strings.ToLower(current) {
			found.Current = len(found.Contexts)
		}
		seen[key] = true
		found.Contexts = append(found.Contexts, c)
	}
	return found, nil
}

// object returns the members of a JSON object, in their order in the file. It returns
// false if raw is no object. raw is valid JSON, or nil.
func object(raw json.RawMessage) ([]member, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, false
	}
	var members []member
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, false
		}
		m := member{key: key.(string)} // the decoder accepts nothing else here
		if err := d.Decode(&m.value); err != nil {
			return nil, false
		}
		members = append(members, m)
	}
	return members, true
}

// check says why s cannot become a context.
func (s *stored) check() error {
	switch {
	case text(s.Account.ID) == "":
		return errors.New("no Account.Id")
	case s.Tenant.ID == "":
		return errors.New("no Tenant.Id")
	case !azctx.IsGUID(s.Tenant.ID):
		return fmt.Errorf("Tenant.Id %s: not a GUID", azctx.ForeignQuote(s.Tenant.ID))
	case s.Subscription.ID != "" && !azctx.IsGUID(s.Subscription.ID):
		return fmt.Errorf("Subscription.Id %s: not a GUID", azctx.ForeignQuote(s.Subscription.ID))
	}
	return nil
}

// context returns the context that s, the value under key, stands for, and whether its
// account type is known.
func (s *stored) context(key string) (c azctx.Context, known bool) {
	c.Account.Name = text(s.Account.ID)
	c.Account.HomeID = text(s.Account.ExtendedProperties.HomeAccountID)
	c.Account.Type, known = accountType(s.Account.Type)
	c.Tenant = azctx.Tenant{
		ID:   strings.ToLower(s.Tenant.ID),
		Name: text(s.Tenant.Name),
	}
	if !azctx.IsGUID(s.Tenant.Directory) { // an ID is not a domain
		c.Tenant.Domain = text(s.Tenant.Directory)
	}
	if s.Subscription.ID != "" {
		c.Subscription = azctx.Subscription{
			ID:    strings.ToLower(s.Subscription.ID),
			Name:  text(s.Subscription.Name),
			State: text(s.Subscription.State),
		}
	}
	c.Cloud = text(s.Environment.Name)
	if c.Cloud == "" {
		c.Cloud = defaultCloud
	}
	if !s.generated(key) {
		c.Name = azctx.ForeignText(key, azctx.ForeignNameLimit)
	}
	return c, known
}

// accountType returns azenv's account type for AzureAccount.AccountType, and whether that
// is known.
func accountType(s string) (string, bool) {
	switch strings.ToLower(s) {
	case "user", "accesstoken":
		return azctx.User, true
	case "serviceprincipal", "clientassertion", "certificate":
		return azctx.ServicePrincipal, true
	case "managedservice":
		return azctx.ManagedIdentity, true
	}
	return azctx.User, false
}

// generated says whether Az PowerShell made the key itself, rather than the user. Now it
// does so in AzureRmProfile.TryGetContextName; it used to make "name (id)". The
// subscription may have been renamed since, and the key keeps the old name. So in the
// longer forms, which nobody types, any name is accepted.
func (s *stored) generated(key string) bool {
	account, tenant, sub := s.Account.ID, s.Tenant.ID, s.Subscription
	key = strings.ToLower(key)
	is := func(format string) bool { return key == strings.ToLower(format) }
	ends := func(format string) bool { return strings.HasSuffix(key, strings.ToLower(format)) }
	switch {
	case is(reserved), is(tenant + " - " + account):
		return true
	case sub.ID == "":
		return false
	}
	id := " (" + sub.ID + ")"
	return is(sub.Name+id) || ends(id+" - "+account) || ends(id+" - "+tenant+" - "+account)
}

func text(s string) string { return azctx.ForeignText(s, azctx.ForeignTextLimit) }
