package e2e

import (
	"encoding/json"
	"strings"
	"testing"
)

// The sample: two tenants, an account, four subscriptions, of which two have the
// same name.
const (
	tenantA = "11111111-0000-4000-8000-00000000000a"
	tenantB = "11111111-0000-4000-8000-00000000000b"
	subDev  = "22222222-0000-4000-8000-000000000001"
	subProd = "22222222-0000-4000-8000-000000000002"
	subTwin = "22222222-0000-4000-8000-000000000003"
	subTwo  = "22222222-0000-4000-8000-000000000004"
	account = "ops@contoso.example"
)

type azSub struct {
	ID, Name, Tenant string
}

var sampleSubs = []azSub{
	{subDev, "Dev", tenantA}, {subProd, "Prod", tenantA}, {subTwin, "Shared", tenantA}, {subTwo, "Shared", tenantB},
}

// azProfile is azureProfile.json as az writes it, the first being the default.
func azProfile(subs []azSub) string {
	list := make([]map[string]any, 0, len(subs))
	for i, s := range subs {
		list = append(list, map[string]any{
			"id": s.ID, "name": s.Name, "state": "Enabled", "isDefault": i == 0,
			"user":     map[string]any{"name": account, "type": "user"},
			"tenantId": s.Tenant, "homeTenantId": s.Tenant, "environmentName": "AzureCloud", "managedByTenants": []any{},
		})
	}
	data, err := json.Marshal(map[string]any{"installationId": "33333333-0000-4000-8000-000000000000", "subscriptions": list})
	if err != nil {
		panic(err)
	}
	return "\ufeff" + string(data)
}

// imported is a world that has taken the sample over, and no default.
func imported(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.write(".azure/azureProfile.json", azProfile(sampleSubs))
	w.azenv("import", "--no-use")
	return w
}

// wantVars fails unless env has the variables of the sample's subscription.
func wantVars(t *testing.T, env map[string]string, label, sub, tenant string) {
	t.Helper()
	for name, want := range map[string]string{
		"AZENV_ACTIVE": label, "AZURE_SUBSCRIPTION_ID": sub, "ARM_SUBSCRIPTION_ID": sub,
		"AZURE_TENANT_ID": tenant, "ARM_TENANT_ID": tenant, "AZURE_TENANT": tenant, "AZCOPY_TENANT_ID": tenant,
		"ARM_ENVIRONMENT": "public", "AZURE_CLOUD_NAME": "AzureCloud", "AZURE_CLOUD_ENVIRONMENT": "AzureCloud",
	} {
		if env[name] != want {
			t.Errorf("%s = %q, want %q", name, env[name], want)
		}
	}
	if dir := env["AZURE_CONFIG_DIR"]; !ofContext.MatchString(dir) {
		t.Errorf("AZURE_CONFIG_DIR = %q in force, which is no folder of a context", dir)
	}
}

// wantSealed fails unless env is that of a sealed shell, but for the variables
// named.
func wantSealed(t *testing.T, env map[string]string, scope string, but ...string) {
	t.Helper()
	if env["AZENV_ACTIVE"] != "sealed" || env["AZENV_SCOPE"] != scope {
		t.Errorf("AZENV_ACTIVE = %q, AZENV_SCOPE = %q; want sealed, %s", env["AZENV_ACTIVE"], env["AZENV_SCOPE"], scope)
	}
	if !strings.HasSuffix(env["AZURE_CONFIG_DIR"], "/azenv-sealed--run-azenv-show") {
		t.Errorf("AZURE_CONFIG_DIR = %q does not seal", env["AZURE_CONFIG_DIR"])
	}
	allowed := "AZURE_CONFIG_DIR " + strings.Join(but, " ")
	for name := range azure(env) {
		if !strings.HasPrefix(name, "AZENV_") && !strings.Contains(allowed, name) {
			t.Errorf("%s = %q while sealed", name, env[name])
		}
	}
}

// wantNothing fails unless azenv touches nothing in env.
func wantNothing(t *testing.T, env map[string]string) {
	t.Helper()
	if left := azure(env); len(left) > 0 {
		t.Errorf("left in the environment: %q", left)
	}
}
