#!/usr/bin/env bash
# Runs the notebooks without a browser, and looks at what came out.
usage() {
  cat << 'END'
Usage: notebooks/run.sh [--check] [NAME...]

  NAME      a notebook of this folder, or its number; all of them where none is named
  --check   leaves the files as they are: only says whether they run

Fails where a cell fails, an output holds a stack trace, or a notebook shows no chart. Outputs are
written without times and counters, so that the same numbers give the same files.
END
}
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
target="$root/pruning-jobs/target"
kernel=io.github.padreati:rapaio-jupyter-kernel:3.0.1
kernel_jar="$target/notebooks/rapaio-jupyter-kernel-3.0.1.jar"
packages=(jupyter-nbconvert python3-ipykernel python3-pandas python3-matplotlib)
cell_seconds=900
start_seconds=30
starts=6

fail() { echo "Cannot run the notebooks: $1" >&2; exit "${2:-1}"; }

check=
names=()
for argument in "$@"; do
  case "$argument" in
    --check) check=true ;;
    -h | --help) usage; exit ;;
    -*) usage >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done
notebooks=()
for name in "${names[@]-}"; do
  before="${#notebooks[@]}"
  for file in "$here/${name%.ipynb}"*.ipynb; do [[ ! -f "$file" ]] || notebooks+=("$file"); done
  (( ${#notebooks[@]} > before )) || fail "there is no notebook ${name:-here}." 2
done

# Debian's own Python: another one on the path would not see its packages.
python=/usr/bin/python3
ready() { "$python" -c 'import nbconvert, ipykernel, pandas, matplotlib' 2> /dev/null; }
if ! ready; then
  if [[ "$(id -u)" != 0 ]] || ! command -v apt-get > /dev/null; then
    fail "nbconvert is not there. Install it, on Debian by: apt-get install ${packages[*]}"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update >&2
  apt-get -q install -y --no-install-recommends "${packages[@]}" >&2
  ready || fail "$python does not find nbconvert, though it was installed."
fi

"$root/secateur" --version >&2 # builds what is missing
if [[ ! -f "$kernel_jar" ]]; then
  echo "fetching the Java kernel ..." >&2
  (cd "$root" && ./mvnw -B -q -N dependency:copy -Dartifact="$kernel" -DoutputDirectory="$target/notebooks" >&2)
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
mkdir -p "$work/classes" "$work/share/kernels/secateur-java" "$work/out"
"${java}c" -cp "$target/secateur.jar" -d "$work/classes" "$here"/*.java
# The kernel tells its coming and going on the error stream, which is part of the outputs.
printf 'handlers=java.util.logging.ConsoleHandler\n.level=WARNING\n' > "$work/logging.properties"
"$python" - "$work/share/kernels/secateur-java/kernel.json" "$java" "@$target/spark/conf/java-options" -Xmx1g "-Djava.io.tmpdir=$work" \
  "-Dlog4j2.configurationFile=$target/spark/conf/log4j2.properties" \
  "-Djava.util.logging.config.file=$work/logging.properties" \
  -cp "$work/classes:$target/secateur.jar:$kernel_jar$(printf ':%s' "$target"/spark/jars/*.jar)" \
  org.rapaio.jupyter.kernel.MainApp '{connection_file}' << 'END'
import json, sys
json.dump({"argv": sys.argv[2:], "display_name": "Java", "language": "java"}, open(sys.argv[1], "w"))
END
export JUPYTER_PATH="$work/share${JUPYTER_PATH:+:$JUPYTER_PATH}"
export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" MPLBACKEND=Agg

# The kernel sometimes never answers the first message that it gets: then it is started again.
execute() {
  local i
  for (( i = 0; i < starts; i++ )); do
    "$python" -m nbconvert --to notebook --execute --log-level=ERROR --output-dir="$work/out" \
      --ExecutePreprocessor.startup_timeout="$start_seconds" --ExecutePreprocessor.timeout="$cell_seconds" \
      "$1" > "$work/log" 2>&1 && return
    grep -qE "Kernel (didn't respond|died before replying)" "$work/log" || return 1
  done
  return 1
}

bad=0
for notebook in "${notebooks[@]}"; do
  name="$(basename "$notebook" .ipynb)"
  echo "$name ..." >&2
  if ! execute "$notebook"; then
    cat "$work/log" >&2
    echo "$name: a cell failed, see above" >&2
    bad=1
  elif ! "$python" "$here/outputs.py" "$work/out/$name.ipynb" "$root" "$work"; then
    bad=1
  elif [[ -z "$check" ]]; then
    cp "$work/out/$name.ipynb" "$notebook"
  fi
done
(( bad == 0 )) || exit 1
echo "${#notebooks[@]} notebooks ran; every one shows its charts" >&2
