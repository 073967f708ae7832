#!/usr/bin/env python3
"""Asks what the engine's measures say: Spearman's rank correlation with the strength of a degradation.

    scripts/faces/measures.py --data DIR [--pairs 100]

For each kind of degradation, --pairs aligned faces of 256 px, each degraded by a strength drawn evenly
from the kind's range. Whatever does not follow any kind says nothing about damage.
"""

import argparse
import pathlib
import tempfile

import cv2
import numpy as np
from scipy.stats import spearmanr

import engine
from gain import kinds_of_damage

RANGES = {"blur": (0.3, 3), "noise": (1, 20), "compression": (90, 8), "resolution": (1, 5)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    engine.add_arguments(parser)
    parser.add_argument("--pairs", type=int, default=100)
    options = parser.parse_args()
    rng = np.random.default_rng(8)
    faces = [cv2.resize(f, (256, 256), interpolation=cv2.INTER_AREA) for f in engine.synthetic_faces(options.data, options.pairs)]
    functions = {name: function for name, _, function in kinds_of_damage(256)}
    columns = {}
    for kind, (least, most) in RANGES.items():
        share = rng.uniform(0, 1, options.pairs)
        pictures = [functions[kind](face, least + (most - least) * s, rng) for face, s in zip(faces, share)]
        with tempfile.TemporaryDirectory() as folder:
            names = [pathlib.Path(folder) / f"{i}.png" for i in range(len(pictures))]
            for name, picture in zip(names, pictures):
                name.write_bytes(engine.png(picture))
            (pathlib.Path(folder) / "list").write_text("".join(f"{name}\n" for name in names))
            lines = engine.java("MeasureAll.java", options.classpath, pathlib.Path(folder) / "list")
        rows = [dict(item.split("=") for item in line.split("\t")) for line in lines]
        columns[kind] = {m: spearmanr(share, [float(row[m]) for row in rows], nan_policy="omit").statistic for m in rows[0]}
    print(f"| measure, n = {options.pairs} a kind | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for measure in next(iter(columns.values())):
        print(f"| {measure} | " + " | ".join(f"{column[measure]:+.2f}" for column in columns.values()) + " |")


if __name__ == "__main__":
    main()
