# Everything a person or CI does with this repository. Needs the .NET 10 SDK, make and bash; the rest is installed by `make test`
# and `make e2e` where it can be, and said where it cannot.
SHELL := /bin/bash
CONFIGURATION ?= Release
ARGS ?=
AGENT := artifacts/bin/Agent/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/windsock

.DEFAULT_GOAL := help
.PHONY: help demo build test e2e bench eval format format-check docs dashboards packages image clean real-parts kube-apiserver

help: ## Show what each target does
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

demo: ## Build, start a simulated cluster and the agent, show flows of named DAGs (ARGS="--for 30s")
	@dotnet build src/Agent -c $(CONFIGURATION) -v quiet -nologo -clp:NoSummary
	@$(AGENT) demo $(ARGS)

build: ## Build everything
	dotnet build Agent.sln -c $(CONFIGURATION) -nologo

test: real-parts ## Restore, build and run all tests but the end-to-end ones
	eng/test.sh $(sort $(filter-out tests/EndToEnd.Tests,$(wildcard tests/*.Tests)))

e2e: real-parts kube-apiserver ## Run the tests against a real kube-apiserver with etcd (builds it once, about five minutes)
	eng/test.sh tests/EndToEnd.Tests

bench: ## Measure: in process, and over a real unix socket from another process
	dotnet run -c Release --project tests/Benchmarks -- $(ARGS)

eval: ## Play simulated clusters with known incidents to the anomaly rules, write docs/evaluation.md (ARGS="--seeds 4": a part, printed only)
	@dotnet build tests/Evaluation -c Release -v quiet -nologo -clp:NoSummary
	@artifacts/bin/Evaluation/release/Windsock.Evaluation $(or $(ARGS),--page docs/evaluation.md)

format: ## Format the code
	dotnet format Agent.sln

format-check: ## Fail if the code is not formatted
	dotnet format Agent.sln --verify-no-changes --no-restore

docs: ## Regenerate docs/reference from the code
	@dotnet build src/Agent -c $(CONFIGURATION) -v quiet -nologo -clp:NoSummary
	@$(AGENT) docs --directory docs/reference

dashboards: real-parts ## Regenerate the Grafana dashboards from their code, and the PrometheusRule objects from the rule files
	@cd deploy/grafana && npm run --silent build && npm run --silent check
	@deploy/prometheus/wrap.sh

packages: ## Try to restore the packages that our own narrow parts stand in for, and say which ones can be had
	@eng/packages.sh

image: ## Build the container image; says what is missing for that (ARGS="--push --sbom=true", IMAGE=, SDK=, RUNTIME=)
	@IMAGE="$(IMAGE)" SDK="$(SDK)" RUNTIME="$(RUNTIME)" eng/image.sh $(ARGS)

real-parts:
	@eng/real-parts/install.sh

kube-apiserver:
	@eng/real-parts/kube-apiserver.sh

clean: ## Remove build output
	rm -rf artifacts
