//go:build linux

package azreal

import (
	"strings"
	"testing"
	"time"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestPlain_mfa shows what a tenant leaves behind that wants more than az has.
func TestPlain_mfa(t *testing.T) {
	w := newWorld(t, sample())
	w.cloud.Change(func(c *fakeazure.World) { c.Tenants[1].MFA = 50076 })
	w.login(user)
	equal(t, "profile", w.profile(".azure").brief(), []string{"Dev of " + user + " *", "Prod of " + user})
	// MSAL keeps what was refused with its request, in which the refresh token is.
	equal(t, "secrets", w.secrets(".azure"), []string{"msal_http_cache.bin", "msal_token_cache.json"})
	w.azOK("account", "clear")
	equal(t, "secrets after clear", w.secrets(".azure"), []string{"msal_http_cache.bin"})

	w.login(user, "--tenant", tenantB)
	equal(t, "profile", w.profile(".azure").brief(), []string{"Two of " + user + " *"})
}

func TestPlain_faults(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	w.cloud.Throttle("/resourcegroups", 1, time.Second)
	w.step("throttled", func() { w.azOK("group", "list", "-o", "none") }, nil, []string{fakeazure.Groups, fakeazure.Groups})
	w.cloud.Challenge(1)
	w.step("challenged", func() { w.azOK("group", "list", "-o", "none") },
		[]string{"msal_token_cache.json"}, []string{fakeazure.Groups, fakeazure.Token, fakeazure.Groups})

	w.expire(".azure")
	w.cloud.Revoke(user, 50173)
	if said := w.azFails("account", "get-access-token"); !strings.Contains(said, "AADSTS50173") || !strings.Contains(said, "az login") {
		t.Errorf("az with a revoked token: %s", said)
	}
	equal(t, "profile of one who is revoked", len(w.profile(".azure").Subscriptions), 3)
	w.login(user)
	w.step("after a new sign-in", func() { w.azOK("account", "get-access-token", "-o", "none") }, nil, nil)
}
