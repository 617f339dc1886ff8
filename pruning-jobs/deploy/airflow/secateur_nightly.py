"""Prunes each night. A try that fails is made again: it goes on from the last whole stage of the one before."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

with DAG(
    dag_id="secateur_nightly",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,  # a night that was missed is not made up for: the next one sees the same data
    max_active_runs=1,  # two runs must not write to one run directory
) as dag:
    SparkSubmitOperator(
        task_id="prune",
        conn_id="spark_default",  # master, deploy mode and the path of spark-submit are the connection's
        application="/opt/secateur/secateur.jar",
        java_class="io.secateur.jobs.Secateur",
        application_args=["run", "--config", "hdfs:///conf/run.conf"],
        num_executors=20,
        executor_cores=4,
        executor_memory="8g",
        driver_memory="4g",
        conf={"spark.executor.memoryOverhead": "4g"},
        retries=3,
        retry_delay=timedelta(minutes=5),
        execution_timeout=timedelta(hours=8),
    )
