package tokens

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

const (
	env    = "login.microsoftonline.com"
	cli    = "04b07795-8ddb-461a-bbee-02f9e1bf7b46" // az's client id
	tenant = "11111111-1111-1111-1111-111111111111"
	target = "https://management.core.windows.net//user_impersonation https://management.core.windows.net//.default"
	epoch  = 1_800_000_000 // the tests' time, in seconds
)

var (
	now    = time.Unix(epoch, 0)
	future = strconv.Itoa(epoch + 3600)
	ops    = person{"a0000000-0000-0000-0000-00000000000a." + tenant, "Ops@contoso.com"}
	dev    = person{"b0000000-0000-0000-0000-00000000000b." + tenant, "dev@contoso.com"}
	robot  = Account{Env: env, ClientID: "5a5a5a5a-0000-0000-0000-AAAAAAAAAAAA", Tenant: tenant}
)

// person is a user in tests.
type person struct{ id, name string }

type (
	dict   map[string]any
	tables map[string]dict
)

// idTokenOf is an identity token that was issued at a time.
func idTokenOf(name string, at int) string {
	payload, _ := json.Marshal(dict{"iat": at, "preferred_username": name})
	return "SECRET-head." + base64.RawURLEncoding.EncodeToString(payload) + ".SECRET-" + name
}

// signIn is what az writes of a sign-in at a time: keys, fields and types as in a cache
// of az 2.45.
func (p person) signIn(at int) tables {
	head := p.id + "-" + env + "-"
	when := strconv.Itoa(at)
	return tables{
		"AccessToken": {head + "accesstoken-" + cli + "-" + tenant + "-" + target: dict{
			"credential_type": "AccessToken", "secret": "SECRET-AT-" + p.name + when, "home_account_id": p.id, "environment": env,
			"client_id": cli, "target": target, "realm": tenant, "token_type": "Bearer",
			"cached_at": when, "expires_on": strconv.Itoa(at + 3600), "extended_expires_on": strconv.Itoa(at + 3600)}},
		"Account": {head + tenant: dict{"home_account_id": p.id, "environment": env, "realm": tenant,
			"local_account_id": p.id[:36], "username": p.name, "authority_type": "MSSTS"}},
		"AppMetadata": {"appmetadata-" + env + "-" + cli: dict{"client_id": cli, "environment": env, "family_id": "1"}},
		"IdToken": {head + "idtoken-" + cli + "-" + tenant + "-": dict{"credential_type": "IdToken", "secret": idTokenOf(p.name, at),
			"home_account_id": p.id, "environment": env, "realm": tenant, "client_id": cli}},
		"RefreshToken": {head + "refreshtoken-" + cli + "--" + target: dict{"credential_type": "RefreshToken", "secret": "SECRET-RT-" + p.name + when,
			"home_account_id": p.id, "environment": env, "client_id": cli, "target": target, "last_modification_time": when, "family_id": "1"}},
	}
}

// tokens is a cache with an access token of its own scope.
func (p person) tokens(scope string, at int) []byte {
	t := p.signIn(at)
	for key, e := range t["AccessToken"] {
		e := e.(dict)
		e["target"] = scope
		t["AccessToken"] = dict{key + scope: e}
	}
	return t.bytes()
}

// goSignIn is what MSAL for Go has of a sign-in: other keys, no time and no target on
// the refresh token.
func (p person) goSignIn(at int) tables {
	t := p.signIn(at)
	for _, e := range t["RefreshToken"] {
		e := e.(dict)
		delete(e, "target")
		delete(e, "last_modification_time")
		t["RefreshToken"] = dict{p.id + "-" + env + "-refreshtoken-1": e}
	}
	for key, e := range t["IdToken"] {
		t["IdToken"] = dict{key[:len(key)-1]: e}
	}
	return t
}

// robotTokens is what az has of a service principal's access token.
func robotTokens(at int) tables {
	return tables{"AccessToken": {"-" + env + "-accesstoken-" + robot.ClientID: dict{
		"credential_type": "AccessToken", "secret": "SECRET-SP-AT" + strconv.Itoa(at), "home_account_id": nil, "environment": env,
		"client_id": robot.ClientID, "target": "https://management.core.windows.net//.default", "realm": tenant, "token_type": "Bearer",
		"cached_at": strconv.Itoa(at), "expires_on": strconv.Itoa(at + 3600), "extended_expires_on": strconv.Itoa(at + 3600)}}}
}

func (t tables) bytes() []byte {
	data, err := json.MarshalIndent(t, "", "    ")
	if err != nil {
		panic(err)
	}
	return data
}

func (t tables) cache() *Cache {
	c, err := ParseCache(t.bytes())
	if err != nil {
		panic(err)
	}
	return c
}

// and is both, the second one's where they differ.
func (t tables) and(u tables) tables {
	both := tables{}
	for _, from := range []tables{t, u} {
		for section, entries := range from {
			if both[section] == nil {
				both[section] = dict{}
			}
			maps.Copy(both[section], entries)
		}
	}
	return both
}

// put writes a file, closed to others, and what folders are missing for it.
func put(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// text is a file's contents, empty where there is none.
func text(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(data)
}

// noLocks fails the test where lock files or half-written files are left below dir.
func noLocks(t *testing.T, dir string) {
	t.Helper()
	filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err == nil && (filepath.Ext(path) == ".lockfile" || filepath.Base(path)[0] == '.' && len(filepath.Base(path)) > 30) {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

// Merge folds data, a cache as MSAL for Go has it in memory, into the cache at path: what
// any writer of a store does.
func Merge(path string, data []byte, now time.Time) (changed bool, err error) {
	src, err := ParseCache(data)
	if err != nil {
		return false, fmt.Errorf("tokens in memory: %w", err)
	}
	return Update(path, func(c *Cache) (*Cache, error) {
		return fold(c, now, source{cache: src}), nil
	})
}
