// Package shells holds the hook of every shell, as files that their own linters
// can read. They know no list of variables and no path: what they are to do comes
// from package shell.
package shells

import _ "embed"

// The hooks.
var (
	//go:embed bash.sh
	Bash string
	//go:embed zsh.zsh
	Zsh string
	//go:embed fish.fish
	Fish string
	//go:embed pwsh.ps1
	Pwsh string
)
