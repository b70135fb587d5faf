# Reads the Debian archive through an index of our own: no root needed, the machine's sources and lists stay as
# they are, and a missing or stale index cannot matter. Sourced after paths.sh.

# open_archive: makes $archive_dir below $archive_parent, which the caller removes, and fetches the package index.
open_archive() {
    command -v apt-get >/dev/null || { say "no apt-get on this machine, cannot read the Debian archive"; return 1; }
    archive_dir="$(mktemp -d "$archive_parent/archive.XXXXXX")"
    mkdir -p "$archive_dir/lists/partial" "$archive_dir/cache/archives/partial"
    archive_options=(-q=2
        -o "Dir::State::lists=$archive_dir/lists"
        -o "Dir::Cache=$archive_dir/cache"
        -o "APT::Sandbox::User=$(id -un)"   # the user _apt may not write below a home directory
        -o "Acquire::Retries=2"
        -o "Acquire::Languages=none"
        -o "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false")
    # One broken third-party source must not stop us: what is missing shows at the download.
    archive "update" >"$archive_dir/update.log" 2>&1 || true
}

# add_sources: adds the source packages of the Debian repositories this machine already uses.
add_sources() {
    local keyring=/usr/share/keyrings/debian-archive-keyring.gpg signed_by=""
    [[ -r $keyring ]] && signed_by="[signed-by=$keyring] "
    archive indextargets --format "deb-src $signed_by\$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
        'Created-By: Packages' 'Origin: Debian' | sort -u >"$archive_dir/sources.list"
    if [[ ! -s "$archive_dir/sources.list" ]]; then
        say "no Debian repository could be read: $(archive_trouble update)"
        return 1
    fi
    archive_options+=(-o "Dir::Etc::sourcelist=$archive_dir/sources.list" -o "Dir::Etc::sourceparts=/dev/null")
    archive "update" >"$archive_dir/update.log" 2>&1 || true
}

archive() { apt-get "${archive_options[@]}" "$@"; }

# archive_trouble name: what apt said first in <name>.log, and what the index update said first; for one line.
archive_trouble() {
    local log said=()
    for log in "$1" update; do
        mapfile -t -O "${#said[@]}" said < <(grep -m1 -E '^[EW]: ' "$archive_dir/$log.log" 2>/dev/null)
    done
    ((${#said[@]} > 0)) || said=("apt gave no reason")
    local text
    text="$(printf '; %s' "${said[@]}")"
    printf '%s' "${text#; }"
}
