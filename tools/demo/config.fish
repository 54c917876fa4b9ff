# The demo's config.fish: the hook, and a prompt that refers to AZENV_ACTIVE.
azenv hook fish | source
set -g fish_greeting
function fish_prompt
    test -n "$AZENV_ACTIVE"; and echo -n "[$AZENV_ACTIVE] "
    echo -n (prompt_pwd)' > '
end
