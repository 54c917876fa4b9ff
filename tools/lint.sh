#!/usr/bin/env bash
# Every check that runs no test. Stops at the first that finds something.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/.."

step() { echo "lint: $1"; }

step gofmt
unformatted=$(gofmt -l .)
if [[ -n $unformatted ]]; then
	echo "gofmt -w would change:" >&2
	echo "$unformatted" >&2
	exit 1
fi

step "go vet"
go vet ./...

step staticcheck
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

step "bash, zsh, fish"
shellcheck shells/bash.sh shells/completion.bash tools/*.sh tools/demo/bashrc .ci/run
zsh -n shells/zsh.zsh
zsh -n shells/completion.zsh
zsh -n tools/demo/zshrc
fish --no-execute shells/fish.fish
fish --no-execute shells/completion.fish
fish --no-execute tools/demo/config.fish

step pwsh
{
	echo shells/pwsh.ps1 # missing is wrong, not known to git is not
	git ls-files -- '*.ps1' '*.pwsh'
} | sort -u | xargs tools/pwsh-syntax.mjs

for os in darwin windows; do
	step "build and vet for $os"
	CGO_ENABLED=0 GOOS=$os go build ./...
	CGO_ENABLED=0 GOOS=$os go vet ./...
done
