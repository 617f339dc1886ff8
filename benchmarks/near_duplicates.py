"""Measures what finds near duplicates, and judges it by the truth; see near-duplicates.sh."""

import argparse
import json
import math
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CORPUS = Path(os.environ.get("CORPUS", HERE / "target" / "corpus")).resolve()
SOURCE = Path(os.environ.get("CORPUS_SOURCE", CORPUS / "source")).resolve()
WORK = HERE / "target" / "near-duplicates"
JAR = HERE / "target" / "benchmarks.jar"
SPARK_JARS = ROOT / "pruning-jobs" / "target" / "spark" / "jars"
MLLIB = HERE / "mllib"
JAVA = str(Path(os.environ["JAVA_HOME"]) / "bin" / "java") if "JAVA_HOME" in os.environ else "java"
PACKAGE = "io.secateur.benchmarks.duplicates."

THRESHOLD = 0.7
TRUTH_FROM = 0.5
MEMORY = os.environ.get("SECATEUR_MEMORY", "8g")
MASTER = "local[2]"
BUILT = ["10k", "50k", "100k", "200k"]  # by build.py
SIZES = {"1k": ["1k"], "hot": ["cold", "hot"], **{s: [s] for s in [*BUILT, "800k"]}}
MLLIB_SIZES = ["1k", "10k", "50k"]
GROWTH_SIZES = ["50k", "200k", "800k"]

# What Spark's own launcher opens on Java 17.
OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in (
        "java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util"
        " java.util.concurrent java.util.concurrent.atomic jdk.internal.ref sun.nio.ch"
        " sun.nio.cs sun.security.action sun.util.calendar"
    ).split()
]
SPARK_SETTINGS = {  # as in the Spark that comes with Secateur
    "spark.master": MASTER,
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
}


# What is compared


def secateur(**near):
    """Secateur with keys of near-duplicates: exact and near duplicates only, nothing selected."""

    def command(corpus, folder):
        settings = "\n".join(f"  {key} = {value}" for key, value in near.items())
        config = folder / "run.conf"
        config.write_text(
            f"""run {{ name = near-duplicates, output = {json.dumps(str(folder / "run"))} }}
source {{ path = {json.dumps(str(corpus.parquet))}, hash-files-up-to = 0 }}
near-duplicates {{
  threshold = {THRESHOLD}
{settings}
}}
embeddings.model = none
score.scorers = []
select {{ policy = random, keep = 1.0 }}
"""
        )
        return [str(ROOT / "secateur"), "dedup", "--config", str(config)]

    return command


def exact_join(corpus, folder):
    flags = ["-XX:+UseSerialGC", f"-Xmx{MEMORY}", "-cp", str(JAR)]
    arguments = [str(corpus.lines), str(THRESHOLD), str(folder / "removed.csv")]
    return [JAVA, *flags, PACKAGE + "ExactJoin", *arguments]


def spark(main, *arguments, classes=JAR, jars=SPARK_JARS):
    settings = [f"-D{key}={value}" for key, value in SPARK_SETTINGS.items()]
    flags = [*OPENS, f"-Xmx{MEMORY}", "-XX:+UseParallelGC", "-XX:+IgnoreUnrecognizedVMOptions"]
    path = f"{classes}{os.pathsep}{jars / '*'}"
    return [JAVA, *flags, *settings, "-cp", path, main, *map(str, arguments)]


def spark_recipe(corpus, folder):
    return spark(PACKAGE + "SparkRecipe", corpus.parquet, folder / "removed.csv")


def mllib(corpus, folder):
    arguments = [corpus.parquet, THRESHOLD, folder / "removed.csv"]
    target = MLLIB / "target"
    return spark("MllibJoin", *arguments, classes=target / "classes", jars=target / "jars")


TOOLS = {
    "exact-join": exact_join,
    "ours-prefix": secateur(generator="prefix"),
    "ours-lsh": secateur(generator="lsh"),
    "ours-components": secateur(generator="prefix", mode="components"),
    "ours": secateur(),
    "spark-recipe": spark_recipe,
    "mllib": mllib,
}
DEFAULT_TOOLS = [name for name in TOOLS if name != "ours"]


# The corpus and its truth


@dataclass(frozen=True)
class Corpus:
    name: str

    @property
    def lines(self):
        return CORPUS / f"neardup_{self.name}.jsonl"

    @property
    def parquet(self):
        return CORPUS / f"neardup_{self.name}.parquet"

    @property
    def truth(self):
        return CORPUS / f"truth_{self.name}.csv"

    @property
    def count_file(self):
        return CORPUS / f"neardup_{self.name}.rows"

    def rows(self):
        return int(self.count_file.read_text())

    def make(self):
        """Makes what is missing: the sources, the lines, the Parquet files, the truth."""
        CORPUS.mkdir(parents=True, exist_ok=True)
        if not self.lines.exists():
            self.make_lines()
        if not (self.parquet / "_SUCCESS").exists():
            say(f"writing {self.parquet.name} ...")
            shutil.rmtree(self.parquet, ignore_errors=True)
            check(spark(PACKAGE + "SparkTables", "corpus", self.lines, self.parquet))
        if not self.truth.exists():
            say(f"finding the truth, {self.truth.name} ...")
            flags = ["-XX:+UseSerialGC", f"-Xmx{MEMORY}", "-cp", str(JAR)]
            arguments = [str(self.lines), str(TRUTH_FROM), str(self.truth)]
            check([JAVA, *flags, PACKAGE + "Truth", *arguments])
        if not self.count_file.exists():
            with open(self.lines) as lines:
                self.count_file.write_text(str(sum(1 for _ in lines)))

    def make_lines(self):
        if not (SOURCE / "docs" / "wamerican").exists():
            say("fetching Debian's documentation packages, 240 MB ...")
            check([str(HERE / "corpus" / "fetch.sh"), str(SOURCE)])
        build = [sys.executable, str(HERE / "corpus" / "build.py"), str(SOURCE), str(CORPUS)]
        extend = [sys.executable, str(HERE / "corpus" / "extend.py"), str(CORPUS), str(SOURCE)]
        if not all(Corpus(size).lines.exists() for size in BUILT):
            say("building the corpus, some minutes ...")
            check(build)
        if self.name not in BUILT:
            check(extend)


def say(line):
    print(line, file=sys.stderr, flush=True)


def check(command):
    """Runs what is not measured; its complaints are shown where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        say(done.stdout[-4000:])
        sys.exit(f"Cannot go on: {Path(command[0]).name} ended with {done.returncode}.")
    return done.stdout


# One measured run


@dataclass(frozen=True)
class Usage:
    wall_seconds: float
    cpu_seconds: float  # user and system, of the process and all it started and waited for
    peak_mebibytes: float  # of resident memory, summed over its process group, sampled
    outcome: str  # done | limit, it was ended there | failed


def measure(command, log, limit):
    """Runs a command in a process group of its own, which is ended at the limit."""
    environment = {**os.environ, "SECATEUR_MASTER": MASTER, "SECATEUR_MEMORY": MEMORY}
    started = time.monotonic()
    with open(log, "w") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env=environment, start_new_session=True
        )
        watch = Watch(process.pid, started + limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    outcome = "limit" if watch.ended else "done" if process.returncode == 0 else "failed"
    if outcome == "failed":
        say(f"{command[0]} ended with {process.returncode}; {log} ends so:\n{log.read_text()[-4000:]}")
    return Usage(wall, usage.ru_utime + usage.ru_stime, watch.peak / 2**20, outcome)


class Watch(threading.Thread):
    """Samples the memory of a process group five times a second, and ends it at a time."""

    def __init__(self, group, ends):
        super().__init__(daemon=True)
        self.group = group
        self.ends = ends
        self.peak = 0
        self.ended = False
        self.done = threading.Event()

    def run(self):
        while not self.done.wait(0.2):
            self.peak = max(self.peak, resident_bytes(self.group))
            if time.monotonic() > self.ends:
                self.ended = True
                os.killpg(self.group, signal.SIGKILL)
                return

    def stop(self):
        self.done.set()
        self.join()


def resident_bytes(group):
    pages = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            pages += int(fields[21]) if int(fields[2]) == group else 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def run_once(tool, corpus, limit):
    folder = WORK / corpus.name / tool
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return measure(TOOLS[tool](corpus, folder), folder / "log", limit)


# Judging


def evaluate(tool, corpus):
    folder = WORK / corpus.name / tool
    removed = folder / "removed.csv"
    if tool.startswith("ours"):
        check(spark(PACKAGE + "SparkTables", "removed", folder / "run" / "3-duplicates", removed))
    flags = ["-XX:+UseSerialGC", "-cp", str(JAR)]
    arguments = [str(corpus.truth), str(removed), str(corpus.rows()), str(THRESHOLD)]
    return json.loads(check([JAVA, *flags, PACKAGE + "Evaluation", *arguments]))


def result(tool, corpus, usages):
    outcome = usages[-1].outcome
    if outcome != "done":
        usages = usages[-1:]
    cpu = statistics.median(usage.cpu_seconds for usage in usages)
    wall = statistics.median(usage.wall_seconds for usage in usages)
    finished = outcome == "done"
    made = {
        "corpus": corpus.name,
        "rows": corpus.rows(),
        "tool": tool,
        "outcome": outcome,
        "wall_seconds": round(wall, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mebibytes": round(max(usage.peak_mebibytes for usage in usages)),
        "rows_per_second": round(corpus.rows() / wall) if finished else None,
        "rows_per_cpu_second": round(corpus.rows() / cpu) if finished else None,
        "wall_seconds_of_runs": [round(usage.wall_seconds, 2) for usage in usages],
        "cpu_seconds_of_runs": [round(usage.cpu_seconds, 2) for usage in usages],
    }
    return {**made, **evaluate(tool, corpus)} if finished else made


def compare(corpus, tools, runs, limit):
    """Runs the tools in turns, so that what else the machine does is shared fairly."""
    corpus.make()
    usages = {tool: [] for tool in tools}
    for number in range(1, runs + 1):
        for tool in tools:
            if all(usage.outcome == "done" for usage in usages[tool]):
                usage = run_once(tool, corpus, limit)
                usages[tool].append(usage)
                spent = f"{usage.cpu_seconds:.1f} CPU s, {usage.wall_seconds:.1f} s"
                say(f"{corpus.name} {tool} run {number} of {runs}: {usage.outcome}, {spent}")
    results = [result(tool, corpus, usages[tool]) for tool in tools]
    yardstick = next((r for r in results if r["tool"] == "exact-join" and done(r)), None)
    for row in results:
        if yardstick:
            row["cpu_of_exact_join"] = round(row["cpu_seconds"] / yardstick["cpu_seconds"], 2)
    return results


def done(row):
    return row["outcome"] == "done"


# Printing

COLUMNS = {
    "tool": lambda r: r["tool"],
    "CPU s": lambda r: number(r["cpu_seconds"], 1, r),
    "of exact-join": lambda r: number(r.get("cpu_of_exact_join"), 2, r),
    "wall s": lambda r: number(r["wall_seconds"], 1, r),
    "rows/s": lambda r: number(r["rows_per_second"], 0),
    "peak MiB": lambda r: number(r["peak_mebibytes"], 0),
    "removed": lambda r: number(r.get("removed"), 0),
    "precision": lambda r: share(r.get("precision")),
    "group precision": lambda r: share(r.get("group_precision")),
    "recall": lambda r: share(r.get("recall")),
    "groups": lambda r: number(r.get("groups", {}).get("count"), 0),
    "= true groups": lambda r: {True: "yes", False: "no", None: ""}[r.get("groups_equal_truth")],
}


def number(value, digits, row=None):
    if value is None:
        return ""
    if row is not None and not done(row):
        return "failed" if row["outcome"] == "failed" else f"> {value:,.{digits}f}"
    return f"{value:,.{digits}f}"


def share(value):
    """Cut off, not rounded: 1.0000 is 1."""
    return "" if value is None else f"{math.floor(value * 10_000) / 10_000:.4f}"


def table(results, runs):
    rows = results[0]["rows"]
    of = "one run" if runs == 1 else f"medians of {runs} runs"
    lines = [f"{results[0]['corpus']}: {rows:,} rows, J >= {THRESHOLD}, {of}", ""]
    truth = next((r for r in results if done(r)), None)
    if truth:
        groups = truth["true_groups"]
        lines[0] += (
            f"; truth: {truth['true_pairs']:,} pairs, {groups['count']:,} groups of"
            f" {groups['members']:,} rows, the largest of {groups['largest']:,}"
        )
    lines.append("| " + " | ".join(COLUMNS) + " |")
    lines.append("| --- |" + " ---: |" * (len(COLUMNS) - 1))
    for row in results:
        lines.append("| " + " | ".join(cell(row) for cell in COLUMNS.values()) + " |")
    return "\n".join(lines) + "\n"


def exponent(points):
    """The slope of the least-squares line through the logarithms of (rows, seconds)."""
    logs = [(math.log(rows), math.log(seconds)) for rows, seconds in points]
    mean_x = statistics.mean(x for x, _ in logs)
    mean_y = statistics.mean(y for _, y in logs)
    over = sum((x - mean_x) * (y - mean_y) for x, y in logs)
    return over / sum((x - mean_x) ** 2 for x, _ in logs)


def growth(results, tool):
    """CPU seconds by rows, with and without what a run on 1,000 rows costs."""
    mine = [r for r in results if r["tool"] == tool and done(r)]
    fixed = next((r["cpu_seconds"] for r in mine if r["corpus"] == "1k"), None)
    gross = [(r["rows"], r["cpu_seconds"]) for r in mine if r["corpus"] != "1k"]
    if fixed is None or len(gross) < 2:
        return f"{tool}: too few runs finished for a fit"
    net = [(rows, max(seconds - fixed, 0.01)) for rows, seconds in gross]
    lines = [f"{tool}: fixed cost {fixed:.1f} CPU s (1,000 rows)", ""]
    lines += ["| rows | CPU s | net of the fixed cost |", "| ---: | ---: | ---: |"]
    for (rows, seconds), (_, rest) in zip(gross, net):
        lines.append(f"| {rows:,} | {seconds:.1f} | {rest:.1f} |")
    lines.append("")
    lines.append(f"CPU grows as rows^{exponent(gross):.2f}, net as rows^{exponent(net):.2f}\n")
    return "\n".join(lines)


# The command line


def arguments():
    parser = argparse.ArgumentParser(prog="near-duplicates.sh")
    parser.add_argument("size", nargs="?", choices=SIZES)
    parser.add_argument("--growth", action="store_true", help=f"ours at {', '.join(GROWTH_SIZES)}")
    parser.add_argument("--runs", type=int, default=3, help="of each tool; medians are printed")
    parser.add_argument("--only", help=f"some of {', '.join(TOOLS)}")
    parser.add_argument("--limit", type=int, default=600, help="seconds a run may take")
    parser.add_argument("--json", type=Path, help="file that one line for each result is added to")
    chosen = parser.parse_args()
    if chosen.growth == (chosen.size is not None):
        parser.error("give a size or --growth")
    if chosen.runs < 1:
        parser.error(f"invalid --runs: {chosen.runs} (must be at least 1)")
    unknown = set(chosen.only.split(",")) - set(TOOLS) if chosen.only else set()
    if unknown:
        parser.error(f"invalid --only: {', '.join(sorted(unknown))} (must be of {', '.join(TOOLS)})")
    return chosen


def tools_for(size, only, defaults):
    """What to run; MLlib by itself on small corpora only, since it does not finish on others."""
    if only:
        return only.split(",")
    return [tool for tool in defaults if tool != "mllib" or size in MLLIB_SIZES]


def main():
    chosen = arguments()
    if chosen.growth:
        sizes, defaults = ["1k", *GROWTH_SIZES], ["ours-prefix"]
    else:
        sizes, defaults = SIZES[chosen.size], DEFAULT_TOOLS
    plan = [(size, tools_for(size, chosen.only, defaults)) for size in sizes]
    if any("mllib" in tools for _, tools in plan) and not (MLLIB / "target" / "jars").exists():
        say("fetching Spark 4.1 with MLlib, 330 MB ...")
        check([str(ROOT / "mvnw"), "-B", "-q", "-f", str(MLLIB / "pom.xml"), "compile"])
    everything = []
    for size, tools in plan:
        results = compare(Corpus(size), tools, chosen.runs, chosen.limit)
        everything += results
        print(table(results, chosen.runs), flush=True)
        if chosen.json:
            with open(chosen.json, "a") as lines:
                lines.writelines(json.dumps(row) + "\n" for row in results)
    if chosen.growth:
        for tool in plan[0][1]:
            print(growth(everything, tool))
    return 1 if any(row["outcome"] == "failed" for row in everything) else 0


if __name__ == "__main__":
    sys.exit(main())
