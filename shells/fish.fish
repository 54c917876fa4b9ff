# azenv for fish 3.4 and later. `azenv hook fish` prints this file and what this
# shell starts with. What it relies on, and what it must survive:
#  - functions of a user may be named like builtins, so those are called as
#    `builtin`;
#  - __azenv_fresh, from the last export, says whether that still holds: builtins
#    only. While it does, a prompt starts no process;
#  - a change is whole or the shell is sealed: see __azenv_begin, __azenv_end;
#  - universal variables belong to all of the user's shells. They are never
#    written or erased: an exported empty global stands before one that should be
#    unset, and goes when it should be back.

builtin set -q __azenv_bin; or builtin set -g __azenv_bin azenv
builtin set -q __azenv_asked; or builtin set -g __azenv_asked $__azenv_bin
builtin set -q __azenv_text; or builtin set -g __azenv_text ''
builtin set -g __azenv_run ''
builtin set -g __azenv_mark ''
builtin set -g __azenv_at ''
builtin set -g __azenv_watch ''
builtin set -g __azenv_note
builtin set -g __azenv_bad ''
builtin set -g __azenv_skip ''
builtin set -g __azenv_broken ''
# A new hook may be loaded amid a line: its cd's are still followed.
builtin set -q __azenv_drawn; or builtin set -g __azenv_drawn ''
builtin set -g __azenv_file ''
builtin set -g __azenv_passed
builtin set -qg __azenv_asides; or builtin set -g __azenv_asides

function __azenv_fresh
    return 1
end

# __azenv_same: all holds, but the shell has gone elsewhere: does __azenv_file decide there,
# too, or again no file? Then all holds there. Where the path is not clean, or the directory
# is gone, it says no, and azenv is asked.
function __azenv_same
    builtin string match -qr '^[^/]|^\z|//|/\.\.?(/|\z)|./\z' -- "$PWD"; and return 1
    builtin test -d "$PWD"; or return 1
    builtin set -l parts
    builtin test "$PWD" = /; or builtin printf %s "$PWD" | builtin read -z -d / -a parts
    # From the root down; the first part is empty.
    builtin set -l d ''
    builtin set -l found ''
    builtin set -l passed -o -e /.azcontext -o -L /.azcontext
    if builtin test "$__azenv_file" = /.azcontext
        builtin set found $__azenv_file
        builtin set passed
    end
    builtin set -e parts[1]
    for part in $parts
        builtin set d "$d/$part"
        if builtin test "$d/.azcontext" = "$__azenv_file"
            builtin set found $__azenv_file
            builtin set passed
        else
            builtin set -a passed -o -e "$d/.azcontext" -o -L "$d/.azcontext"
        end
    end
    builtin test "$found" = "$__azenv_file" -a \( "$d" = "$PWD" -o "$d$PWD" = / \); or return 1
    not builtin test -z x $passed; or return 1
    builtin set -g __azenv_passed $passed
    builtin set -g __azenv_at "$PWD"
end

# __azenv_begin NAME VALUE: NAME seals until __azenv_end says its real value.
function __azenv_begin
    builtin set -g __azenv_bad ''
    builtin set -g __azenv_skip ''
    __azenv_set $argv[1] $argv[2]
    builtin set -g __azenv_skip $__azenv_bad
end

# __azenv_end NAME [VALUE]: all that went before is checked; open up.
function __azenv_end
    builtin test -z "$__azenv_bad"; or return 0
    __azenv_return $argv
end

# __azenv_return NAME [VALUE]: NAME gets an earlier value back, or is unset again. A
# universal variable speaks for itself again, unless it has another value.
function __azenv_return
    builtin test -z "$__azenv_skip"; or return 0
    builtin set -eg $argv[1]
    builtin set -q argv[2]; or return 0
    builtin set -qx $argv[1]; and builtin test "$$argv[1]" = "$argv[2]"; and return 0
    __azenv_set $argv[1] $argv[2]
end

function __azenv_set
    builtin test -z "$__azenv_skip"; or return 0
    builtin set -gx $argv[1] $argv[2] 2>/dev/null
    builtin test "$$argv[1]" = "$argv[2]"; or builtin set -g __azenv_bad (builtin string trim "$__azenv_bad $argv[1]")
end

function __azenv_unset
    builtin test -z "$__azenv_skip"; or return 0
    builtin set -eg $argv[1] 2>/dev/null
    builtin set -qx $argv[1]; and builtin set -gx $argv[1] ''
    builtin test -z "$$argv[1]"; or not builtin set -qx $argv[1]; or builtin set -g __azenv_bad (builtin string trim "$__azenv_bad $argv[1]")
end

# __azenv_aside NAME FLAG: keeps a global NAME's value out of the environment, as
# it was.
function __azenv_aside
    builtin test -z "$__azenv_skip"; or return 0
    if builtin set -qg $argv[1]
        builtin set -g __azenv_v_$argv[1] $$argv[1]
        builtin set -g __azenv_f_$argv[1] $argv[2]
    end
    __azenv_unset $argv[1]
    builtin contains -- $argv[1] $__azenv_asides; or builtin set -ga __azenv_asides $argv[1]
end
function __azenv_hide
    __azenv_aside $argv[1] x
end
function __azenv_shade
    builtin set -qg $argv[1]; and __azenv_aside $argv[1] -
end

# __azenv_restore gives back what was put aside, but for what was set since.
function __azenv_restore
    for name in $__azenv_asides
        builtin set -l v __azenv_v_$name
        builtin set -l f __azenv_f_$name
        if builtin set -qg $name; and builtin test -z "$$name"
            builtin set -eg $name
        end
        if builtin set -qg $v; and not builtin set -qg $name
            if builtin test "$$f" = x
                builtin set -gx $name $$v
            else
                builtin set -gu $name $$v
            end
        end
        builtin set -eg $v
        builtin set -eg $f
    end
    builtin set -g __azenv_asides
end

# __azenv_whole CODE: whether all that azenv printed is there.
function __azenv_whole
    builtin string match -qr '# azenv:end\s?\z' -- $argv[1]
end

# __azenv_eval CODE [STUCK]: runs what azenv printed, if it is whole. Variables that
# would not change are told to azenv, once, which then seals.
function __azenv_eval
    __azenv_whole "$argv[1]"; or return 1
    builtin set -g __azenv_bad ''
    builtin eval $argv[1]
    builtin set -g __azenv_broken ''
    if builtin test -n "$__azenv_bad"; and builtin test -z "$argv[2]"
        builtin set -g __azenv_note
        __azenv_refresh prompt $__azenv_bad
        return 1
    end
    return 0
end

# __azenv_others: whether AZENV_CONTEXT is there for all shells, but not for this one.
function __azenv_others
    builtin set -qU AZENV_CONTEXT; and not builtin set -qg AZENV_CONTEXT
end

# __azenv_ask PROGRAM EVENT STUCK runs azenv, or azenv-hook in its stead, which sees what
# the predicate compares, be it exported or not.
function __azenv_ask
    for name in (builtin string split -n ' ' -- $__azenv_watch)
        builtin set -q $name; and builtin set -fx $name $$name
    end
    # A universal one may be another shell's doing, which moves no standing shell.
    builtin test $argv[2] != start; and __azenv_others; and builtin set -fx AZENV_CONTEXT ''
    builtin set -fx GOMAXPROCS 1 # one thread starts faster
    __AZENV_CALL="fish,$fish_pid,$argv[2],$__azenv_mark," __AZENV_DIR=$PWD __AZENV_FROM=$__azenv_at __AZENV_STUCK=$argv[3] \
        __AZENV_HOOK="$__azenv_text,$__azenv_bin" command $argv[1] export fish
end

# __azenv_refresh EVENT [STUCK]: asks azenv what holds now. Where azenv cannot be
# run the environment stays, one line says so, and nothing is tried again until
# azenv is typed.
function __azenv_refresh
    builtin set -l code
    if builtin test "$__azenv_asked" != "$__azenv_bin"; and builtin test -f "$__azenv_asked"; and builtin test -x "$__azenv_asked"
        builtin set code (__azenv_ask $__azenv_asked $argv[1] "$argv[2]" | builtin string collect)
    end
    # azenv itself, from now on, where there is no azenv-hook, or that is gone or does not answer.
    if not __azenv_whole "$code"
        builtin set -g __azenv_asked $__azenv_bin
        builtin set code (__azenv_ask $__azenv_bin $argv[1] "$argv[2]" | builtin string collect)
    end
    if __azenv_whole "$code"
        __azenv_eval "$code" "$argv[2]"
        return
    end
    builtin set -g __azenv_broken 1
    builtin echo "azenv: error: $__azenv_bin did not answer: this shell stays as it is" >&2
    return 1
end

function __azenv_hook --on-event fish_prompt
    builtin set -g __azenv_drawn 1
    __azenv_look prompt
end

# __azenv_look EVENT asks whether all still holds.
function __azenv_look
    builtin test -n "$__azenv_broken"; or __azenv_fresh; or __azenv_refresh $argv[1]
    builtin set -q __azenv_left[1]; and __azenv_answered $argv[1]
    __azenv_tell
end

# __azenv_cd makes `cd x; and terraform plan` follow on one line. Before the first
# prompt nothing is printed. Prompts are full of command substitutions that go
# somewhere and come back; where one stays, the next prompt follows.
function __azenv_cd --on-variable PWD
    builtin test -n "$__azenv_drawn"; or return
    builtin status is-command-substitution; and return
    __azenv_look cd
end

# __azenv_late looks again behind what others do at a prompt, as direnv.
function __azenv_late --on-event fish_preexec
    __azenv_look prompt
end

# __azenv_tell prints what azenv had to say, once.
function __azenv_tell
    builtin set -q __azenv_note[1]; or return 0
    builtin printf '%s\n' $__azenv_note >&2
    builtin set -g __azenv_note
end

# __azenv_take FILE evals what azenv left there. Of what was typed before nothing counts
# any more.
function __azenv_take
    builtin set -l st 0
    builtin read -lz code <$argv[1]
    builtin echo -n >$argv[1]
    __azenv_eval "$code"; or builtin set st 1
    builtin set -g __azenv_turn (builtin math 0$__azenv_turn + 1)
    __azenv_tell
    return $st
end

# __azenv_answered EVENT takes up what was typed and stopped, by Ctrl-Z, and answered
# since: the latest, and only where nothing moved the shell meanwhile, for the code is
# made for what the shell was.
function __azenv_answered
    builtin set -l calls $__azenv_left
    builtin set -g __azenv_left
    for call in $calls
        builtin set -l part (builtin string split -m 2 , -- $call)
        if not builtin test -s "$part[3]"
            builtin set -q __azenv_left[20]; or builtin set -ga __azenv_left $call
        else if builtin test "$part[1],$part[2]" = "0$__azenv_turn,$__azenv_mark"
            __azenv_take $part[3]
            __azenv_fresh; or __azenv_refresh $argv[1]
        else
            builtin echo -n >$part[3]
            builtin echo 'azenv: what was typed earlier and answered now is not taken up: this shell has changed meanwhile' >&2
        end
    end
end

# __azenv_stopped has the status of a program that was stopped.
function __azenv_stopped
    return 148
end

# azenv runs the program; what that means for this shell it leaves in a file, which no
# earlier call has that was stopped.
function azenv --description "a shell's own Azure context"
    builtin set -l bin $__azenv_bin
    # A shell that could have no folder of its own before may now.
    builtin test -n "$__azenv_run$__azenv_broken"; or __azenv_refresh prompt
    builtin set -g __azenv_broken ''
    builtin test -x "$bin"; or builtin set bin azenv
    builtin set -l file ''
    builtin test -z "$__azenv_run"; or builtin set file $__azenv_run/call-$fish_pid-0$__azenv_calls
    begin
        __azenv_others; and builtin set -lx AZENV_CONTEXT ''
        # Where a program is stopped $status stays, and the line would go on.
        __azenv_stopped
        __AZENV_CALL="fish,$fish_pid,typed,$__azenv_mark,$file" __AZENV_DIR=$PWD __AZENV_FROM=$__azenv_at \
            __AZENV_HOOK="$__azenv_text,$__azenv_bin" command $bin $argv
    end
    builtin set -l st $status
    builtin test -n "$file"; or return $st
    if builtin test -s "$file"
        __azenv_take $file; or builtin set st 1
    else if builtin test $st -eq 148
        builtin set -g __azenv_left 0$__azenv_turn,$__azenv_mark,$file $__azenv_left
        builtin set -g __azenv_calls (builtin math 0$__azenv_calls + 1)
    end
    return $st
end

# __azenv_start PID RUN CODE: RUN is the folder of the shell PID, and CODE is right
# for it if it is interactive; any other one asks for its own. A shell that is not
# interactive keeps what it inherited.
function __azenv_start
    builtin set -g __azenv_left # calls that were stopped: turn, mark and file
    builtin set -g __azenv_calls 0 # how many were
    builtin set -g __azenv_turn 0 # how often code was taken up
    builtin test "$argv[1]" = "$fish_pid"; and builtin set -g __azenv_run $argv[2]
    if not builtin status is-interactive
        functions -e __azenv_hook __azenv_late __azenv_cd
        return 0
    end
    if builtin test "$argv[1]" = "$fish_pid"
        __azenv_eval $argv[3]
    else
        __azenv_refresh start
    end
    return 0
end
