#!/usr/bin/env bash
# The probe's head trained by DJL on PyTorch beside the plain loop, in one thread, in turns; then
# whether other processes come to the same bits. What it needs: README.md.
#   benchmarks/djl-training.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$here/djl-training"

(( $# == 0 )) || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[[ "$(uname -sm)" == "Linux x86_64" ]] \
  || { echo "Cannot start: the native library is of Linux on x86-64. Run it there." >&2; exit 2; }

jar="$here/../scoring/target/scoring-0.1.0-SNAPSHOT.jar"
stale() { [[ ! -e "$1" || -n "$(find "${@:2}" -newer "$1" -type f -print -quit)" ]]; }
if stale "$jar" "$here/../scoring/src/main"; then
  echo "building scoring ..." >&2
  (cd "$here/.." && ./mvnw -B -q -DskipTests -Dspotless.check.skip -pl scoring package >&2)
fi
if stale "$project/target/built" "$project/src" "$project/pom.xml" "$jar"; then
  echo "building the comparison ..." >&2
  "$here/../mvnw" -B -q -f "$project/pom.xml" compile >&2
  touch "$project/target/built"
fi

# One thread, no network, the native library unpacked under target/.
export DJL_CACHE_DIR="$project/target/djl"
run() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${options:-} -Xms1g -Xmx1g -XX:+UseSerialGC -Dai.djl.offline=true \
    -Dai.djl.pytorch.num_threads=1 -Dai.djl.pytorch.num_interop_threads=1 \
    -cp "$project/target/classes:$project/target/jars/*" \
    io.secateur.benchmarks.djl.DjlTraining "$@"
}

run
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
compare() {
  local name
  for name in "plain loop" Trainer arrays; do
    echo "$1, $name: $(comm -12 <(sort "$work/one") <(sort "$work/other") | grep -c "$name" || true)" \
      "of $(grep -c "$name" "$work/one") heads have the same bits"
  done
}
run digests > "$work/one"
run digests > "$work/other"
compare "another process"
options=-XX:UseAVX=2 ATEN_CPU_CAPABILITY=avx2 MKL_ENABLE_INSTRUCTIONS=AVX2 ONEDNN_MAX_CPU_ISA=AVX2 \
  run digests > "$work/other"
compare "as if without AVX-512"
for _ in 1 2 3; do run once plain loop; run once arrays, sliced; done

echo
du -Lc --si --apparent-size "$project"/target/jars/{api,pytorch}-*.jar | sed 's|\t.*/|\t|'
echo "unpacked: $(du -s --si --apparent-size "$DJL_CACHE_DIR" | cut -f1)"
