//go:build linux

package azreal

import (
	"os"
	"testing"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestContext_app has a service principal, which signed in outside.
func TestContext_app(t *testing.T) {
	w := newWorld(t, sample())
	w.login(user)
	w.loginApp(app)
	w.azenv("import", "--no-use")
	base := w.files(".azure")
	const name = "Two"
	w.cloud.ClearLog()
	token := w.in(name, "account", "get-access-token", "--query", "accessToken", "-o", "tsv")
	equal(t, "requests for what is cached", w.requested(), []string(nil))
	if c := claims(t, token); c["appid"] != app.ClientID || c["tid"] != tenantB {
		t.Errorf("a token of %v in %v", c["appid"], c["tid"])
	}
	dir := w.folder(name)
	var got []map[string]any
	w.read(&got, dir+"/service_principal_entries.json")
	equal(t, "entries", got, []map[string]any{{"client_id": app.ClientID, "tenant": tenantB, "client_secret": app.Secret}})
	if fi, err := os.Stat(w.path(dir, "service_principal_entries.json")); err != nil || fi.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", fi.Mode(), err)
	}
	w.sameFiles(".azure", base)
	for _, dir := range []string{dir, ".azure"} { // and where a good one would come from
		w.expire(dir)
	}
	w.expireFile(w.shared())
	base = w.files(".azure")
	w.cloud.ClearLog()
	equal(t, "groups", w.in(name, "group", "list", "--query", "[].name", "-o", "tsv"), "rg-two\n")
	equal(t, "requests", w.requested(), []string{fakeazure.Instance, fakeazure.Token, fakeazure.Groups})
	w.themes()
	w.sameFiles(".azure", base)

	w.azenv("remove", name)
	if _, err := os.Lstat(w.path(dir, "..")); !os.IsNotExist(err) {
		t.Errorf("after azenv remove: %v", err)
	}
	equal(t, "secrets in folders", w.secrets(stateDir+"/az"), []string(nil))
}
