// Package azcli owns what azenv knows of az's own files: where they are, what
// they hold and how they are read. It must not know Az PowerShell, azenv's
// profile, shells, or the network.
package azcli

import (
	"os"
	"path/filepath"
)

// ProfileName is the file in an az configuration folder that lists az's
// subscriptions and says which one is its default.
const ProfileName = "azureProfile.json"

// DefaultDir returns the configuration folder az uses where AZURE_CONFIG_DIR
// is not set (azure-cli: core/_environment.py).
func DefaultDir(home string) string { return filepath.Join(home, ".azure") }

// IsDir says whether dir is a configuration folder that az has used, and not just one
// into which somebody copied a file: az leaves these at every run
// (azure-cli: core/__init__.py, MainCommandsLoader and AzCli).
func IsDir(dir string) bool {
	for _, name := range []string{"az.json", "az.sess", indexName} {
		if fi, err := os.Stat(filepath.Join(dir, name)); err == nil && fi.Mode().IsRegular() {
			return true
		}
	}
	return false
}
