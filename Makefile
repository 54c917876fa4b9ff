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

# The race detector watches where goroutines have something in common, in the code or in
# the tests of many writers at once; elsewhere it only makes tests three times as slow. It
# skips what works alone for long in these; test-all runs that.
raced := ./internal/azcli ./internal/azctx ./internal/azure ./internal/fakeazure ./internal/home ./internal/proc ./internal/tokens
alone := ^(TestAz_|TestEnter_large|TestOpen_mends|TestResolve_|TestSkim_|TestSync_killed|TestView_)

# each part's output is kept apart from the others', where make can do that (4.0 and later)
apart = $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

# everything: what CI runs. The parts run side by side, each into a file of its own that is
# shown when it has ended; that of the programs, of which the longest is mostly one az after
# another, has the machine's other hands.
test: deps
	@$(MAKE) --no-print-directory -j3 $(apart) test-lint test-race test-all

test-lint:
	tools/lint.sh

test-race:
	CGO_ENABLED=1 go test -race -count=1 -timeout 20m -skip '$(alone)' $(raced)

# those first that take longest
test-all:
	go test -p 4 -count=1 -timeout 40m ./internal/azreal ./internal/e2e ./cmd/azenv ./internal/torture \
		$$(go list ./... | grep -vE '/cmd/azenv$$|/internal/(azreal|e2e|torture)$$')

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

.PHONY: build demo deps lint test test-lint test-race test-all torture bench clean
