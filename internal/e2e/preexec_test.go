package e2e

import "testing"

// bash-preexec looks for what it put in PROMPT_COMMAND where it put it.
func TestFrameworks_bashPreexecBeforeAzenv(t *testing.T) {
	each(t, "bash", []setup{
		{name: "alone", before: bashPreexec, mine: 1, begun: true},
		{name: "with another", before: "PROMPT_COMMAND=true\n" + bashPreexec, mine: 1, begun: true},
	})
}
