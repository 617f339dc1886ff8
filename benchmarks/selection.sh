#!/usr/bin/env bash
# Selection from scored rows: seconds, CPU seconds and memory, and how they grow.
#   benchmarks/selection.sh [--rows "1000000 10000000"] [--heap 4g] [--master local[2]] [SETTING...]
# A setting is one of a run, such as select.policy=ccs; without any, three policies are tried.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
usage() { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }

rows="1000000 10000000" heap=4g master='local[2]' settings=()
while (( $# )); do
  case "$1" in
    --rows) rows="${2:?}"; shift 2 ;;
    --heap) heap="${2:?}"; shift 2 ;;
    --master) master="${2:?}"; shift 2 ;;
    -*) usage ;;
    *) settings+=("$1"); shift ;;
  esac
done

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
jar="$root/pruning-jobs/target/secateur.jar"
if [[ ! -f "$jar" || ! -d "$root/benchmarks/target/classes" \
    || -n "$(find "$root"/{scoring,pruning-jobs,benchmarks}/src/main -newer "$jar" -name '*.java' -print -quit)" ]]; then
  echo "building ..." >&2
  (cd "$root" && ./mvnw -B -q -DskipTests -Dspotless.check.skip package >&2)
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
home="$root/pruning-jobs/target/spark"

for n in $rows; do
  tried=("${settings[*]}")
  if (( ! ${#settings[@]} )); then
    tried=("select.policy=stratified_random" "select.policy=ccs select.keep=0.3" \
      "select.policy=top_k select.by=el2n select.keep=50%of_FLOP")
  fi
  for one in "${tried[@]}"; do
    read -r -a words <<< "$one"
    "$java" "@$home/conf/java-options" "-Xmx$heap" "-Dmaster=$master" "-Dspark.local.dir=$work" \
      -Dlog4j2.configurationFile="$home/conf/log4j2.properties" \
      -Xlog:disable -Xlog:all=error:stderr \
      -cp "$jar$(printf ':%s' "$home"/jars/*.jar):$root/benchmarks/target/benchmarks-0.1.0-SNAPSHOT.jar" \
      io.secateur.benchmarks.select.SelectionRun "$work" "$n" "${words[@]//50%of_FLOP/50 % of FLOP}"
    rm -rf "$work"/selected-*
  done
done
