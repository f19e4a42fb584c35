# The two commands that matter are "make run" and "make test"; see README.md.

ADDR ?= 127.0.0.1:8080
DATA ?= .satchel/relay
SEEDS ?= 10000
CASES ?= 1000000
KILLS ?= 200

export CGO_ENABLED = 0
# For tests too: what is built once is not built again.
export GOFLAGS = -trimpath

.PHONY: run build test lint fmt bench sim fuzz kills screens clean chromium

run: build ## build everything, start the relay and the app on localhost
	@mkdir -p $(DATA)
	@echo "Satchel: http://$(ADDR)/"
	@exec bin/satchel-relay --listen $(ADDR) --data $(DATA) --app web/dist

build: node_modules ## the relay, the headless peer and the page with its core
	go build -o bin/ ./signal/cmd/satchel-relay ./client/cmd/satchel-peer
	GOOS=js GOARCH=wasm go build -ldflags='-s -w' -o build/core.wasm ./wasm
	npm run --silent build

node_modules: package-lock.json
	npm ci --no-audit --no-fund
	@touch node_modules

chromium:
	@tests/chromium.sh >/dev/null

test: build chromium ## everything; ends with "N passed, N failed"
	node tests/run.mjs

lint: node_modules ## formatting, vet, staticcheck, govulncheck, types, architecture
	node tests/run.mjs lint

fmt:
	gofmt -w $$(git ls-files '*.go')
	npm run --silent format

bench: build chromium ## medians and ratios on 10,000 entries, beside raw floors and PouchDB
	node tests/bench/bench.mjs

sim: ## the simulation, SEEDS=10000 of each shape, and CASES=1000000 frames beside a model of who may see what, or days with and without secrets
	SATCHEL_CASES=$(CASES) go test -count=1 -timeout=0 -run 'TestFrames|TestNoTrace' ./client/peer
	SATCHEL_SEEDS=$(SEEDS) SATCHEL_WEEKS=$(SEEDS) go test -count=1 -timeout=0 ./tests/sim

fuzz: ## every fuzz target for a minute
	tests/fuzz.sh 60s

kills: build chromium ## the browser is killed KILLS=200 times amid imports; 30 times in "make test"
	SATCHEL_KILLS=$(KILLS) node --test tests/e2e/kills.test.mjs

screens: build chromium ## pictures of every screen in three sizes and two colours, in tests/e2e/out
	SCREENS=1 node --test tests/e2e/screens.test.mjs

clean:
	rm -rf bin build web/dist node_modules .satchel
