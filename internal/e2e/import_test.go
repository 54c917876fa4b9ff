package e2e

import (
	"os"
	"strings"
	"testing"
)

// With the real az: a profile that az itself rewrote is imported, its default
// becomes this shell's context, and a name works on the very line.
func TestImport_profileThatAzRewrote(t *testing.T) {
	need(t, "az")
	eachShell(t, func(t *testing.T, sh string) {
		w := newWorld(t)
		w.write(".azure/azureProfile.json", azProfile(sampleSubs))
		if _, errOut, code := w.command("az", "account", "set", "--subscription", subProd); code != 0 {
			t.Fatalf("az account set: %s", errOut)
		}
		before := w.read(".azure/azureProfile.json")
		s := w.start(sh, "", "")
		wantVars(t, s.environmentOf("azenv import && command env"), "Prod", subProd, tenantA)
		wantVars(t, s.environmentOf("azenv use Dev && command env"), "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		if w.read(".azure/azureProfile.json") != before {
			t.Error("az's profile was written")
		}
	})
}

// rmContext is AzureRmContext.json as Az PowerShell writes it: a BOM, a name that
// a person gave, names it made itself, the reserved Default, members azenv does
// not know, and secrets.
const rmContext = "\ufeff" + `{
  "DefaultContextKey": "prod",
  "EnvironmentTable": {},
  "Contexts": {
    "Default": {"Account": null, "Tenant": null, "Subscription": null},
    "prod": {
      "Account": {"Id": "ops@contoso.example", "Credential": null, "Type": "User", "TenantMap": {},
        "ExtendedProperties": {"HomeAccountId": "44444444-0000-4000-8000-000000000001.` + tenantA + `", "AccessToken": "SECRET-access"}},
      "Tenant": {"Id": "` + tenantA + `", "Directory": "contoso.example", "IsHome": true, "ExtendedProperties": {}},
      "Subscription": {"Id": "` + subProd + `", "Name": "Prod", "State": "Enabled", "ExtendedProperties": {}},
      "Environment": {"Name": "AzureCloud", "Type": "Built-in", "OnPremise": false},
      "VersionProfile": null, "TokenCache": {"CacheData": "U0VDUkVULWNhY2hl"}, "ExtendedProperties": {}, "Unknown": {"a": [1]}
    },
    "Dev (` + subDev + `) - ` + tenantA + ` - 55555555-0000-4000-8000-000000000001": {
      "Account": {"Id": "55555555-0000-4000-8000-000000000001", "Type": "ServicePrincipal",
        "ExtendedProperties": {"ServicePrincipalSecret": "SECRET-principal", "CertificatePassword": "SECRET-certificate"}},
      "Tenant": {"Id": "` + tenantA + `", "Directory": null},
      "Subscription": {"Id": "` + subDev + `", "Name": "Dev", "State": "Enabled"},
      "Environment": {"Name": "AzureCloud"}, "TokenCache": null, "ExtendedProperties": {}
    }
  },
  "ExtendedProperties": {}
}
`

func TestImport_contextsOfAzPowerShell(t *testing.T) {
	eachShell(t, func(t *testing.T, sh string) {
		w := newWorld(t)
		w.write(".Azure/AzureRmContext.json", rmContext)
		s := w.start(sh, "", "")
		env := s.environmentOf("azenv import && command env")
		wantVars(t, env, "prod", subProd, tenantA)
		env = s.environmentOf("azenv use Dev && command env")
		wantVars(t, env, "Dev", subDev, tenantA)
		s.ok("azenv use --unset")
		wantNothing(t, s.environment())
		grep, _, _ := w.command("grep", "-rlE", "SECRET|U0VDUkVU", w.path(".config/azenv"), w.path(".local/state/azenv"))
		if grep != "" || strings.Contains(s.screen(), "SECRET") {
			t.Errorf("a secret was taken over: %s", grep)
		}
		for _, file := range []string{".config/azenv/profile.json", ".local/state/azenv/index", ".local/state/azenv/stamp"} {
			if fi, err := os.Stat(w.path(file)); err != nil || fi.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v; want 0600", file, fi.Mode(), err)
			}
		}
	})
}
