#!/usr/bin/env bash
# A Spark cluster on this machine: a master and some workers on the loopback address, from the Spark
# that the build lays out. To try spark-submit on, and for the tests; not for data that matters.
usage() {
  cat << 'END'
Usage: scripts/cluster.sh start [OPTIONS]   starts a master and its workers, says how to use them
       scripts/cluster.sh url               prints the master's address
       scripts/cluster.sh status            says which of them are alive; exit code 0 if all are
       scripts/cluster.sh stop              ends them, with all that they started

  --workers N               how many workers (2)
  --cores N                 that each offers (2)
  --memory SIZE             that each offers, such as 3g or 1500m (4g)
  --port N, --ui-port N     of the master and of its web page (0: any that is free)
  --worker-property K=V     a setting of the workers, such as spark.worker.resource.gpu.amount=1; repeatable
  --dir DIR                 where logs, process ids and the workers' files go (pruning-jobs/target/cluster)

Workers, and with them executors and drivers on the cluster, get the environment that `start` has, and
SECATEUR_WORKER, the worker's number from 1. What start made stays in the folder until the next start.
END
}
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
home="$here/pruning-jobs/target/spark"
dir="$here/pruning-jobs/target/cluster"
deadline_seconds=120

fail() { echo "Cannot $1" >&2; exit "${2:-1}"; }
misuse() { echo "Invalid $1. Try 'scripts/cluster.sh --help'." >&2; exit 2; }
whole() { [[ "$2" =~ ^[0-9]+$ && "$2" -ge "$3" ]] || misuse "$1: $2 (must be a whole number, $3 or more)"; }

# What runs in the group of a daemon: itself, and the executors and drivers that it started, also when
# it is gone itself. The names make sure that an old number was not given to something else.
spark='org\.apache\.spark\.(deploy\.(master\.Master|worker\.Worker|worker\.DriverWrapper)|executor\.CoarseGrainedExecutorBackend)'
group() { pgrep -g "$1" -f "$spark" || true; }
pid_of() { cat "$dir/$1.pid"; }
daemons() {
  local file
  for file in "$dir"/master.pid "$dir"/worker-*.pid; do
    [[ ! -f "$file" ]] || basename "$file" .pid
  done
}
alive() { group "$(pid_of "$1")" | grep -qx "$(pid_of "$1")"; }
leftover() { local name; for name in $(daemons); do group "$(pid_of "$name")"; done; }

# The value that a daemon wrote to its log; empty until it did.
logged() { sed -n "s/.*$2.*/\\1/p" "$dir/$1.log" 2> /dev/null | head -n 1; }
url() { logged master 'Starting Spark master at \(spark:[^ ]*\)'; }
page() { logged master 'MasterWebUI to [^,]*, and started at \(http:[^ ]*\)'; }

# Starts a class of Spark in a process group of its own, which outlives this shell.
launch() {
  local name="$1" log="$dir/$1.log"
  shift
  set -m
  (cd "$dir/$name" && exec "$home/bin/spark-class" "$@") > "$log" 2>&1 < /dev/null &
  set +m
  echo $! > "$dir/$name.pid"
  disown
}

# Waits until a log says so.
await() {
  local name="$1" value end=$(( SECONDS + deadline_seconds ))
  until value="$(logged "$name" "$2")" && [[ -n "$value" ]]; do
    if ! kill -0 "$(pid_of "$name")" 2> /dev/null; then
      tail -n 20 "$dir/$name.log" >&2
      kill_all
      if grep -q 'BindException\|already in use' "$dir/$name.log"; then
        fail "start the $name: its port is taken. Give another, or none, to get one that is free."
      fi
      fail "start the $name: it ended. Its log is $dir/$name.log"
    fi
    if (( SECONDS >= end )); then
      kill_all
      fail "start the $name: it said nothing for $deadline_seconds s. Its log is $dir/$name.log"
    fi
    sleep 0.2
  done
}

kill_all() {
  local name left end signal
  for signal in TERM KILL; do
    end=$(( SECONDS + 10 ))
    for name in $(daemons); do
      [[ -z "$(group "$(pid_of "$name")")" ]] || kill "-$signal" -- "-$(pid_of "$name")" 2> /dev/null || true
    done
    while left="$(leftover)" && [[ -n "$left" ]] && (( SECONDS < end )); do sleep 0.1; done
  done
  [[ -z "$left" ]] || fail "end process $(tr '\n' ' ' <<< "$left")of the cluster."
  rm -f "$dir"/master.pid "$dir"/worker-*.pid
}

start() {
  local workers=2 cores=2 memory=4g port=0 ui_port=0 properties=() i name
  while [[ $# -gt 0 ]]; do
    [[ $# -gt 1 ]] || misuse "option $1 (unknown, or without its value)"
    case "$1" in
      --workers) whole "$1" "$2" 1; workers="$2" ;;
      --cores) whole "$1" "$2" 1; cores="$2" ;;
      --memory) [[ "$2" =~ ^[0-9]+[mg]$ ]] || misuse "$1: $2 (must be like 3g or 1500m)"; memory="$2" ;;
      --port) whole "$1" "$2" 0; port="$2" ;;
      --ui-port) whole "$1" "$2" 0; ui_port="$2" ;;
      --worker-property) [[ "$2" == spark.*=* ]] || misuse "$1: $2 (must be spark.KEY=VALUE)"; properties+=("$2") ;;
      *) misuse "option $1 (unknown)" ;;
    esac
    shift 2
  done
  if [[ -d "$dir" && ! -f "$dir/.secateur-cluster" && -n "$(ls -A "$dir")" ]]; then
    fail "start: $dir holds other files. Name another folder with --dir."
  fi
  [[ -x "$home/bin/spark-class" && -f "$here/pruning-jobs/target/secateur.jar" ]] \
    || fail "start: there is no Spark in $home. Build it first: ./mvnw -DskipTests package" 2
  if [[ -n "$(leftover)" ]]; then
    fail "start: a cluster runs at $(url). End it first: scripts/cluster.sh stop"
  fi
  command -v pgrep > /dev/null || fail "start: there is no pgrep. Install procps." 2
  trap 'kill_all; exit 1' INT TERM
  rm -rf "$dir"
  mkdir -p "$dir/master" && : > "$dir/.secateur-cluster"
  if [[ ${#properties[@]} -gt 0 ]]; then printf '%s\n' "${properties[@]}" > "$dir/worker.properties"; fi

  # What a shell has set for another Spark must not reach this one.
  unset "${!SPARK_WORKER@}" "${!SPARK_MASTER@}" "${!SPARK_DAEMON@}" SPARK_CONF_DIR SPARK_HOME HADOOP_CONF_DIR YARN_CONF_DIR
  export SPARK_LOCAL_IP=127.0.0.1 SPARK_DAEMON_MEMORY=512m SECATEUR_LOG=info
  # A port that was asked for is that one or none, and nothing but the cluster's own listens.
  export SPARK_DAEMON_JAVA_OPTS="-Dspark.port.maxRetries=0 -Dspark.master.rest.enabled=false"
  launch master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port "$ui_port"
  await master 'I have been elected leader\(!\)'
  local options="${JAVA_TOOL_OPTIONS:-}"
  for (( i = 1; i <= workers; i++ )); do
    name="worker-$i"
    mkdir -p "$dir/$name/tmp" "$dir/$name/local"
    # Its own temporary folder, so that what a killed executor leaves goes with the cluster's folder.
    export SECATEUR_WORKER="$i" SPARK_LOCAL_DIRS="$dir/$name/local" JAVA_TOOL_OPTIONS="$options '-Djava.io.tmpdir=$dir/$name/tmp'"
    launch "$name" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 --cores "$cores" \
      --memory "$memory" --work-dir "$dir/$name" ${properties[@]+--properties-file "$dir/worker.properties"} "$(url)"
  done
  for (( i = 1; i <= workers; i++ )); do
    await "worker-$i" 'Successfully registered with master \(spark:[^ ]*\)'
  done
  cat << END
A master and $workers workers of $cores cores and $memory each run at

  $(url)      $(page)

Submit to it    $home/bin/spark-submit --master $(url) ...
Logs            $dir
End it          scripts/cluster.sh stop
END
}

status() {
  local name code=0 pid
  [[ -n "$(daemons)" ]] || { echo "no cluster runs"; exit 3; }
  for name in $(daemons); do
    pid="$(pid_of "$name")"
    if alive "$name"; then
      echo "$name  alive, process $pid$( [[ "$name" != master ]] || echo ", $(url), $(page)" )"
    else
      echo "$name  dead, was process $pid"
      code=1
    fi
  done
  exit "$code"
}

command="${1:-}"
[[ $# -eq 0 ]] || shift
arguments=()
while [[ $# -gt 0 ]]; do
  if [[ "$1" == --dir ]]; then
    [[ $# -gt 1 && -n "$2" ]] || misuse "option --dir (without its value)"
    mkdir -p "$(dirname "$2")"
    dir="$(cd "$(dirname "$2")" && pwd)/$(basename "$2")"
    shift 2
  else
    arguments+=("$1")
    shift
  fi
done
[[ "$command" == start || ${#arguments[@]} -eq 0 || "$command" == --help ]] || misuse "option ${arguments[0]} (of start only)"
case "$command" in
  start) start ${arguments[@]+"${arguments[@]}"} ;;
  stop) kill_all ;;
  status) status ;;
  url) alive master 2> /dev/null || fail "say where the master is: no cluster runs. Start one: scripts/cluster.sh start"; url ;;
  -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
