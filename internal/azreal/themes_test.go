//go:build linux

package azreal

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// themes fails unless what prompt themes read is there in each context's folder and is as
// they want it. Without the file oh-my-posh shows that of ~/.azure; starship shows
// nothing unless installationId is there and each entry has these members
// (starship: src/modules/azure.rs).
func (w *world) themes() {
	w.t.Helper()
	folders, err := filepath.Glob(w.path(stateDir, "az", "*", ".azure"))
	if err != nil || len(folders) == 0 {
		w.t.Fatalf("%d folders, %v", len(folders), err)
	}
	for _, dir := range folders {
		data, err := os.ReadFile(filepath.Join(dir, "azureProfile.json"))
		if err != nil {
			w.t.Error(err)
			continue
		}
		var p struct {
			InstallationID *string
			Subscriptions  []struct {
				Name      *string
				IsDefault *bool
				User      *struct{ Name *string }
			}
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(data), "\ufeff")), &p); err != nil || p.InstallationID == nil {
			w.t.Errorf("%s: installationId %v, %v", dir, p.InstallationID, err)
		}
		for _, s := range p.Subscriptions {
			if s.Name == nil || s.IsDefault == nil || s.User == nil || s.User.Name == nil {
				w.t.Errorf("%s: an entry lacks what themes want: %s", dir, data)
			}
		}
	}
}
