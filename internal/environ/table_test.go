package environ

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/azenv/azenv/internal/azctx"
)

func TestTable_isSortedWithoutDuplicates(t *testing.T) {
	for i, v := range Table {
		if i > 0 && Table[i-1].Name >= v.Name {
			t.Errorf("%s comes after %s", v.Name, Table[i-1].Name)
		}
		if !isName(v.Name) || v.Consumer == "" || v.Why == "" {
			t.Errorf("%+v has no name, no consumer or no reason", v)
		}
		if v.Yields && v.Decides {
			t.Errorf("%s: what decides gives way to nothing", v.Name)
		}
		if len((Env{v.Name: "x"}).Overrides()) > 0 {
			t.Errorf("%s is both set and hidden", v.Name)
		}
	}
}

func TestTable_hasWhatTheDesignNames(t *testing.T) {
	var got, decides []string
	for _, v := range Table {
		got = append(got, v.Name)
		if v.Decides {
			decides = append(decides, v.Name)
		}
	}
	want := []string{
		"ANSIBLE_AZURE_AUTH_SOURCE", "ARM_ENVIRONMENT", "ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "AZCOPY_AUTO_LOGIN_TYPE",
		"AZCOPY_TENANT_ID", "AZURE_AUTHORITY_HOST", "AZURE_CLOUD_ENVIRONMENT", "AZURE_CLOUD_NAME", "AZURE_CONFIG_DIR",
		"AZURE_DEFAULTS_GROUP", "AZURE_DEFAULTS_LOCATION", "AZURE_EXTENSION_DIR", "AZURE_LOCATION", "AZURE_RESOURCE_GROUP",
		"AZURE_SUBSCRIPTION_ID", "AZURE_TENANT", "AZURE_TENANT_ID",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("variables (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"ARM_SUBSCRIPTION_ID", "ARM_TENANT_ID", "AZURE_SUBSCRIPTION_ID", "AZURE_TENANT_ID"}, decides); d != "" {
		t.Errorf("those that decide (-want +got):\n%s", d)
	}
}

func TestHiddenPatterns_areSortedAndWhole(t *testing.T) {
	want := []string{
		"ARM_ACCESS_KEY", "ARM_CLIENT_*", "ARM_MSI_*", "ARM_OIDC_*", "ARM_SAS_TOKEN", "ARM_USE_*", "AZD_AUTH_*", "AZURE_AD_USER",
		"AZURE_CLIENT_*", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_PASSWORD", "AZURE_PROFILE", "AZURE_SECRET", "AZURE_USERNAME", "IDENTITY_*", "MSI_*",
	}
	if d := cmp.Diff(want, HiddenPatterns); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if !slices.IsSorted(HiddenPatterns) {
		t.Error("not sorted")
	}
}

// The values that contexts set: golden, since every other program reads them.
func TestMake_values(t *testing.T) {
	base := Env{"ANSIBLE_AZURE_AUTH_SOURCE": "cli", "AZCOPY_AUTO_LOGIN_TYPE": "AZCLI", "AZURE_EXTENSION_DIR": "/home/ops/.azure/cliextensions"}
	tests := []struct {
		name, id string
		want     Env
	}{
		{"a subscription of the public cloud", devID, Env{
			"ARM_ENVIRONMENT": "public", "ARM_SUBSCRIPTION_ID": subDev, "ARM_TENANT_ID": contoso, "AZCOPY_TENANT_ID": contoso,
			"AZURE_CLOUD_ENVIRONMENT": "AzureCloud", "AZURE_CLOUD_NAME": "AzureCloud",
			"AZURE_SUBSCRIPTION_ID": subDev, "AZURE_TENANT": contoso, "AZURE_TENANT_ID": contoso, "AZENV_ACTIVE": "dev", "AZENV_CONTEXT": "dev",
		}},
		{"a subscription with defaults, of the government's cloud", prodID, Env{
			"ARM_ENVIRONMENT": "usgovernment", "ARM_SUBSCRIPTION_ID": subPrd, "ARM_TENANT_ID": fabrikam, "AZCOPY_TENANT_ID": fabrikam,
			"AZURE_AUTHORITY_HOST": "https://login.microsoftonline.us/", "AZURE_CLOUD_ENVIRONMENT": "AzureUSGovernment", "AZURE_CLOUD_NAME": "AzureUSGovernment",
			"AZURE_DEFAULTS_GROUP": "rg", "AZURE_RESOURCE_GROUP": "rg", "AZURE_DEFAULTS_LOCATION": "usgovvirginia", "AZURE_LOCATION": "usgovvirginia",
			"AZURE_SUBSCRIPTION_ID": subPrd, "AZURE_TENANT": fabrikam, "AZURE_TENANT_ID": fabrikam, "AZENV_ACTIVE": "prod", "AZENV_CONTEXT": "prod",
		}},
		{"a cloud in another spelling", chID, Env{
			"ARM_ENVIRONMENT": "china", "ARM_SUBSCRIPTION_ID": subDev, "ARM_TENANT_ID": contoso, "AZCOPY_TENANT_ID": contoso,
			"AZURE_AUTHORITY_HOST": "https://login.chinacloudapi.cn/", "AZURE_CLOUD_ENVIRONMENT": "AzureChinaCloud", "AZURE_CLOUD_NAME": "AzureChinaCloud",
			"AZURE_DEFAULTS_LOCATION": "chinaeast", "AZURE_LOCATION": "chinaeast",
			"AZURE_SUBSCRIPTION_ID": subDev, "AZURE_TENANT": contoso, "AZURE_TENANT_ID": contoso, "AZENV_ACTIVE": "china", "AZENV_CONTEXT": "china",
		}},
		{"a tenant", tenID, Env{
			"ARM_ENVIRONMENT": "public", "ARM_TENANT_ID": fabrikam, "AZCOPY_TENANT_ID": fabrikam,
			"AZURE_CLOUD_ENVIRONMENT": "AzureCloud", "AZURE_CLOUD_NAME": "AzureCloud", "AZURE_DEFAULTS_GROUP": "rg", "AZURE_RESOURCE_GROUP": "rg",
			"AZURE_TENANT": fabrikam, "AZURE_TENANT_ID": fabrikam, "AZENV_ACTIVE": "tenant", "AZENV_CONTEXT": "tenant",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// What was there before must not speak for the context.
			before := Env{"HOME": "/home/ops", "AZURE_AUTHORITY_HOST": "https://evil/", "AZURE_LOCATION": "x", "ARM_SUBSCRIPTION_ID": "x", "ARM_CLIENT_SECRET": "s"}
			sh := newShell(t, before)
			sh.use(tt.id)
			want := copyOf(base)
			want["HOME"], want["AZENV_SCOPE"], want["AZENV_STATE"] = "/home/ops", "process", sh.env["AZENV_STATE"]
			want["AZURE_CONFIG_DIR"] = state + "/az/" + tt.id + "/.azure"
			for k, v := range tt.want {
				want[k] = v
			}
			if d := diff(want, sh.env); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			st, err := azctx.DecodeState(sh.env[StateIn])
			if err != nil || st.Active != tt.id || strings.Contains(string(mustJSON(t, st)), "ARM_CLIENT_SECRET") {
				t.Errorf("state %+v, error %v", st, err)
			}
		})
	}
}
