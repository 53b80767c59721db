# What one can do here. `make` alone lists it.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check golden picture bench bench-match bench-count histories fuzz landings lines pages walks years soak soak-ledger kill sheets build clean

help: ## list these
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 16

run: build ## build and start the demo (SQLite, invented cast); prints the address
	@exec bin/passage demo $(ARGS)

build: ## build bin/passage
	@scripts/build

test: ## everything, on both engines, with the browser tests; installs what the tests need
	@scripts/test

test-postgres: ## the unit tests with PostgreSQL beside SQLite
	@scripts/install postgresql && scripts/postgres go test $(or $(PKG),./...)

check: ## format, vet, staticcheck, govulncheck, layout
	@scripts/check

golden: ## write the golden files anew, then look at the difference
	@scripts/golden && git status --short

picture: ## make the README's picture anew, from the demo
	@scripts/picture

bench: ## speed beside the floor server (needs PASSAGE_SHARED)
	@scripts/bench

bench-match: ## one referral against a million persons: speed, and recall beside a search in clear
	@scripts/bench-match

bench-count: ## the commitment at 10,000 to a million cases: its page, and its counters made anew from rows and from the journal
	@scripts/bench-count

histories: ## every figure of the commitment against a recount from the journal, over HISTORIES=500 random histories on both engines
	@HISTORIES=$(or $(HISTORIES),500) scripts/postgres go test -count=1 -timeout 2h ./internal/store ./internal/app -run 'TestCounts_AsOfAnyDay|TestRule_I_117_AnyDayEqualsARecount' -v

kill: ## kill -9 the server 100 times under 16 writers
	@KILLS=$(or $(KILLS),100) scripts/e2e -run TestKill

pages: ## every page in both languages, wide and narrow, with every rule of axe
	@PAGES=all scripts/e2e -run TestPages

walks: ## the office's walks all four ways: both languages, with scripts and without
	@WALKS=all scripts/e2e -run 'TestWalk(Refusal|Turns|Depart|ToLanding)'

lines: ## a partner on poor lines, all four: with and without scripts, with a scan and with the forms alone
	@POORLINE=all scripts/e2e -run TestPoorLine

sheets: ## every report's workbook opened by LibreOffice, which this installs
	@scripts/install sheets && SPREADSHEET=soffice go test -tags sheets -count=1 ./internal/web -run ASpreadsheetOpens -v

landings: ## who has landed and what the ledger counts, over every state and command that there is time for (LANDINGS_FOR=9m)
	@LANDINGS=all go test -count=1 -timeout 0 ./internal/app -run TestRule_X_30_EveryStateAndCommand -v

years: ## three years of 3,000 invented families, every case on every day against an oracle (YEARS_CASES, YEARS_DAYS, SEED, YEARS_FOR)
	@YEARS_CASES=$(or $(YEARS_CASES),3000) YEARS_DAYS=$(or $(YEARS_DAYS),1096) YEARS_FOR=$(or $(YEARS_FOR),30m) go test -count=1 -timeout 0 ./internal/web -run TestYears -v

fuzz: ## every fuzz target for FUZZTIME (30s)
	@scripts/fuzz

soak: ## the random histories and the kills, many more of them (SOAK=10 times)
	@scripts/soak

soak-ledger: ## random operations on the ledger by 32 clients that are killed, LEDGER=2000000 on each engine, for LEDGER_FOR=10m now
	@scripts/soak-ledger

clean: ## remove what was built and cached here
	@rm -rf bin .cache e2e/node_modules
