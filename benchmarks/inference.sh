#!/usr/bin/env bash
# Models inside Spark's tasks: beside a plain loop over ONNX Runtime, the memory of many short rows,
# and the threads that spark.task.cpus asks for.
#   benchmarks/inference.sh [--texts N] [--rounds N] [--rows N] [--master local[2]] [--only ratio|memory|threads]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
usage() { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }

texts=1000 rounds=3 rows=100000 master='local[2]' only=""
while (( $# )); do
  case "$1" in
    --texts) texts="${2:?}"; shift 2 ;;
    --rounds) rounds="${2:?}"; shift 2 ;;
    --rows) rows="${2:?}"; shift 2 ;;
    --master) master="${2:?}"; shift 2 ;;
    --only) only="${2:?}"; shift 2 ;;
    *) usage ;;
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

# The JVM as ./secateur starts it. The heap is there from the start, so that what the resident memory
# gains is not the heap's.
home="$root/pruning-jobs/target/spark"
run() {
  "$java" "@$home/conf/java-options" -Xms2g -Xmx2g -Xmn1g -XX:ParallelGCThreads=1 -XX:+AlwaysPreTouch \
    "-Dmaster=$master" -Dlog4j2.configurationFile="$home/conf/log4j2.properties" \
    -Xlog:disable -Xlog:all=error:stderr \
    -cp "$jar$(printf ':%s' "$home"/jars/*.jar):$root/benchmarks/target/benchmarks-0.1.0-SNAPSHOT.jar:$root/scoring/target/scoring-0.1.0-SNAPSHOT-tests.jar" \
    io.secateur.benchmarks.inference.InferenceRun "$1" "$work" "${@:2}"
}

if [[ -z "$only" || "$only" == ratio ]]; then run ratio "$texts" "$rounds"; fi
if [[ -z "$only" || "$only" == memory ]]; then run memory "$rows"; fi
if [[ -z "$only" || "$only" == threads ]]; then
  for cpus in 1 2; do rm -rf "$work"/{warm-up,measured}; run threads 200 "$cpus"; done
fi
