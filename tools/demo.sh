#!/usr/bin/env bash
# Opens an interactive shell to try azenv in, or, where there is no terminal, plays
# and checks a tour. Everything lies in a folder of its own that is removed at the
# end: HOME, az's sample profile, azenv's files. Of the environment only what a
# terminal needs is let in.
set -euo pipefail
tools=$(CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${tools%/*}/bin
[[ -x $bin/azenv ]] || {
	echo "demo: there is no $bin/azenv: make build" >&2
	exit 1
}

demo=$(mktemp -d "${TMPDIR:-/tmp}/azenv-demo.XXXXXX")
trap 'rm -rf "$demo"' EXIT

mkdir -p "$demo/tmp" "$demo/home"
cd "$demo/home"
mkdir -p .azure .config/fish
mkdir -p .local/share/fish/generated_completions # else fish fills it in the background
cp "$tools/demo/azureProfile.json" .azure/
cp "$tools/demo/bashrc" .bashrc
cp "$tools/demo/zshrc" .zshrc
cp "$tools/demo/config.fish" .config/fish/
touch .hushlogin # Ubuntu's bash.bashrc explains sudo without it

shell=${SHELL-}
case ${shell##*/} in
bash | fish | zsh) ;;
*) shell=bash ;;
esac
shell=$(command -v "$shell") || shell=$(command -v bash)

inner=(env -i HOME="$demo/home" TMPDIR="$demo/tmp" PATH="$bin:$PATH" SHELL="$shell" TERM="${TERM:-dumb}")
for v in COLORTERM LANG LC_ALL LC_CTYPE LOGNAME USER; do
	[[ -z ${!v-} ]] || inner+=("$v=${!v}")
done

if [[ ! -t 0 || ! -t 1 ]]; then
	"${inner[@]}" LC_ALL=C bash "$tools/tour.sh"
	exit
fi

said=$("${inner[@]}" azenv import --global 2>&1) || {
	echo "$said" >&2
	exit 1
}
cat <<'END'
A throw-away shell with sample subscriptions; nothing of yours is touched. Try:
  azenv list
  azenv use production@fabrikam.example    the prompt and this shell follow, no other
  az account show                          az is there, too, if it is installed
  azenv use production                     two have that name: an error, not a guess
  azenv use --unset; azenv pin sandbox     this directory chooses from now on; try cd
  export AZENV_CONTEXT=typo                sealed: see azenv show, then azenv use --unset
  exit                                     removes all of it
END
"${inner[@]}" "$shell" -i || : # its last command's exit code is not the demo's
