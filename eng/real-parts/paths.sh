# Where the real parts are kept and how their paths are written down. Sourced by the scripts beside it.

parts_dir="$HOME/.cache/windsock/real-parts"
paths_file="$parts_dir/paths.env"
mkdir -p "$parts_dir"

# stdout belongs to --print.
say() { printf 'real-parts: %s\n' "$*" >&2; }

# record_path KEY path: sets one line of paths.env and keeps the others.
# Locked, because install.sh and kube-apiserver.sh may run at once; replaced whole, because tests read it meanwhile.
record_path() {
    (
        flock 8
        local next="$paths_file.next"
        { grep -v "^$1=" "$paths_file" 2>/dev/null || true; printf '%s=%s\n' "$1" "$2"; } | sort >"$next"
        if cmp -s "$next" "$paths_file"; then rm "$next"; else mv "$next" "$paths_file"; fi
    ) 8>"$parts_dir/paths.lock"
}

# forget_path KEY: a path that no longer leads anywhere must not be read by a test.
forget_path() {
    (
        flock 8
        grep -q "^$1=" "$paths_file" 2>/dev/null || exit 0
        { grep -v "^$1=" "$paths_file" || true; } >"$paths_file.next"
        mv "$paths_file.next" "$paths_file"
    ) 8>"$parts_dir/paths.lock"
}

# recorded_path KEY: prints the path, or fails when there is none or nothing executable is there.
recorded_path() {
    local path
    path="$(sed -n "s/^$1=//p" "$paths_file" 2>/dev/null)" || return 1
    [[ -n "$path" && -x "$path" ]] && printf '%s\n' "$path"
}
