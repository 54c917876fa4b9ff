// Package shells holds the hook and the completion of every shell, as files that
// their own linters can read. They know no list of variables and no path: what they
// are to do comes from package shell, or from azenv itself.
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

// The completions: each asks `azenv __complete`, and quotes what that prints.
var (
	//go:embed completion.bash
	CompletionBash string
	//go:embed completion.zsh
	CompletionZsh string
	//go:embed completion.fish
	CompletionFish string
	//go:embed completion.ps1
	CompletionPwsh string
)
