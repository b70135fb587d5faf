#!/usr/bin/env bash
# Wraps the rule files into PrometheusRule objects for the Prometheus operator: wrap.sh [FOLDER], component/ unless another is named.
# The files in rules/ are the source; what this writes is committed, so that kubectl apply -k needs no tool.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="${1:-$here/component}"
for rules in "$here"/rules/*.yaml; do
    name="$(basename "$rules" .yaml)"
    {
        echo "# Made from ../rules/$name.yaml by make dashboards; do not edit."
        printf '%s\n' "apiVersion: monitoring.coreos.com/v1" "kind: PrometheusRule" "metadata:" "  name: $name" "  namespace: windsock" "spec:"
        grep -v '^#' "$rules" | sed 's/^\(.\)/  \1/'
    } >"$target/prometheusrule-$name.yaml"
done
