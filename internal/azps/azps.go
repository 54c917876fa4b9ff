// Package azps owns what azenv knows of Az PowerShell's own files: where they
// are and what they hold. It only reads them. It must not know az, azenv's
// profile, shells, or the network, and takes no secret over: the files hold
// many.
package azps

import (
	"encoding/json"
	"path/filepath"

	"github.com/azenv/azenv/internal/azctx"
)

// The names of Az PowerShell's files below ~/.Azure, with a capital A, which
// on some file systems is not az's folder.
const (
	dirName      = ".Azure"
	settingsName = "AzureRmContextSettings.json"
	contextName  = "AzureRmContext.json"
)

// ContextFile returns the file in which Az PowerShell keeps contexts for later
// sessions: ~/.Azure/AzureRmContext.json, unless the settings beside it name
// another folder or file (azure-powershell: ContextAutosaveSettings). Settings
// that are missing, that do not parse or that name a folder relative to some
// session's location count as none.
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
	if filepath.IsAbs(name) { // as .NET's Path.Combine has it
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}
