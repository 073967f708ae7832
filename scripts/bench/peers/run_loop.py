#!/usr/bin/env python3
"""One process that restores photo after photo, with all cores inside each call of a model."""

import os
import pathlib

import runner
from pipeline import Pipeline


def work(photos, output):
    pipeline = Pipeline(threads=os.cpu_count())
    for i, photo in enumerate(photos):
        restored = pipeline.restore(str(photo), photo.read_bytes())
        pathlib.Path(output, f"{i}.jpg").write_bytes(restored.jpeg)
        yield runner.figures(restored)


if __name__ == "__main__":
    runner.main("plain loop", __file__, work)
