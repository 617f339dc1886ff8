#!/usr/bin/env bash
# How long a report takes to open in headless Chromium: until all its charts are drawn.
#   benchmarks/report.sh [REPORT.html] [--runs 5]
# Without a report: the one of a million examples that the browser tests leave behind.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
usage() { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }

report="$root/pruning-jobs/target/report-of-a-million.html" runs=5
while (( $# )); do
  case "$1" in
    --runs) runs="${2:?}"; shift 2 ;;
    -*) usage ;;
    *) report="$1"; shift ;;
  esac
done
[[ -f "$report" ]] || { echo "Cannot measure: there is no $report. Run ./mvnw verify first." >&2; exit 2; }
browser="${SECATEUR_CHROMIUM:-$(command -v chromium chromium-browser google-chrome | head -1)}"
[[ -n "$browser" ]] || { echo "Cannot measure: there is no Chromium. Run sudo scripts/install-chromium.sh." >&2; exit 2; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
echo "$(basename "$report")  $(( $(wc -c < "$report") / 1024 )) KiB  $("$browser" --version 2> /dev/null)"
for (( i = 0; i < runs; i++ )); do
  "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/$i" --dump-dom "file://$(realpath "$report")" \
    2> /dev/null | grep -o 'data-drawn="[0-9]*"' | head -1 | sed 's/data-drawn="\([0-9]*\)"/drawn after \1 ms/'
done
