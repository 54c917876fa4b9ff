# what both programs are linked with, so that each knows the other for one of its build:
# a sum of the sources
stamp = azenv-build-$$(find cmd internal shells go.mod go.sum -type f | LC_ALL=C sort | xargs cat | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c 1-32)

# azenv as released: static binaries in bin/
build:
	CGO_ENABLED=0 go build -trimpath -tags urfave_cli_no_docs -ldflags "-s -w -X github.com/azenv/azenv/internal/build.Stamp=$(stamp)" -o bin/ ./cmd/azenv ./cmd/azenv-hook

# a throw-away shell to try azenv in; without a terminal, a tour of it
demo: build
	tools/demo.sh

# what the tests need and this machine lacks, by apt-get where that is allowed
deps:
	tools/deps.sh

# gofmt, vet, staticcheck, the linters of the shells, and builds for other systems
lint:
	tools/lint.sh

# these run azenv as a program: the race detector would watch their own few lines, and
# make each start of cmd/azenv five times as long
programs := ./cmd/azenv ./internal/azreal ./internal/e2e ./internal/torture ./internal/tools/bench

# everything: what CI runs
test:
	tools/deps.sh
	tools/lint.sh
	CGO_ENABLED=1 go test -race -count=1 -timeout 20m $$(go list ./... | grep -vE '/cmd/azenv$$|/internal/(azreal|e2e|torture|tools/bench)$$')
	go test -count=1 -timeout 40m $(programs)

# many writers, kills, full disks, az in two shells, for minutes: `make test` runs a
# short version
torture:
	go test -p 1 ./internal/torture ./internal/tokens ./internal/azreal -count=1 -timeout 60m -args -long

# what a prompt and a step between directories cost in each shell, a lookup, and what
# works on thousands of contexts, a sign-in, and a token against az's
bench: deps build
	go run ./internal/tools/bench
	go test ./internal/azreal -count=1 -run '^$$' -bench Token -benchtime 15x

clean:
	rm -rf bin

.PHONY: build demo deps lint test torture bench clean
