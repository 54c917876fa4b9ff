package e2e

import "testing"

// Frameworks and plugins of fish hang on events, on names of functions and on files
// in conf.d, which fish reads before the user's own.
func TestFrameworks_fish(t *testing.T) {
	events := "function on_prompt --on-event fish_prompt; mine; end\nfunction on_line --on-event fish_preexec; begun; end\n"
	plugin := map[string]string{
		".config/fish/conf.d/plugin.fish": events + "status is-interactive; or exit\nfunction _plugin_pwd --on-variable PWD; set -g moved 1; end\n" +
			"function _plugin_sub --on-variable ARM_SUBSCRIPTION_ID; set -g seen_sub $ARM_SUBSCRIPTION_ID; end\nfunction _plugin_update --on-event plugin_update; end\n",
		".config/fish/functions/fish_prompt.fish": "function fish_prompt; set -l st $status; printf '%s> ' $AZENV_ACTIVE; return $st; end\n",
	}
	starship := "function fish_prompt; set -l st $status $pipestatus; builtin printf '%s> ' (command printf %s $AZENV_ACTIVE); end\nset -gx STARSHIP_SHELL fish\n" + events
	renamed := "functions -c fish_prompt _old_fish_prompt\nfunction fish_prompt; set -l st $status; printf '(venv) '; echo \"exit $st\" | .; _old_fish_prompt; end\n" + events
	each(t, "fish", []setup{
		{name: "events before", before: events, mine: 1, pipes: true, begun: true},
		{name: "events after", after: events, mine: 1, pipes: true, begun: true},
		{name: "plugins in conf.d", files: plugin, before: "functions -e fish_prompt", mine: 1, pipes: true, begun: true},
		{name: "the hook in conf.d", files: map[string]string{".config/fish/conf.d/azenv.fish": hookLine("fish") + "\n"}, load: events, mine: 1, pipes: true, begun: true},
		{name: "for interactive shells only", load: "if status is-interactive\n" + hookLine("fish") + "\nend", before: events, mine: 1, pipes: true, begun: true},
		{name: "loaded at the first prompt", load: "function later --on-event fish_prompt; functions -e later; " + hookLine("fish") + "; end", before: events, mine: 1, pipes: true, begun: true},
		{name: "starship before", before: starship, mine: 1, pipes: true, begun: true, forks: true},
		{name: "starship after", after: starship, mine: 1, pipes: true, begun: true, forks: true},
		{name: "a prompt put aside before", before: renamed, mine: 1, pipes: true, begun: true},
		{name: "a prompt put aside after", after: renamed, mine: 1, pipes: true, begun: true},
		{name: "vi keys", before: "fish_vi_key_bindings\nfunction fish_mode_prompt; echo -n '[I]'; end\n" + events, mine: 1, pipes: true, begun: true},
		{name: "direnv before", before: events + "direnv hook fish | source", mine: 1, pipes: true, begun: true, forks: true},
		{name: "direnv after", before: events, after: "direnv hook fish | source", mine: 1, pipes: true, begun: true, forks: true},
	})
}
