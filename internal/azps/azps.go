// Package azps owns what azenv knows of Az PowerShell's own files: where they are and what
// they hold. It only reads them, and takes none of the many secrets in them. It must not
// know az, azenv's profile, shells, or the network.
package azps

import (
	"encoding/json"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
)

// These are the names of Az PowerShell's files. Its folder ~/.Azure has a capital A; where
// file names have case, that is another folder than az's.
const (
	dirName      = ".Azure"
	settingsName = "AzureRmContextSettings.json"
	contextName  = "AzureRmContext.json"
)

// ContextFile returns the file in which Az PowerShell keeps contexts for later
// sessions: ~/.Azure/AzureRmContext.json, unless the settings beside it name
// another folder or file (azure-powershell: ContextAutosaveSettings). Settings
// that are missing or do not parse do not count. A relative folder in them does not
// count either, since it depends on the location of a session.
func ContextFile(home string, readFile func(string) ([]byte, error)) string {
	dir, name := filepath.Join(home, dirName), contextName
	data, err := readFile(filepath.Join(dir, settingsName))
	if err != nil {
		return filepath.Join(dir, name)
	}
	var settings struct{ ContextDirectory, ContextFile string } // null after Disable-AzContextAutosave
	if json.Unmarshal(azctx.TrimBOM(data), &settings) != nil {
		return filepath.Join(dir, name)
	}
	if filepath.IsAbs(settings.ContextDirectory) {
		dir = settings.ContextDirectory
	}
	if settings.ContextFile != "" {
		name = settings.ContextFile
	}
	if filepath.IsAbs(name) { // .NET's Path.Combine does the same
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
