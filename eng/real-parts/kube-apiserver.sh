#!/usr/bin/env bash
# Finds or builds a real kube-apiserver and writes its path into paths.env.
#   KUBEBUILDER_ASSETS set: the one in that folder. Else the cached one. Else built from Debian's source package,
#   which takes some minutes and every core, once.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/paths.sh"
source "$here/debian-archive.sh"

build_limit=25m
lock_limit=1800   # seconds; longer than another build may take

use() {
    record_path KUBE_APISERVER "$1"
    exit 0
}

cached() {
    find "$parts_dir" -mindepth 2 -maxdepth 2 -path '*/kube-apiserver-*/kube-apiserver' -perm -u+x | sort -V | tail -n1
}

# Through the machine's own apt: a compiler with its library is not worth unpacking by hand.
install_build_packages() {
    local wanted=()
    [[ -x /usr/lib/go/bin/go ]] || wanted+=(golang-go)
    local tool
    for tool in rsync jq make dpkg-source:dpkg-dev; do
        command -v "${tool%%:*}" >/dev/null || wanted+=("${tool##*:}")
    done
    ((${#wanted[@]} == 0)) && return
    local as_root=()
    if ((EUID != 0)); then
        as_root=(sudo -n)
        if ! sudo -n true 2>/dev/null; then
            say "building kube-apiserver needs packages that only root can install: ${wanted[*]}"
            return 1
        fi
    fi
    say "installing ${wanted[*]}"
    local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
        apt-get -q=2 install --yes --no-install-recommends "${wanted[@]}")
    "${install[@]}" >"$work_dir/install.log" 2>&1 && return
    "${as_root[@]}" apt-get -q=2 update >"$work_dir/install.log" 2>&1 || true
    "${install[@]}" >>"$work_dir/install.log" 2>&1 && return
    say "cannot install ${wanted[*]}: $(grep -m1 '^E:' "$work_dir/install.log" || echo 'apt gave no reason')"
    return 1
}

# The reflection library that goes with the source, see kube-apiserver-build.sh.
reflect2=golang-github-modern-go-reflect2-dev

fetch_source() {
    open_archive
    if ! (cd "$work_dir" && archive download "$reflect2" >"$archive_dir/download.log" 2>&1); then
        say "cannot fetch Debian package $reflect2: $(archive_trouble download)"
        return 1
    fi
    add_sources
    if ! (cd "$work_dir" && archive source --download-only kubernetes >"$archive_dir/source.log" 2>&1); then
        say "cannot fetch Debian's source package kubernetes: $(archive_trouble source)"
        return 1
    fi
}

build() {
    local dsc version
    dsc="$(find "$work_dir" -maxdepth 1 -name 'kubernetes_*.dsc')"
    version="$(sed -n 's/^Version: *//p' "$dsc" | head -n1)"
    version="${version##*really}"   # 1.20.5+really1.20.2-1.1 is Kubernetes 1.20.2
    version="${version%%-*}"
    say "building kube-apiserver $version, at most $build_limit"
    local began=$SECONDS log="$parts_dir/kube-apiserver-build.log"
    # In the background, because timeout takes the build out of reach of Ctrl-C; clean_up ends it. The lock's
    # descriptor is not passed on: a compiler left behind must not hold it.
    timeout --kill-after=30s "$build_limit" \
        "$here/kube-apiserver-build.sh" "$dsc" "$version" "$work_dir/$reflect2"_*.deb "$work_dir/gopath" \
        >"$log" 2>&1 9>&- &
    builder=$!
    if ! wait "$builder"; then
        say "building kube-apiserver failed after $((SECONDS - began)) s: $(tail -n1 "$log"), the rest is in $log"
        return 1
    fi
    builder=""
    mkdir -p "$parts_dir/kube-apiserver-$version"
    mv "$work_dir/gopath/bin/kube-apiserver" "$parts_dir/kube-apiserver-$version/kube-apiserver"
    rm -f "$log"
    say "built kube-apiserver $version in $((SECONDS - began)) s"
}

clean_up() {
    trap '' HUP INT TERM   # a second signal, as timeout and a closing terminal send it, must not stop this half-way
    if [[ -n "$builder" ]] && kill "$builder" 2>/dev/null; then wait "$builder" || true; fi
    rm -rf "$work_dir"
}

if [[ -n "${KUBEBUILDER_ASSETS:-}" ]]; then
    [[ -x "$KUBEBUILDER_ASSETS/kube-apiserver" ]] && use "$(cd "$KUBEBUILDER_ASSETS" && pwd)/kube-apiserver"
    say "KUBEBUILDER_ASSETS is $KUBEBUILDER_ASSETS, which has no kube-apiserver; unset it to build one"
    exit 1
fi

found="$(cached)"
[[ -n "$found" ]] && use "$found"

exec 9>"$parts_dir/kube-apiserver.lock"
if ! flock --nonblock 9; then
    say "another build of kube-apiserver is running, waiting for it"
    flock --wait "$lock_limit" 9 || { say "gave up waiting after $lock_limit s"; exit 1; }
fi
found="$(cached)"
[[ -n "$found" ]] && use "$found"

forget_path KUBE_APISERVER
# What a killed build left behind; nobody else builds while we hold the lock.
rm -rf "$parts_dir"/build.??????
builder="" work_dir="$(mktemp -d "$parts_dir/build.XXXXXX")"
archive_parent="$work_dir"
trap clean_up EXIT
install_build_packages
fetch_source
build
use "$(cached)"
