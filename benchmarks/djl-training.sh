#!/usr/bin/env bash
# The probe's head trained by DJL on PyTorch beside the plain loop, in one thread, in turns; then
# whether other processes come to the same bits. What it needs: README.md.
#   benchmarks/djl-training.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$here/djl-training"

source "$here/pytorch.sh"

# One thread, no network.
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
