//go:build linux

package azreal

import (
	"strings"
	"testing"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestPlain_app has a user and a service principal of one subscription in one folder.
func TestPlain_app(t *testing.T) {
	w := newWorld(t, sample())
	const cache, prof, entries = "msal_token_cache.json", "azureProfile.json", "service_principal_entries.json"
	w.login(user)
	w.step("login", func() { w.loginApp(app) }, []string{prof, "clouds.config", cache, entries},
		[]string{fakeazure.Token, fakeazure.Subscriptions}) // the tenant's configuration is in az's HTTP cache
	var got []map[string]any
	w.read(&got, ".azure/"+entries)
	equal(t, "entries", got, []map[string]any{{"client_id": app.ClientID, "tenant": tenantB, "client_secret": app.Secret}})
	// A subscription has one user in a profile: the latest.
	equal(t, "profile", w.profile(".azure").brief(), []string{"Dev of " + user, "Prod of " + user, "Two of " + app.ClientID + " *"})
	token := w.tokenCache(".azure")["AccessToken"]["-login.microsoftonline.com-accesstoken-"+app.ClientID+"-"+tenantB+"-https://management.core.windows.net//.default"]
	if home, has := token["home_account_id"]; !has || home != nil || token["realm"] != tenantB {
		t.Errorf("the app's token is %v", token)
	}
	w.step("cached", func() { w.azOK("group", "list", "-o", "none") }, nil, []string{fakeazure.Groups})

	// The user's subscription and the app's are one to az here: it marks the one, and
	// keeps the other.
	w.azOK("account", "list", "--refresh", "-o", "none")
	equal(t, "profile after a refresh", w.profile(".azure").brief(), []string{"Dev of " + user, "Prod of " + user, "Two of " + app.ClientID})
	if said := w.azFails("account", "show"); !strings.Contains(said, "No subscription found. Run 'az account set'") {
		t.Errorf("az without a default: %s", said)
	}

	w.step("logout", func() { w.azOK("logout", "--username", app.ClientID) }, []string{prof, entries}, nil)
	w.read(&got, ".azure/"+entries)
	equal(t, "entries after logout", got, []map[string]any{})
	if _, live := w.cloud.Live(token["secret"].(string)); !live || !strings.Contains(w.files(".azure")[cache], token["secret"].(string)) {
		t.Error("az logout removed the app's access token from the cache: azenv need not")
	}

	w.loginApp(app)
	w.step("clear", func() { w.azOK("account", "clear") }, []string{"-" + cache, "-" + entries, prof}, nil)
	equal(t, "profile after clear", w.profile(".azure").brief(), []string{})
	if !strings.Contains(w.files(".azure")["clouds.config"], subTwo) {
		t.Error("az account clear forgot the cloud's subscription")
	}
	equal(t, "secrets after clear", w.secrets(".azure"), []string(nil))
	if said := w.azFails("account", "show"); !strings.Contains(said, "Please run 'az login'") {
		t.Errorf("az after clear: %s", said)
	}
}
