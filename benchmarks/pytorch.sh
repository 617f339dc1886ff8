# Sourced, with $here and $project set: refuses arguments, builds scoring and the project where they
# are stale, and says where PyTorch's native library is unpacked.
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
  echo "building $(basename "$project") ..." >&2
  "$here/../mvnw" -B -q -f "$project/pom.xml" compile >&2
  touch "$project/target/built"
fi

export DJL_CACHE_DIR="$project/target/djl"
