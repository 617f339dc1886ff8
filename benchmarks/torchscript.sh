#!/usr/bin/env bash
# TorchScript checkpoints through DJL's PyTorch engine: logits beside those by hand, the same bits
# whatever the batch, and how many threads are busy. What it needs: README.md.
#   benchmarks/torchscript.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$here/torchscript"

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
  echo "building the check ..." >&2
  "$here/../mvnw" -B -q -f "$project/pom.xml" compile >&2
  touch "$project/target/built"
fi

export DJL_CACHE_DIR="$project/target/djl" # where the native library is unpacked
run() {
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" ${options:-} -Xmx1g -XX:+UseSerialGC \
    -cp "$project/target/classes:$project/target/jars/*" \
    io.secateur.benchmarks.torch.TorchScript "$project/models" "$@"
}

run
echo "with two threads a batch:"
options=-Dai.djl.pytorch.num_threads=2 run
run 1
run 2
