//go:build unix && !linux

package torture

import "testing"

// readOnly skips.
func readOnly(t *testing.T, _ string) (end func()) {
	t.Helper()
	t.Skip("nothing can be mounted read-only here")
	return nil
}
