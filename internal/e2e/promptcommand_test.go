package e2e

import (
	"strings"
	"testing"
)

// Every form that PROMPT_COMMAND is found in, and every way in which it is changed
// once the hook is there.
func TestPromptCommand(t *testing.T) {
	each(t, "bash", []setup{
		{name: "unset", before: "unset PROMPT_COMMAND"},
		{name: "empty", before: "PROMPT_COMMAND=''"},
		{name: "blanks only", before: "PROMPT_COMMAND=' \t '"},
		{name: "a word", before: "PROMPT_COMMAND=mine", mine: 1, pipes: true},
		{name: "ends in semicolon", before: "PROMPT_COMMAND='mine;'", mine: 1, pipes: true},
		{name: "ends in semicolon and blanks", before: "PROMPT_COMMAND='mine ;  '", mine: 1, pipes: true},
		{name: "ends in newline", before: "PROMPT_COMMAND=$'mine\\n'", mine: 1, pipes: true},
		{name: "several lines and a comment", before: "PROMPT_COMMAND=$'mine\\ntrue # and so on'", mine: 1, pipes: true},
		{name: "array", before: "PROMPT_COMMAND=(true mine mine)", mine: 2, pipes: true},
		{name: "array with empty elements", before: "PROMPT_COMMAND=('' mine '' ' ')", mine: 1, pipes: true},
		{name: "array with gaps", before: "PROMPT_COMMAND=([3]=mine [9]=true)", mine: 1, pipes: true},
		{name: "empty array", before: "PROMPT_COMMAND=()"},
		{name: "exported", before: "export PROMPT_COMMAND=mine", mine: 1, pipes: true},
		{name: "inherited", env: []string{"PROMPT_COMMAND=mine"}, mine: 1, pipes: true},
		{name: "inherited from a shell with the hook", env: []string{"PROMPT_COMMAND=__azenv_hook;mine"}, mine: 1},
		{name: "the name as part of another", before: "function my__azenv_hook_x { mine; }\nPROMPT_COMMAND=my__azenv_hook_x", mine: 1},
		{name: "the name in text", before: "PROMPT_COMMAND='mine; : \"not __azenv_hook, here\"'", mine: 1},
		{name: "appended as an element", after: "PROMPT_COMMAND+=(mine)", mine: 1, pipes: true},
		{name: "appended as text", after: "PROMPT_COMMAND+=';mine'", mine: 1},
		{name: "put before as text", after: `PROMPT_COMMAND="mine;$PROMPT_COMMAND"`, mine: 1, pipes: true},
		{name: "put behind as text", after: `PROMPT_COMMAND="$PROMPT_COMMAND; mine"`, mine: 1},
		{name: "put behind as a line", after: `PROMPT_COMMAND="$PROMPT_COMMAND"$'\n'mine`, mine: 1},
		{name: "put before as an element", after: `PROMPT_COMMAND=(mine "${PROMPT_COMMAND[@]}")`, mine: 1, pipes: true},
		{name: "put before a list", before: "PROMPT_COMMAND=(true mine)", after: `PROMPT_COMMAND="true;$PROMPT_COMMAND"`, mine: 1, pipes: true},
	})
}

// A child of a shell with the hook that has none itself must not be told to call it.
func TestPromptCommand_doesNotReachPlainShells(t *testing.T) {
	need(t, "bash")
	t.Parallel()
	for _, before := range []string{"export PROMPT_COMMAND=true", "export PROMPT_COMMAND", "set -a; PROMPT_COMMAND=true"} {
		w := imported(t)
		s := w.start("bash", before, "")
		s.ok("azenv use Dev")
		start := len(s.screen())
		s.ok("bash --noprofile --norc -i")
		s.ok(":")
		s.run("exit")
		if shown := s.screen()[start:]; strings.Contains(shown, "not found") {
			t.Errorf("%s: a shell without the hook:\n%s", before, shown)
		}
	}
}

// Where PROMPT_COMMAND is readonly the hook has no place; the rest of the rc file is
// read all the same, what is typed works, and every prompt is quiet.
func TestPromptCommand_readonly(t *testing.T) {
	need(t, "bash")
	for name, before := range map[string]string{
		"text": "readonly PROMPT_COMMAND=mine", "array": "PROMPT_COMMAND=(mine); readonly PROMPT_COMMAND", "unset": "readonly PROMPT_COMMAND",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := imported(t)
			s := w.start("bash", mine["bash"]+"\n"+before, "reached=1")
			if got := s.value("$reached"); got != "1" {
				t.Errorf("the rc file was not read to its end:\n%s", s.screen())
			}
			from := len(s.screen())
			s.ok("azenv use Dev")
			wantVars(t, s.environment(), "Dev", subDev, tenantA)
			s.ok("azenv use --unset")
			wantNothing(t, s.environment())
			if shown := s.screen()[from:]; s.trouble(shown) != "" {
				t.Errorf("prompts are not quiet:\n%s", shown)
			}
		})
	}
}
