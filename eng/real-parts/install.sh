#!/usr/bin/env bash
# Puts the real servers and peers the tests run against in place: Prometheus, Alertmanager, etcd, gRPC for Node, Grafana's types,
# Chromium. Finds kubectl.
#   install.sh            quiet when nothing is to be done
#   install.sh --print    the same, then one name=path line per tool on stdout
# Exit 1 when a part that should be here could not be had; each missing part is one line on stderr.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
source "$here/paths.sh"
source "$here/debian-archive.sh"

case "${1:-}" in
    "" | --print) ;;
    *) say "unknown argument '$1' (only --print is known)"; exit 2 ;;
esac

debian_dir="$parts_dir/debian"
root="$(cd "$here/../.." && pwd)"
missing=0

# key, Debian package, executable names to look for (the first is Debian's, the rest are upstream's)
debian_tools=(
    "PROMETHEUS   prometheus              prometheus"
    "PROMTOOL     prometheus              promtool"
    "ALERTMANAGER prometheus-alertmanager prometheus-alertmanager alertmanager"
    "AMTOOL       prometheus-alertmanager amtool"
    "ETCD         etcd-server             etcd"
)

# find_tool name...: what was unpacked here first (a known version), else what the machine has.
find_tool() {
    local name
    for name in "$@"; do
        [[ -x "$debian_dir/usr/bin/$name" ]] && { printf '%s\n' "$debian_dir/usr/bin/$name"; return; }
    done
    for name in "$@"; do
        type -P "$name" && return
    done
    return 1
}

# Debian's Alertmanager reads its templates from this fixed place, and without them refuses every configuration.
# It is all that root is needed for.
templates=/usr/share/prometheus/alertmanager

place_templates() {
    [[ -r "$templates/default.tmpl" || "$1" != "$debian_dir/"* ]] && return
    local as_root=()
    if ((EUID != 0)); then as_root=(sudo -n); fi
    if "${as_root[@]}" mkdir -p "$templates" 2>/dev/null &&
        "${as_root[@]}" cp -R "$debian_dir$templates/." "$templates/" 2>/dev/null; then
        say "put Alertmanager's templates into $templates"
    else
        say "Debian's Alertmanager needs its templates in $templates, and only root can put them there"
        return 1
    fi
}

# starts key path: whether the tool is whole enough to be used.
starts() {
    if [[ "$1" == ALERTMANAGER ]]; then place_templates "$2" || return 1; fi
    "$2" --version >/dev/null 2>&1
}

# Unpacked, not installed: no root, no service that starts itself, no system user.
unpack_packages() {
    open_archive || return 1
    local package failed=0
    for package in "$@"; do
        say "fetching Debian package $package"
        if (cd "$archive_dir" && archive download "$package" >"$package.log" 2>&1); then
            mkdir -p "$archive_dir/unpacked"
            dpkg-deb -x "$archive_dir/${package}"_*.deb "$archive_dir/unpacked"
        else
            say "cannot fetch Debian package $package: $(archive_trouble "$package")"
            failed=1
        fi
    done
    if [[ -d "$archive_dir/unpacked/usr/bin" ]]; then
        mkdir -p "$debian_dir/usr/bin"
        # Moved file by file: a rename replaces even a binary that is running.
        mv -f "$archive_dir/unpacked/usr/bin/"* "$debian_dir/usr/bin/"
        if [[ -d "$archive_dir/unpacked$templates" ]]; then
            mkdir -p "$debian_dir$templates"
            cp -R "$archive_dir/unpacked$templates/." "$debian_dir$templates/"
        fi
    fi
    return $failed
}

install_debian_tools() {
    local row key package names tool wanted=()
    for row in "${debian_tools[@]}"; do
        read -r key package names <<<"$row"
        # shellcheck disable=SC2086
        find_tool $names >/dev/null || wanted+=("$package")
    done
    if ((${#wanted[@]} > 0)); then
        mapfile -t wanted < <(printf '%s\n' "${wanted[@]}" | sort -u)
        unpack_packages "${wanted[@]}" || missing=1
    fi
    for row in "${debian_tools[@]}"; do
        read -r key package names <<<"$row"
        # shellcheck disable=SC2086
        if tool="$(find_tool $names)" && starts "$key" "$tool"; then
            record_path "$key" "$tool"
        else
            say "${names%% *} is missing or does not start; its tests will be skipped"
            forget_path "$key"
            missing=1
        fi
    done
}

# install_packages folder what: what package-lock.json asks for, again only when that changed.
install_packages() {
    local lock="$root/$1/package-lock.json" installed="$root/$1/node_modules/.installed-lock.json"
    cmp -s "$lock" "$installed" && return
    say "installing $2"
    local log
    if log="$(cd "$root/$1" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error 2>&1)"; then
        cp "$lock" "$installed"
    else
        say "npm ci failed in $1: $(grep -m1 -E 'npm (error|ERR!)' <<<"$log" || echo 'no reason')"
        missing=1
    fi
}

install_node_parts() {
    local node
    if ! node="$(type -P node)" || ! type -P npm >/dev/null; then
        say "no node and npm on this machine; tests against the foreign gRPC peer and of the dashboards' code will be skipped"
        forget_path NODE
        return
    fi
    record_path NODE "$node"
    install_packages tests/Testing/GrpcPeer "the gRPC peer for Node"
    install_packages deploy/grafana "Grafana's types for the dashboards"
}

# Not fetched: Debian's is 1.20, whose kustomize knows no components. A newer one has to be there, and render what deploy/ ships.
find_kubectl() {
    local kubectl
    if kubectl="$(type -P kubectl)" &&
        "$kubectl" kustomize "$here/../../deploy/daemonset/overlays/relay-plaintext" >/dev/null 2>&1; then
        record_path KUBECTL "$kubectl"
    else
        say "no kubectl on this machine whose kustomize knows components (1.27 or later); tests of deploy/daemonset will be skipped"
        forget_path KUBECTL
    fi
}

# Installed, not unpacked: a browser needs a hundred libraries. Chrome of the same engine will do.
install_browser() {
    local browser
    if ! browser="$(find_tool chromium chromium-browser google-chrome)"; then
        say "installing Debian package chromium"
        local as_root=()
        if ((EUID != 0)); then as_root=(sudo -n); fi
        { "${as_root[@]}" apt-get update && "${as_root[@]}" apt-get install -y --no-install-recommends chromium; } >"$parts_dir/chromium.log" 2>&1 || true
        browser="$(find_tool chromium chromium-browser google-chrome)" || browser=""
    fi
    if [[ -n "$browser" ]] && starts CHROMIUM "$browser"; then
        record_path CHROMIUM "$browser"
    else
        say "chromium is missing or does not start; its tests will be skipped: $(grep -m1 '^E:' "$parts_dir/chromium.log" 2>/dev/null || echo 'only root can install it')"
        forget_path CHROMIUM
    fi
}

print_paths() {
    local row key name tool
    for row in "PROMETHEUS prometheus" "PROMTOOL promtool" "ALERTMANAGER alertmanager" "AMTOOL amtool" \
        "ETCD etcd" "NODE node" "KUBECTL kubectl" "CHROMIUM chromium" "KUBE_APISERVER kube-apiserver"; do
        read -r key name <<<"$row"
        if tool="$(recorded_path "$key")"; then printf '%s=%s\n' "$name" "$tool"; fi
    done
}

# Two at once (two worktrees, one cache) would fetch the same packages twice.
exec 9>"$parts_dir/install.lock"
flock 9
rm -rf "$parts_dir"/archive.??????   # of a run that was killed
archive_parent="$parts_dir"
trap 'rm -rf "${archive_dir:-}"' EXIT
install_debian_tools
install_node_parts
find_kubectl
install_browser
recorded_path KUBE_APISERVER >/dev/null || forget_path KUBE_APISERVER
if [[ "${1:-}" == --print ]]; then print_paths; fi
exit $missing
