#!/usr/bin/env python3
"""Two processes that take photo after photo from one list, each with models of its own."""

import multiprocessing
import pathlib

import runner
from pipeline import shared_pipeline


def restore(job):
    photo, result = job
    restored = shared_pipeline().restore(str(photo), photo.read_bytes())
    result.write_bytes(restored.jpeg)
    return runner.figures(restored)


def work(photos, output):
    jobs = [(photo, pathlib.Path(output, f"{i}.jpg")) for i, photo in enumerate(photos)]
    # Forked from a process that has the libraries loaded, but no models and no threads yet.
    with multiprocessing.get_context("fork").Pool(runner.WORKERS) as pool:
        rows = list(pool.imap_unordered(restore, jobs))
        pool.close()
        pool.join()
    return rows


if __name__ == "__main__":
    runner.main("two processes", __file__, work)
