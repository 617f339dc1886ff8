#!/usr/bin/env bash
# TorchScript checkpoints through DJL's PyTorch engine: logits beside those by hand, the same bits
# whatever the batch, and how many threads are busy. What it needs: README.md.
#   benchmarks/torchscript.sh
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
project="$here/torchscript"

source "$here/pytorch.sh"

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
