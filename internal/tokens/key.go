package tokens

import (
	"encoding/json"
	"slices"
	"strings"
)

// entryID tells what an entry is. Two entries with one id are an older and a newer state
// of one thing. The id is made from the entry's fields and never from its key, since MSAL
// for Go has other keys than az. An entry without the necessary fields has no id: it is
// kept as it is, and never copied to another store.
func entryID(section string, e entry) (id string, ok bool) {
	env, home, client := e.lower("environment"), e.lower("home_account_id"), e.lower("client_id")
	var parts []string
	switch section {
	case accessToken:
		scopes := strings.Fields(e.lower("target"))
		slices.Sort(scopes)
		// az takes a token without a type for a bearer token.
		kind := e.lower("token_type")
		if kind == "" {
			kind = "bearer"
		}
		parts = []string{home, env, client, e.lower("realm"), kind, e.text("key_id"), e.text("keyid"), strings.Join(slices.Compact(scopes), " ")}
		ok = client != ""
	case account:
		parts, ok = []string{home, env, e.lower("realm")}, home != ""
	case appMetadata:
		parts, ok = []string{env, client}, client != ""
	case idToken:
		parts, ok = []string{home, env, client, e.lower("realm")}, home != "" && client != ""
	case refreshToken:
		parts, ok = []string{home, env, client}, home != "" && client != ""
	}
	return strings.Join(parts, "\x00"), ok && env != ""
}

// azKey is the dictionary key by which az updates and deletes an entry. az computes the
// key from the fields, so an entry under any other key survives `az logout`
// (MSAL for Python: token_cache.py, key_makers).
func azKey(section string, e entry) string {
	home, env, client := e.text("home_account_id"), e.text("environment"), e.text("client_id")
	var parts []string
	switch section {
	case accessToken:
		parts = []string{home, env, accessToken, client, e.text("realm"), e.text("target")}
	case account:
		parts = []string{home, env, e.text("realm")}
	case appMetadata:
		return "appmetadata-" + env + "-" + client // not in lower case: MSAL does not do it either
	case idToken:
		parts = []string{home, env, idToken, client, e.text("realm"), ""}
	case refreshToken:
		parts = []string{home, env, refreshToken, client, "", e.text("target")}
	}
	return strings.ToLower(strings.Join(parts, "-"))
}

// normal returns e as az would have written it. The authority's host is in lower case and
// without a port: MSAL for Go keeps the port, and then az does not find the entry. An
// access token of a service principal has null as its home account: MSAL for Go leaves
// that out, and az finds no token in which it is empty or missing.
func normal(section string, e entry) entry {
	if env := e.text("environment"); env != "" && host(env) != env {
		e = e.with("environment", jsonText(host(env)))
	}
	if section == accessToken && e.text("home_account_id") == "" && !isNull(e["home_account_id"]) {
		e = e.with("home_account_id", json.RawMessage("null"))
	}
	return e
}

// host is an authority's host as az writes it in a cache.
func host(env string) string {
	if h, ok := splitPort(env); ok && h != "" {
		env = h
	}
	return strings.ToLower(env)
}

// splitPort is net.SplitHostPort, written anew since the package net brings a resolver.
func splitPort(hostPort string) (host string, ok bool) {
	i := strings.LastIndexByte(hostPort, ':')
	if i < 0 || strings.ContainsAny(hostPort[i:], "[]") {
		return "", false
	}
	host = hostPort[:i]
	if inner, ipv6 := strings.CutPrefix(host, "["); ipv6 {
		host, ok = strings.CutSuffix(inner, "]")
		return host, ok && !strings.ContainsAny(host, "[]")
	}
	return host, !strings.ContainsAny(host, ":[]")
}
