//go:build linux

package azreal

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestPlainUser pins what az does for a user, with no azenv about: what azenv relies on.
func TestPlainUser(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	var got struct{ Subscriptions []map[string]any }
	w.read(&got, ".azure/azureProfile.json")
	of := func(id, name, tenant string, isDefault bool) map[string]any {
		return map[string]any{
			"id": id, "name": name, "state": "Enabled", "isDefault": isDefault, "tenantId": tenant, "homeTenantId": tenant,
			"environmentName": "AzureCloud", "managedByTenants": []any{}, "user": map[string]any{"name": user, "type": "user"},
		}
	}
	want := []map[string]any{of(subDev, "Dev", tenantA, true), of(subProd, "Prod", tenantA, false), of(subTwo, "Two", tenantB, false)}
	if diff := cmp.Diff(want, got.Subscriptions); diff != "" {
		t.Errorf("the profile after az login (-want +got):\n%s", diff)
	}
	if got := w.secrets(".azure"); !slices.Equal(got, []string{"msal_token_cache.json"}) {
		t.Errorf("secrets in %q", got)
	}
	if n := w.requests(func() { w.azOK("account", "get-access-token", "-o", "none") }); n != 0 {
		t.Errorf("a cached token costs %d requests: %v", n, w.cloud.Requests())
	}
	if n := w.cloud.Count(fakeazure.Tenants, fakeazure.Subscriptions); n != 3 {
		t.Errorf("az login makes %d lists, want tenants, and subscriptions of each", n)
	}
}
