//go:build linux

package azreal

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// tokenCache is msal_token_cache.json: entries by section and key.
type tokenCache map[string]map[string]map[string]any

func (w *world) tokenCache(dir string) tokenCache {
	w.t.Helper()
	c := tokenCache{}
	w.read(&c, dir+"/msal_token_cache.json")
	return c
}

// names are the keys of what is in the cache, short: what the sample's IDs stand for.
func (c tokenCache) names() []string {
	short := strings.NewReplacer(
		oid+"."+tenantA, "HOME", tenantA, "A", tenantB, "B", "login.microsoftonline.com", "HOST",
		"04b07795-8ddb-461a-bbee-02f9e1bf7b46", "CLI", app.ClientID, "APP",
		"https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default", "USER-SCOPES",
		"https://management.core.windows.net//.default", "APP-SCOPE",
	)
	var out []string
	for section, entries := range c {
		for key := range entries {
			out = append(out, section+": "+short.Replace(key))
		}
	}
	slices.Sort(out)
	return out
}

// secret is that of the only entry in a section.
func (c tokenCache) secret(w *world, section string) string {
	w.t.Helper()
	if len(c[section]) != 1 {
		w.t.Fatalf("%d in %s, want one: %q", len(c[section]), section, c.names())
	}
	for _, e := range c[section] {
		return e["secret"].(string)
	}
	return ""
}

// expire makes the access tokens in a folder of az's look old.
func (w *world) expire(dir string) {
	w.t.Helper()
	c := w.tokenCache(dir)
	for _, e := range c["AccessToken"] {
		e["expires_on"] = strconv.FormatInt(time.Now().Unix()-10, 10)
	}
	data, err := json.MarshalIndent(c, "", "    ")
	if err == nil {
		err = os.WriteFile(w.path(dir, "msal_token_cache.json"), data, 0o600)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// profile is azureProfile.json.
type profile struct {
	Subscriptions []struct {
		ID, Name, State, EnvironmentName string
		TenantID, HomeTenantID           string
		IsDefault                        bool
		User                             struct{ Name, Type string }
	}
}

func (w *world) profile(dir string) profile {
	w.t.Helper()
	var p profile
	w.read(&p, dir+"/azureProfile.json")
	return p
}

// brief is each subscription's name and user's, with a star at the default.
func (p profile) brief() []string {
	out := []string{}
	for _, s := range p.Subscriptions {
		text := s.Name + " of " + s.User.Name
		if s.IsDefault {
			text += " *"
		}
		out = append(out, text)
	}
	return out
}
