# The portal's commands. `make run` and `make test` set everything up first.
CONFIGURATION ?= Release
PORT ?= 5080
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

DOTNET_FLAGS = --configuration $(CONFIGURATION) --nologo --verbosity quiet
WEB = artifacts/bin/Portal.Web/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/Portal.Web.dll
RUN_PACKAGES = cmake g++ libtorch-dev libopenblas0-openmp librsvg2-bin fonts-noto-core
TEST_PACKAGES = $(RUN_PACKAGES) chromium
BENCH_PACKAGES = $(RUN_PACKAGES) python3-torch

.PHONY: help run test bench format clean setup-run setup-test setup-bench

help:
	@echo "make run [PORT=5080]   set up, build and start the portal"
	@echo "make test              set up, build and run every test"
	@echo "make bench             measure; figures go to artifacts/bench"
	@echo "make format            format the sources"
	@echo "make clean             remove everything that was built or restored"

run: setup-run
	@dotnet build src/Portal.Host $(DOTNET_FLAGS)
	@dotnet build src/Portal.Web $(DOTNET_FLAGS)
	@PORTAL_ROOT="$(CURDIR)" exec dotnet $(WEB) --urls http://localhost:$(PORT)

test: setup-test
	@dotnet build Portal.sln $(DOTNET_FLAGS)
	@dotnet format Portal.sln --no-restore --verify-no-changes
	@dotnet test Portal.sln --no-build --configuration $(CONFIGURATION) --nologo -m:1

bench: setup-bench
	@bench/threads 1
	@bench/models
	@dotnet run --project bench/Portal.Bench $(DOTNET_FLAGS) -- --artifacts artifacts/bench

format:
	@dotnet format Portal.sln

clean:
	@rm -rf artifacts node_modules wwwroot/lib

setup-run:
	@.ci/packages $(RUN_PACKAGES)

setup-test:
	@.ci/packages $(TEST_PACKAGES)

setup-bench:
	@.ci/packages $(BENCH_PACKAGES)
