#!/usr/bin/env bash
# Runs Secateur on YARN: pruning-jobs/deploy/yarn.sh run --config hdfs:///conf/run.conf
#   SECATEUR_DEPLOY_MODE=client   the driver here, its progress in this terminal (cluster: on YARN, whose log has it)
#   SECATEUR_JAR=hdfs:///lib/secateur.jar   a jar that need not be uploaded each time
# HADOOP_CONF_DIR says where the cluster is. Three tries: the second goes on where the first ended.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
exec "${SPARK_HOME:+$SPARK_HOME/bin/}spark-submit" --master yarn --deploy-mode "${SECATEUR_DEPLOY_MODE:-cluster}" \
  --class io.secateur.jobs.Secateur --name secateur \
  --num-executors 20 --executor-cores 4 --executor-memory 8g --driver-memory 4g \
  --conf spark.executor.memoryOverhead=4g \
  --conf spark.yarn.maxAppAttempts=3 \
  --conf spark.speculation=false \
  "${SECATEUR_JAR:-$here/target/secateur.jar}" "$@"
