//go:build linux

package azreal

import (
	"testing"

	"github.com/azenv/azenv/internal/fakeazure"
)

// TestContexts_apart has two shells in contexts of two tenants and one without, and shows
// that whatever is typed in the two stays in there.
func TestContexts_apart(t *testing.T) {
	w := contexts(t)
	prod, two, plain := w.shell("bash"), w.shell("zsh"), w.shell("fish")
	prod.ok("azenv use Prod")
	two.ok("azenv use Two")
	if got := plain.here(); got != "Dev" {
		t.Errorf("az without a context is on %q", got)
	}
	before := w.files(".azure")
	for range many(5, 100) {
		equal(t, "az in Prod", prod.here(), "Prod")
		equal(t, "az in Two", two.here(), "Two")
	}
	w.cloud.Change(func(c *fakeazure.World) { c.AtBrowser = user })
	for _, line := range []string{
		"az config set core.output=yaml", "az cloud set -n AzureUSGovernment", "az account set -s Prod",
		"az login --use-device-code -o none", "az logout", "az login --use-device-code -o none", "az account clear",
	} {
		prod.ok(line)
	}
	shows(t, prod.screen(), "az login in here chose Dev", "Prod is put back")
	prod.fails("az account show")
	equal(t, "in force", []string{prod.active(), two.active()}, []string{"Prod", "Two"})
	two.fails("az account set -s Prod")
	w.sameFiles(".azure", before)
	w.themes()
	if got := plain.here(); got != "Dev" {
		t.Errorf("after all that az without a context is on %q", got)
	}
	equal(t, "what changed outside", changed(before, w.files(".azure")), []string(nil))
	if env := plain.environment(); env["AZURE_CONFIG_DIR"] != "" || env["AZENV_STATE"] != "" {
		t.Errorf("the shell without a context has %q, %q", env["AZURE_CONFIG_DIR"], env["AZENV_STATE"])
	}
}
