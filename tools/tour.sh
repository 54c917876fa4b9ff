#!/usr/bin/env bash
# Plays the demo's tour: types into two real interactive shells side by side, shows
# what they answer, and fails where that is not what it should be. demo.sh calls it,
# in the throw-away HOME.
# shellcheck disable=SC2016 # what is typed is for the shells to expand
set -euo pipefail

# Each prompt is one line that the tour can tell from output: the exit code before
# it and the context in force, as the shell itself sees them.
cat >tourrc <<'END'
. ~/.bashrc
PS1='prompt:$?:${AZENV_ACTIVE-}\n'
HISTFILE=
END
mkfifo in1 out1 in2 out2

# Without a terminal of its own neither shell can reach for the one of the tour.
alone=$(command -v setsid || :)
${alone:+"$alone"} bash --noediting --rcfile tourrc -i <in1 >out1 2>&1 &
${alone:+"$alone"} bash --noediting --rcfile tourrc -i <in2 >out2 2>&1 &
exec 3>in1 4<out1 5>in2 6<out2

now=('' '' '') steps=0 wrong=0 # now: the context in force in each

# answer N prints what shell N says until its next prompt, and takes that apart into
# code and active.
answer() {
	local line fd=$((2 * $1 + 2))
	code='' active='' output=''
	while IFS= read -r -t 60 -u "$fd" line; do
		case $line in
		prompt:*)
			line=${line#prompt:}
			code=${line%%:*} active=${line#*:}
			now[$1]=$active
			return 0
			;;
		'bash: cannot set terminal process group'* | 'bash: no job control'*) ;;
		*)
			line=${line//"$HOME"/"~"}
			output+=$line$'\n'
			printf '%s\n' "$line"
			;;
		esac
	done
	echo "tour: shell $1 did not come back to its prompt" >&2
	exit 1
}

# typed N COMMAND CODE ACTIVE [TEXT]: types COMMAND into shell N; its exit code, the
# context in force after it and a part of the output must be these. A TEXT that
# starts with ! must not be in the output.
typed() {
	local was=${now[$1]} ok=1
	printf '%s %s$ %s\n' "$1" "${was:+[$was] }" "$2"
	printf '%s\n' "$2" >&$((2 * $1 + 1))
	answer "$1"
	[[ $code == "$3" && $active == "$4" ]] || ok=0
	case ${5-} in
	'!'*) [[ $output != *"${5#!}"* ]] || ok=0 ;;
	*) [[ $output == *"${5-}"* ]] || ok=0 ;;
	esac
	steps=$((steps + 1))
	if ((!ok)); then
		wrong=$((wrong + 1))
		echo "tour: WRONG: exit code $code, context '$active'; expected $3, '$4', output with '${5-}'"
	fi
}

say() { printf '\n# %s\n' "$@"; }

answer 1
answer 2
echo "# Two shells, 1 and 2. Their prompts show the context, where one is in force."

say "What az knows is taken over; az's own subscription comes into force here."
typed 1 'azenv import' 0 Development '6 contexts, 6 of them new'
typed 1 'azenv list -o table' 0 Development 'Production@fabrikam.example'

say "Two subscriptions are called Production: an error, not a guess."
typed 1 'azenv use production' 1 Development 'ambiguous'

say "A name for one of them; and what follows on the same line follows, too."
typed 1 'azenv set prod --subscription 10000000-0000-4000-8000-000000000002 --protected' 0 prod 'protected'
typed 1 'azenv use sandbox && env | grep ^ARM_ | sort' 0 Sandbox 'ARM_SUBSCRIPTION_ID=20000000-0000-4000-8000-000000000003'

say "The other shell did not move, and moves alone."
typed 2 'azenv show -o table' 0 '' 'none'
typed 2 'azenv use staging' 0 Staging 'Staging (process)'
typed 2 'echo $ARM_SUBSCRIPTION_ID' 0 Staging '20000000-0000-4000-8000-000000000001'
typed 1 'echo $ARM_SUBSCRIPTION_ID' 0 Sandbox '20000000-0000-4000-8000-000000000003'

if command -v az >/dev/null; then
	say "az follows, in each shell by itself, and cannot wander off."
	typed 1 'az account show --query name --output tsv' 0 Sandbox 'Sandbox'
	typed 2 'az account show --query name --output tsv' 0 Staging 'Staging'
	typed 1 'az account set --subscription 20000000-0000-4000-8000-000000000001' 1 Sandbox "doesn't exist"
fi

say "One command elsewhere, without moving; and back to the context before."
typed 1 'azenv exec prod -- printenv ARM_SUBSCRIPTION_ID' 0 Sandbox '10000000-0000-4000-8000-000000000002'
typed 1 'azenv use -' 0 prod 'prod (process, protected)'

say "What cannot be honoured seals the shell: nothing of the old context is left."
typed 1 'AZENV_CONTEXT=typo' 0 sealed 'sealed: AZENV_CONTEXT: no context "typo"'
typed 1 'env | grep ^ARM_' 1 sealed '!ARM_'
typed 1 'azenv show -o table' 0 sealed 'azenv use NAME, or azenv use --unset'

say "A directory chooses for whoever comes there, once its file is allowed."
typed 2 'azenv use --unset; mkdir -p shop/infra && cd shop && azenv pin development' 0 Development 'Development (directory)'
typed 2 'cd infra' 0 Development '!sealed'
typed 2 'echo subscription = 20000000-0000-4000-8000-000000000003 >../.azcontext' 0 sealed '.azcontext was changed: not allowed'
typed 2 'azenv allow' 0 Sandbox 'Sandbox (directory)'
typed 1 'azenv exec --dir shop -- printenv ARM_SUBSCRIPTION_ID' 0 sealed '20000000-0000-4000-8000-000000000003'
typed 2 'cd; azenv use staging' 0 Staging 'Staging (process)'

say "Out of azenv altogether: every variable is as it was before."
typed 1 'azenv use --unset' 0 '' 'no context'
typed 1 'env | grep -E "^(ARM|AZURE)_"' 1 '' '!ARM_'
typed 2 'echo $AZENV_ACTIVE' 0 Staging 'Staging'

exec 3>&- 5>&-
wait
echo
if ((wrong)); then
	echo "tour: $wrong of $steps steps went wrong" >&2
	exit 1
fi
echo "tour: all $steps steps went as they should"
