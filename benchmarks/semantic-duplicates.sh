#!/usr/bin/env bash
# Semantic duplicates of SIZE made-up embeddings of 384 dimensions: through Spark on two cores, in the
# memory of one process, and as numpy does it; beside the sgemm of this machine.
#   benchmarks/semantic-duplicates.sh SIZE [--json FILE] [--cells N] [--min-cosine C] [--keep]
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
usage() { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[[ "${1:-}" =~ ^[1-9][0-9]*$ ]] || usage
size="$1"; shift
json="$root/benchmarks/target/semantic-duplicates.jsonl" cells="" cosine=0.95 keep=""
while (( $# )); do
  case "$1" in
    --json) json="${2:?}"; shift 2 ;;
    --cells) cells="${2:?}"; shift 2 ;;
    --min-cosine) cosine="${2:?}"; shift 2 ;;
    --keep) keep=yes; shift ;;
    *) usage ;;
  esac
done
case "$size" in
  10000) cells="${cells:-100}" ;;
  50000) cells="${cells:-250}" ;;
  200000) cells="${cells:-500}" ;;
  *) cells="${cells:-$(awk -v n="$size" 'BEGIN { print int(sqrt(n)) + 1 }')}" ;;
esac

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
jar="$root/pruning-jobs/target/secateur.jar"
if [[ ! -f "$jar" || ! -d "$root/benchmarks/target/classes" \
    || -n "$(find "$root"/{scoring,pruning-jobs,benchmarks}/src/main -newer "$jar" -name '*.java' -print -quit)" ]]; then
  echo "building ..." >&2
  (cd "$root" && ./mvnw -B -q -DskipTests -Dspotless.check.skip package >&2)
fi
mkdir -p "$(dirname "$json")"
work="$(mktemp -d)"
if [[ -z "$keep" ]]; then trap 'rm -rf "$work"' EXIT; else echo "the files stay in $work" >&2; fi

# The JVM as ./secateur starts it, with the classes that it kept.
home="$root/pruning-jobs/target/spark"
classes="$(ls -t "$home"/classes-*.jsa 2> /dev/null | head -1 || true)"
heap="$(awk '/^MemTotal/ { print int($2 / 2048) }' /proc/meminfo)m"
run() {
  "$java" "@$home/conf/java-options" "-Xms$heap" "-Xmx$heap" -Xmn1g -XX:ParallelGCThreads=1 \
    ${classes:+"-XX:SharedArchiveFile=$classes"} -Xlog:disable -Xlog:all=error:stderr \
    -Dlog4j2.configurationFile="$home/conf/log4j2.properties" \
    -cp "$jar$(printf ':%s' "$home"/jars/*.jar):$root/benchmarks/target/benchmarks-0.1.0-SNAPSHOT.jar" \
    io.secateur.benchmarks.semantic.SemanticRun "$@"
}

echo "making $size embeddings ..." >&2
run make "$size" "$work" > /dev/null
results="$work/results.jsonl"
for mode in spark twin; do
  echo "running $mode ..." >&2
  run "$mode" "$size" "$work" "$cells" "$cosine" | grep '^{' >> "$results"
done
cmp -s "$work/removed-spark.txt" "$work/removed-twin.txt" \
  && echo "Spark and the twin in memory removed the same rows." \
  || { echo "Spark and the twin in memory removed different rows." >&2; exit 1; }
if python3 -c 'import numpy' 2> /dev/null; then
  echo "running numpy ..." >&2
  OPENBLAS_NUM_THREADS=2 OMP_NUM_THREADS=2 python3 "$root/benchmarks/semantic_baseline.py" run "$size" "$work" "$cells" "$cosine" >> "$results"
  sgemm="$(OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python3 "$root/benchmarks/semantic_baseline.py" sgemm "$cells")"
  assign="$(run assign "$size" "$work" "$cells" "$cosine" | tail -1)"
  awk -v a="$assign" -v s="$sgemm" 'BEGIN {
    printf "assignment %.1f GFLOP/s a CPU second, sgemm of one thread %.1f: a factor of %.2f\n", a, s, s / a }'
else
  echo "No numpy baseline and no sgemm: python3 with numpy is not here." >&2
  sgemm=null assign="$(run assign "$size" "$work" "$cells" "$cosine" | tail -1)"
fi

echo "measuring recall ..." >&2
printf '%-12s %8s %8s %10s %10s %8s %9s %9s  %s\n' \
  run "wall s" "CPU s" "after JVM" "of it work" "peak MB" "rows/s" removed "recall (95 % interval)"
value() { sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p" <<< "$2"; }
while read -r line; do
  name="$(value run "$line")"
  recall="$(run recall "$size" "$work" "$cells" "$cosine" "$work/removed-$name.txt" | grep '^{')"
  printf '%-12s %8s %8s %10s %10s %8s %9s %9s  %s (%s to %s)\n' "$name" \
    "$(value wall_s "$line")" "$(value cpu_s "$line")" "$(value cpu_after_jvm_s "$line")" \
    "$(value cpu_after_setup_s "$line")" "$(value peak_mb "$line")" "$(value rows_per_s "$line")" \
    "$(value removed "$line")" "$(value recall "$recall")" "$(value low "$recall")" "$(value high "$recall")"
  echo "${line%\}},\"min_cosine\":$cosine,${recall#\{}" \
    | sed "s/}\$/,\"assign_gflops\":$assign,\"sgemm_gflops\":$sgemm}/" >> "$json"
done < "$results"
