#!/usr/bin/env bash
# Builds the solution and runs the given test projects one after the other, each in its own process, and sums what they report.
# Usage: eng/test.sh tests/A.Tests [tests/B.Tests ...]
# Prints every failed and skipped test by name; the last line is "N passed, N failed, N skipped".
# In CI (CI=true) a test skipped because something that can be installed is absent (its reason starts with "absent:") is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Release}
dotnet build Agent.sln -c "$configuration" -nologo -v quiet -clp:NoSummary || exit 1

results=artifacts/test-results
mkdir -p "$results"
passed=0 failed=0 skipped=0 broken=0 absent=0
for project in "$@"; do
    name=$(basename "$project")
    report=$results/$name.xml
    program=artifacts/bin/$name/${configuration,,}/Windsock.$name
    rm -f "$report"
    echo "== $name"
    # A run may not hang: 20 minutes is several times what the slowest project takes on two cores.
    timeout --kill-after=30 1200 "$program" -xml "$report" -noLogo -noColor > "$results/$name.log" 2>&1
    code=$?
    if [ ! -s "$report" ]; then
        echo "$name wrote no report (exit code $code). The end of its output:"
        tail -n 40 "$results/$name.log"
        broken=$((broken + 1))
        continue
    fi

    counts=$(grep -oE '<assembly [^>]*' "$report" | head -n 1)
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<< "$counts"; }
    ran=$(count total)
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed) + $(count errors)))
    skipped=$((skipped + $(count skipped)))
    printf '   %s passed, %s failed, %s skipped in %s s\n' "$(count passed)" "$(count failed)" "$(count skipped)" \
        "$(sed -E 's/.* time="([0-9.]+)".*/\1/' <<< "$counts")"
    if [ "$(count failed)" != 0 ] || [ "$code" != 0 ]; then
        grep -A 25 -E '\[(FAIL|ERROR|FATAL)' "$results/$name.log" | head -n 200
        [ "$(count failed)" = 0 ] && broken=$((broken + 1))
    fi

    [ "$ran" = 0 ] && { echo "$name ran no test"; broken=$((broken + 1)); }
    grep -A 1 -E '\[SKIP\]' "$results/$name.log" | grep -v '^--' | sed 's/^/   /'
    absent=$((absent + $(grep -cE '^\s*absent:' "$results/$name.log")))
done

if [ "${CI:-}" = true ] && [ "$absent" != 0 ]; then
    echo "$absent tests were skipped for want of something that can be installed; in CI that is a failure."
    broken=$((broken + 1))
fi

[ -n "${WINDSOCK_TEST_TOTALS:-}" ] && echo "$passed $failed $skipped" >> "$WINDSOCK_TEST_TOTALS"
[ "$broken" != 0 ] && [ "$failed" = 0 ] && failed=$broken
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$broken" = 0 ]
