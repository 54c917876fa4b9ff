package e2e

import "testing"

// The name of a directory need not be text: azenv must know it again as it is, or
// what others do to the context would move the shell.
func TestDir_namesThatAreNoText(t *testing.T) {
	need(t, "strace")
	eachUnixShell(t, func(t *testing.T, sh string) { inOddDirs(t, sh, []string{"caf\xe9 \xff\xfe"}) })
}
