// Package azcli owns what azenv knows of az's own files: where they are, what they hold
// and how they are read. It also owns a context's own az folder and derives it from base.
// It must not know tokens, Az PowerShell, azenv's profile, shells, or the network, and it
// never starts az.
package azcli

import (
	"os"
	"path/filepath"
)

// ProfileName is the file in an az configuration folder that lists az's
// subscriptions and says which one is its default.
const ProfileName = "azureProfile.json"

// DefaultDir returns the configuration folder that az uses if AZURE_CONFIG_DIR is not set
// (azure-cli: core/_environment.py).
func DefaultDir(home string) string { return filepath.Join(home, ".azure") }

// IsDir says whether dir is a configuration folder that az has used, rather than a folder
// into which somebody copied a file. az writes these files at every run (azure-cli:
// core/__init__.py, MainCommandsLoader and AzCli).
func IsDir(dir string) bool {
	for _, name := range []string{"az.json", "az.sess", indexName} {
		if fi, err := os.Stat(filepath.Join(dir, name)); err == nil && fi.Mode().IsRegular() {
			return true
		}
	}
	return false
}
