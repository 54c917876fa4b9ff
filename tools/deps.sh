#!/usr/bin/env bash
# Installs what the tests need and this machine lacks: with apt-get as root, or by
# sudo where that asks no password. Elsewhere it says what is missing and fails.
# The grammar of PowerShell comes by npm, into a cache of the user's. Where all is
# there it says nothing.
set -euo pipefail

# command:packages of Debian and Ubuntu; + stands between two. A path is a file.
tools=(
	/usr/lib/python3/dist-packages/azure/identity:python3-azure
	/usr/share/bash-completion/bash_completion:bash-completion
	/usr/share/liquidprompt/liquidprompt:liquidprompt
	/usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh:zsh-autosuggestions
	/usr/share/zsh-syntax-highlighting/zsh-syntax-highlighting.zsh:zsh-syntax-highlighting
	az:azure-cli
	cc:gcc+libc6-dev
	direnv:direnv
	fish:fish
	node:nodejs
	npm:npm
	shellcheck:shellcheck
	strace:strace
	sudo:sudo
	tmux:tmux
	zsh:zsh
)

have() {
	case $1 in
	/*) [[ -e $1 ]] ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing=() packages=()
for t in "${tools[@]}"; do
	if ! have "${t%%:*}"; then
		missing+=("${t%%:*}")
		IFS=+ read -ra of <<<"${t#*:}"
		packages+=("${of[@]}")
	fi
done
grammar() { node "$(dirname "${BASH_SOURCE[0]}")/pwsh-syntax.mjs" --install; }
((${#missing[@]})) || {
	grammar
	exit
}

refuse() {
	echo "deps: missing: ${missing[*]}" >&2
	echo "deps: $1" >&2
	exit 1
}

command -v apt-get >/dev/null || refuse "there is no apt-get here: install them by hand"
root=()
if [[ $EUID != 0 ]]; then
	root=(sudo -n)
	sudo -n true 2>/dev/null || refuse "type: sudo apt-get install --no-install-recommends ${packages[*]}"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >"$log" 2>&1
}
for t in "${missing[@]}"; do
	echo "deps: $t is missing: installing it"
done
apt update || tail -n 5 "$log" >&2 # an old list may do
if ! apt install --no-install-recommends "${packages[@]}"; then
	tail -n 20 "$log" >&2
	refuse "apt-get could not install ${packages[*]}"
fi
hash -r
for t in "${missing[@]}"; do
	have "$t" || refuse "apt-get installed ${packages[*]}, but there still is no $t"
done
grammar
