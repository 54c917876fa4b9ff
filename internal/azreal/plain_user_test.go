//go:build linux

package azreal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/azenv/azenv/internal/fakeazure"
)

// The tests TestPlain_* have no azenv in them. They pin what azenv relies on: what az asks
// for, and what it writes where.

// equal fails unless what was found is as it is wanted.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// step runs fn and fails unless it changes those files of az's and makes those requests.
func (w *world) step(what string, fn func(), files, kinds []string) {
	w.t.Helper()
	before := w.files(".azure")
	w.cloud.ClearLog()
	fn()
	equal(w.t, what+": files", changed(before, w.files(".azure")), files)
	var got []string
	for _, r := range w.cloud.Requests() {
		got = append(got, r.Kind)
	}
	equal(w.t, what+": requests", got, kinds)
}

func TestPlain_user(t *testing.T) {
	w := newWorld(t, sample())
	const clouds, cache, prof = "clouds.config", "msal_token_cache.json", "azureProfile.json"
	w.step("login", func() { w.login(user) },
		[]string{"az.json", "az.sess", prof, clouds, "config", "msal_http_cache.bin", cache},
		[]string{
			fakeazure.Discovery, fakeazure.DeviceCode, fakeazure.Token, fakeazure.Tenants, // at "organizations"
			fakeazure.Discovery, fakeazure.Token, fakeazure.Subscriptions, // at home
			fakeazure.Discovery, fakeazure.Token, fakeazure.Subscriptions, // at the other tenant
		})
	checkProfile(w)
	equal(t, "token cache", w.tokenCache(".azure").names(), []string{
		"AccessToken: HOME-HOST-accesstoken-CLI-A-USER-SCOPES",
		"AccessToken: HOME-HOST-accesstoken-CLI-B-USER-SCOPES",
		"AccessToken: HOME-HOST-accesstoken-CLI-organizations-USER-SCOPES",
		"Account: HOME-HOST-organizations", // none for A and B
		"AppMetadata: appmetadata-HOST-CLI",
		"IdToken: HOME-HOST-idtoken-CLI-A-",
		"IdToken: HOME-HOST-idtoken-CLI-B-",
		"IdToken: HOME-HOST-idtoken-CLI-organizations-",
		"RefreshToken: HOME-HOST-refreshtoken-CLI--USER-SCOPES",
	})
	equal(t, "secrets", w.secrets(".azure"), []string{cache})

	w.step("cached token", func() { w.azOK("account", "get-access-token", "-o", "none") }, nil, nil)
	w.step("set", func() { w.azOK("account", "set", "-s", "Two") }, []string{prof, clouds}, nil)
	w.step("second tenant", func() {
		equal(t, "groups", w.azOK("group", "list", "--query", "[].name", "-o", "tsv"), "rg-two\n")
	}, nil, []string{fakeazure.Groups})

	old := w.tokenCache(".azure").secret(w, "RefreshToken")
	w.expire(".azure")
	w.step("expired token", func() { w.azOK("account", "get-access-token", "-o", "none") }, []string{cache}, []string{fakeazure.Token})
	if w.tokenCache(".azure").secret(w, "RefreshToken") == old {
		t.Error("az kept the old refresh token")
	}

	w.step("logout", func() { w.azOK("logout") }, []string{prof, cache}, nil)
	equal(t, "profile after logout", w.profile(".azure").brief(), []string{})
	equal(t, "token cache after logout", w.tokenCache(".azure").names(), []string{"AppMetadata: appmetadata-HOST-CLI"})
}

// checkProfile looks at the shape of what az login writes.
func checkProfile(w *world) {
	w.t.Helper()
	var got map[string]any
	w.read(&got, ".azure/azureProfile.json")
	of := func(id, name, tenant string, isDefault bool) any {
		return map[string]any{
			"id": id, "name": name, "state": "Enabled", "isDefault": isDefault, "tenantId": tenant, "homeTenantId": tenant,
			"environmentName": "AzureCloud", "managedByTenants": []any{}, "user": map[string]any{"name": user, "type": "user"},
		}
	}
	equal(w.t, "profile", got["subscriptions"], []any{of(subDev, "Dev", tenantA, true), of(subProd, "Prod", tenantA, false), of(subTwo, "Two", tenantB, false)})
}

func TestPlain_browser(t *testing.T) {
	w := newWorld(t, sample())
	w.loginInBrowser(user)
	equal(t, "profile", w.profile(".azure").brief(), []string{"Dev of " + user + " *", "Prod of " + user, "Two of " + user})
	w.step("cached token", func() { w.azOK("account", "get-access-token", "-o", "none") }, nil, nil)
}
