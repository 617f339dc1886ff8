"""SemDeDup's rule with numpy: k-means, then each row against ALL earlier rows of its cluster.

run SIZE DIR CELLS COSINE   removes, and prints one line of JSON
sgemm COLUMNS               prints the GFLOP/s of a product of 384 dimensions and COLUMNS columns
"""

import json
import resource
import sys
import time

import numpy as np

DIMENSIONS = 384
SAMPLE = 32_768
ITERATIONS = 20


def kmeans(points: np.ndarray, k: int, random: np.random.Generator) -> np.ndarray:
    centroids = points[random.choice(len(points), k, replace=False)]
    for _ in range(ITERATIONS):
        nearest = assign(points, centroids)
        sums = np.zeros_like(centroids)
        np.add.at(sums, nearest, points)
        norms = np.linalg.norm(sums, axis=1, keepdims=True)
        centroids = np.where(norms > 0, sums / np.maximum(norms, 1e-12), centroids)
    return centroids


def assign(points: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    step = 8_192
    return np.concatenate(
        [(points[i : i + step] @ centroids.T).argmax(axis=1) for i in range(0, len(points), step)]
    )


def run(size: int, directory: str, cells: int, cosine: float) -> None:
    start = time.perf_counter()
    points = np.fromfile(f"{directory}/embeddings.f32", dtype="<f4").reshape(size, DIMENSIONS)
    ready = cpu()
    random = np.random.default_rng(42)
    sample = points if size <= SAMPLE else points[random.choice(size, SAMPLE, replace=False)]
    nearest = assign(points, kmeans(sample, cells, random))
    removed = []
    for cell in range(cells):
        members = np.flatnonzero(nearest == cell)
        if len(members) > 1:
            similar = np.triu(points[members] @ points[members].T, k=1)
            removed.extend(members[similar.max(axis=0) >= cosine].tolist())
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open(f"{directory}/removed-numpy.txt", "w", encoding="utf-8") as out:
        out.writelines(f"{row}\n" for row in sorted(removed))
    result = {
        "run": "numpy",
        "rows": size,
        "cells": cells,
        "rounds": 1,
        "removed": len(removed),
        "wall_s": round(wall, 2),
        "cpu_s": round(cpu(), 2),
        "cpu_after_jvm_s": round(cpu() - ready, 2),
        "cpu_after_setup_s": round(cpu() - ready, 2),
        "peak_mb": used.ru_maxrss // 1_000,
        "rows_per_s": round(size / wall),
    }
    print(json.dumps(result, separators=(",", ":")))


def sgemm(columns: int) -> None:
    left = np.random.default_rng(1).random((8_192, DIMENSIONS), dtype=np.float32)
    right = np.random.default_rng(2).random((columns, DIMENSIONS), dtype=np.float32)
    best = 0.0
    for _ in range(12):
        before = cpu()
        left @ right.T
        best = max(best, 2 * left.shape[0] * columns * DIMENSIONS / (cpu() - before) / 1e9)
    print(f"{best:.1f}")


def cpu() -> float:
    return time.process_time()


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
    else:
        sgemm(int(sys.argv[2]))
