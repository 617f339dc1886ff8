#!/usr/bin/env bash
# Near duplicates: Secateur side by side with an exact join in one thread, a recipe on Spark, and
# MLlib; each in a process of its own, judged by the exact truth. What it needs: README.md.
#   near-duplicates.sh SIZE [--runs N] [--only NAME,..] [--json FILE] [--limit SECONDS]
#   near-duplicates.sh --growth [--runs N] [--json FILE]
# SIZE: 10k, 50k, 100k, 200k, 800k or hot.   CORPUS=FOLDER instead of target/corpus.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

fail() { echo "Cannot start: $1" >&2; exit 2; }

command -v python3 > /dev/null || fail "there is no python3. Install it, 3.9 or newer."
python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' || fail "python3 is older than 3.9."
[[ -d /proc/self ]] || fail "there is no /proc, from which memory is read. Run it on Linux."

"$here/../secateur" --version > /dev/null # builds Secateur and its Spark where they are stale
jar="$here/target/benchmarks.jar"
if [[ ! -f "$jar" || -n "$(find "$here/pom.xml" "$here/src/main" -newer "$jar" -type f -print -quit)" ]]; then
  (cd "$here/.." && ./mvnw -B -q -DskipTests -Dspotless.check.skip -pl scoring,benchmarks package >&2)
fi
exec python3 "$here/near_duplicates.py" "$@"
