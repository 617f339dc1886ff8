"""Makes a notebook that ran the same at every run, and says what is wrong with its outputs.

Usage: outputs.py NOTEBOOK FOLDER...    the folders are those that outputs must not name
"""

import getpass
import json
import re
import sys

TRACE = re.compile(r"^\s+at [\w.$/]+\(|Traceback \(most recent call last\)|^Exception in thread", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CHARTS = {"image/svg+xml", "image/png"}


def text(value):
    """Notebooks hold long texts as lists of lines."""
    return "".join(value) if isinstance(value, list) else str(value)


def clean(cell):
    """Leaves what the cell says, without when and how often it was run."""
    cell["metadata"] = {}
    cell.pop("id", None)
    if cell["cell_type"] != "code":
        return
    cell["execution_count"] = None
    for output in cell["outputs"]:
        output.pop("transient", None)
        if "metadata" in output:
            output["metadata"] = {}
        if "execution_count" in output:
            output["execution_count"] = None
        data = output.get("data", {})
        if text(data.get("text/html", "")).startswith("<svg"):
            # the Java kernel has no name for SVG, and sites that show notebooks cut it out of HTML
            output["data"] = {"image/svg+xml": data["text/html"]}


def said(cell):
    """All that a cell's outputs say, charts too."""
    for output in cell.get("outputs", []):
        yield text(output.get("text", ""))
        yield from (text(value) for value in output.get("data", {}).values())


def problems(notebook, private):
    """What a reader should not see, or misses."""
    if not any(
        kind in output.get("data", {})
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for kind in CHARTS
    ):
        yield "shows no chart"
    for number, cell in enumerate(notebook["cells"], start=1):
        outputs = cell.get("outputs", [])
        if any(output["output_type"] == "error" for output in outputs):
            yield f"cell {number} failed"
        for words in said(cell):
            if TRACE.search(COLOUR.sub("", words)):
                yield f"cell {number} shows a stack trace"
            yield from (f"cell {number} names {name}" for name in private if name in words)


def main(path, *folders):
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    for cell in notebook["cells"]:
        clean(cell)
    spec = notebook["metadata"]["kernelspec"]
    notebook["metadata"] = {"kernelspec": spec, "language_info": {"name": spec["language"]}}
    notebook["nbformat_minor"] = 4  # 5 gives cells ids, drawn at random
    with open(path, "w", encoding="utf-8") as file:
        json.dump(notebook, file, indent=1, ensure_ascii=False)
        file.write("\n")
    user = [getpass.getuser() + "@", "/home/" + getpass.getuser(), "/tmp/"]
    found = list(dict.fromkeys(problems(notebook, [*folders, *user])))
    for problem in found:
        print(f"{path.rsplit('/', 1)[-1]}: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
