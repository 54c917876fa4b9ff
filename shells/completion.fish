# azenv's completion for fish 3.4 and later. `azenv completion fish` prints this file.
# Which of the names fit, and how they are quoted, is fish's own work.

function __azenv_complete
    builtin set -l bin $__azenv_bin
    builtin test -x "$bin"; or builtin set bin (builtin command -s azenv); or return
    builtin set -l token (builtin commandline -ct)
    builtin set -l words (builtin commandline -opc)
    # What leads the command, as time or command, is none of its words.
    while builtin set -q words[1]; and not builtin string match -qr '(^|/)azenv$' -- $words[1]
        builtin set -e words[1]
    end
    builtin set -e words[1]
    builtin set -l word ''
    if builtin string match -qr '^-.*=' -- "$token"
        builtin set word (builtin string replace -r '=.*' = -- $token)
    else if builtin string match -qr '^-' -- "$token"
        builtin set word -
    end
    builtin set -l answer (__AZENV_CALL="fish,$fish_pid,typed,$__azenv_mark," command $bin __complete $words "$word" </dev/null 2>/dev/null)
    builtin set -l names (builtin string match -rv '^\t' -- $answer)
    builtin set -l order (builtin string match -r '^\t.*' -- $answer)
    # Flags come where they are asked for, or where nothing else does: not because a
    # word has letters of theirs.
    if builtin test -n "$token" -a -z "$word"
        builtin set names (builtin string match -rv '^-' -- $names)
    end
    if builtin set -q names[1]
        builtin printf '%s\n' $names
        builtin test -n "$token"; or return
    end
    switch "$order"
        case \tfiles
            __azenv_paths "$token"
        case \tdirs
            __azenv_paths "$token" | builtin string match -r '.*/$'
        case \tcommand\ '*'
            builtin set -l n (builtin string replace -r '.* ' '' -- $order)
            builtin set -l line
            if builtin test $n -lt (builtin count $words)
                builtin set line (builtin string escape -- $words[(builtin math $n + 1)..-1])
            end
            builtin complete -C (builtin string join ' ' -- $line "$token")
    end
end

# __azenv_paths TOKEN: what a command that fish knows nothing of completes to.
function __azenv_paths
    builtin complete -C "__azenv_no_command $argv[1]" | builtin string replace -r '\t.*' ''
end

builtin complete -c azenv -e
builtin complete -c azenv -f -a '(__azenv_complete)'
