#!/usr/bin/env bash
# Builds the container image, or says what is missing for that.
#   eng/image.sh [arguments of docker buildx build]    IMAGE=name:tag (default windsock:dev)
# SDK and RUNTIME are the base images; a tag is looked up at its registry and built from by digest. Without arguments the image is
# loaded into the engine; with --push or --output it goes where those say.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stop() { printf 'make image: %s\n' "$*" >&2; exit 1; }

command -v docker >/dev/null || stop "no docker on the PATH; install one, or build the Dockerfile with another builder (docs/guides/image.md)"
docker info >/dev/null 2>&1 || stop "docker is here but no engine answers it (docker info fails): start one, or point DOCKER_HOST to one"
docker buildx version >/dev/null 2>&1 || stop "docker has no buildx: install its plug-in (docker-buildx)"

base() { sed -n "s/^ARG $1=//p" Dockerfile; }

# pinned REFERENCE: the reference with the digest that its registry has for it now.
pinned() {
    local digest
    if [[ "$1" == *@sha256:* ]]; then echo "$1"; return; fi
    digest="$(docker buildx imagetools inspect --format '{{json .Manifest}}' "$1" | grep -oE 'sha256:[0-9a-f]{64}' | head -n1)" ||
        stop "no digest for $1: is its registry reachable? (docker buildx imagetools inspect $1)"
    echo "$1@$digest"
}

sdk="$(pinned "${SDK:-$(base SDK)}")"
runtime="$(pinned "${RUNTIME:-$(base RUNTIME)}")"
revision="$(git rev-parse HEAD)"
git diff --quiet HEAD -- || revision+="-changed"
version="$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)"
# BuildKit writes this time into the image in place of now.
SOURCE_DATE_EPOCH="$(git log -1 --format=%ct)"
export SOURCE_DATE_EPOCH

output=()
[[ " $* " == *" --push"* || " $* " == *" --output"* || " $* " == *" -o"* ]] || output=(--load)
docker buildx build --file Dockerfile --tag "${IMAGE:-windsock:dev}" \
    --build-arg "SDK=$sdk" --build-arg "RUNTIME=$runtime" --build-arg "VERSION=$version" --build-arg "REVISION=$revision" \
    ${output[@]+"${output[@]}"} "$@" .
echo "make image: ${IMAGE:-windsock:dev} of $revision; the same again: git checkout ${revision%-changed} && make image SDK=$sdk RUNTIME=$runtime"
