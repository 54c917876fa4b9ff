package e2e

import "testing"

// zsh prefers a function to the builtin of these names, too.
func TestRenamed_functionsThatZshPrefers(t *testing.T) {
	for _, name := range []string{"command", "print", "return"} {
		each(t, "zsh", []setup{
			{name: name + " before", before: renamed("zsh", name)}, {name: name + " after", after: renamed("zsh", name)},
		})
	}
}
