package tokens

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Want says for what an access token must be good.
type Want struct {
	Client string // the application that it was issued to
	Tenant string // GUID
	Scope  string // such as https://management.core.windows.net//.default
}

// Held is an access token that a cache keeps.
type Held struct {
	Want
	Secret  string
	Expires time.Time
}

// least is the time for which a token that Find returns is still good. MSAL for Python
// and MSAL for Go get a new one five minutes before the old one expires.
const least = 5 * time.Minute

// Find returns an access token of a from a's cache in the folder shared. ok says whether
// there is one.
func Find(shared string, a Account, want Want, now time.Time) (h Held, ok bool, err error) {
	if err := ownFolder(shared); err != nil {
		return h, false, err
	}
	f := lookCache(SharedCache(shared, a), replaced)
	if f.err != nil || f.value == nil {
		return h, false, f.err
	}
	for _, e := range f.value.sections[accessToken] {
		expires := time.Unix(e.time("expires_on"), 0)
		if a.owns(accessToken, e) && want.is(e) && expires.After(now.Add(least)) && expires.After(h.Expires) {
			h, ok = Held{want, e.text("secret"), expires}, true
		}
	}
	return h, ok, nil
}

// is says whether e is such a token, and a bearer token, which is sent as it is.
func (w Want) is(e entry) bool {
	bearer := e.text("token_type") == "" || strings.EqualFold(e.text("token_type"), "bearer")
	return bearer && strings.EqualFold(e.text("client_id"), w.Client) && strings.EqualFold(e.text("realm"), w.Tenant) &&
		slices.Contains(strings.Fields(e.lower("target")), strings.ToLower(w.Scope))
}

// SaveApp keeps an access token of the service principal a in a's cache in the folder
// shared. It writes the entry as az does, since MSAL for Go leaves out fields by which az
// finds it. As in Save, only a sign-in removes a tombstone.
func SaveApp(shared string, a Account, h Held, signIn bool, now time.Time) error {
	env := jsonText(host(a.Env))
	seconds := func(t time.Time) json.RawMessage { return jsonText(strconv.FormatInt(t.Unix(), 10)) }
	token := entry{
		"credential_type": jsonText(accessToken), "home_account_id": json.RawMessage("null"), "environment": env,
		"client_id": jsonText(a.ClientID), "realm": jsonText(strings.ToLower(h.Tenant)), "target": jsonText(h.Scope),
		"token_type": jsonText("Bearer"), "secret": jsonText(h.Secret),
		"cached_at": seconds(now), "expires_on": seconds(h.Expires), "extended_expires_on": seconds(h.Expires),
	}
	app := entry{"client_id": jsonText(a.ClientID), "environment": env}
	c := &Cache{sections: map[string]map[string]entry{
		accessToken: {azKey(accessToken, token): token}, appMetadata: {azKey(appMetadata, app): app},
	}}
	_, err := save(shared, a, c, signIn, now)
	return err
}
