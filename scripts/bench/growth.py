#!/usr/bin/env python3
"""Whether a run over a hundred times as many photos is a hundred times as long, and no larger.

    growth.py --photos FOLDER [--copies 1 10 100] [--commits 500] [--json result.json]

Two things are measured, each by whole runs of `heirloom restore` on an idle machine:

* so many copies of every photo, with other bytes: photos a second beyond those of the size before, resident
  memory, and the least of the Java heap that is in use after a collection in the second half of the run. The heap is of
  the size that `heirloom doctor` asks for, since Java lets a larger one grow before it collects. With --longest-side the
  photos are made smaller first, so that tens of thousands of them take minutes.
* a table that grows by one commit at a time, of photos so small that they take no time: how far the commits are
  apart at its beginning and at its end.

Needs the build and peers/requirements.txt.
"""

import argparse
import os
import pathlib
import re
import statistics
import sys
import tempfile

import cv2
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "peers"))

from figures import say  # noqa: E402
from heirloom import restore  # noqa: E402
from photos import commented, copies, jpegs  # noqa: E402

PHOTOS_A_COMMIT = 4
AROUND = 10
"""Commits before and after a version whose distances are looked at."""


def heap_after_collections(log):
    """MiB in use after each collection."""
    return [int(used) for used in re.findall(r"->(\d+)M\(", log.read_text())]


def commit_times(tables):
    """When each version of `restorations` was written, in seconds."""
    log = tables / "restorations/_delta_log"
    return [file.stat().st_mtime for file in sorted(log.glob("*.json"))]


def smaller(folder, into, longest_side):
    """The photos with at most so many pixels on their longer side."""
    for file in jpegs(folder):
        picture = cv2.imread(str(file))
        factor = min(1, longest_side / max(picture.shape[:2]))
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        copy = into / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(copy), small)
    return into


def grown(photos, times, heap_mib, scratch):
    folder = copies(photos, scratch / f"photos-{times}", times)
    log = scratch / f"gc-{times}.log"
    os.environ["HEIRLOOM_JAVA_OPTIONS"] = f"-Xmx{heap_mib}m -Xlog:gc:file={log}"
    run, said = restore(folder, scratch / f"tables-{times}")
    del os.environ["HEIRLOOM_JAVA_OPTIONS"]
    heap = heap_after_collections(log)
    return {
        "photos": said["photos"],
        "failed": said["failed"],
        "seconds": round(run.seconds, 1),
        "cpu_seconds": round(run.cpu_seconds, 1),
        "peak_rss_mib": round(run.peak_rss_mib),
        "least_heap_mib": min(heap[len(heap) // 2 :]),
    }


def rates(sizes):
    """What photos beyond those of the size before cost."""
    for small, large in zip(sizes, sizes[1:]):
        photos = large["photos"] - small["photos"]
        large["photos_per_second_more"] = round(photos / (large["seconds"] - small["seconds"]), 2)
        large["cpu_seconds_a_photo_more"] = round((large["cpu_seconds"] - small["cpu_seconds"]) / photos, 4)
    return sizes


def commits(count, scratch):
    """Seconds between commits at the beginning and at the end of a table's life."""
    folder = scratch / "tiny"
    folder.mkdir()
    _, jpeg = cv2.imencode(".jpg", np.full((32, 32, 3), 128, np.uint8))
    for i in range(count * PHOTOS_A_COMMIT):
        (folder / f"{i}.jpg").write_bytes(commented(jpeg.tobytes(), f"photo {i}".encode()))
    tables = scratch / "tables-of-commits"
    run, said = restore(folder, tables, "--commit-every", str(PHOTOS_A_COMMIT))
    times = commit_times(tables)
    apart = [after - before for before, after in zip(times, times[1:])]
    return {
        "photos": said["photos"],
        "versions": len(times) - 1,
        "seconds": round(run.seconds, 1),
        "seconds_apart_about_version_10": round(statistics.median(apart[:2 * AROUND]), 3),
        "seconds_apart_at_the_end": round(statistics.median(apart[-2 * AROUND:]), 3),
        "longest_apart": round(max(apart), 2),
    }


def table(result):
    rows = [
        "| photos | seconds | photos/s more | CPU-seconds a photo more | peak memory, MiB | least heap, MiB |",
        "|---:|---:|---:|---:|---:|---:|",
    ]
    for s in result["sizes"]:
        rows.append(
            f"| {s['photos']} | {s['seconds']} | {s.get('photos_per_second_more', '')}"
            f" | {s.get('cpu_seconds_a_photo_more', '')} | {s['peak_rss_mib']} | {s['least_heap_mib']} |"
        )
    c = result.get("commits")
    if c:
        rows.append(
            f"\n{c['versions']} commits: {c['seconds_apart_about_version_10']} s apart about version 10,"
            f" {c['seconds_apart_at_the_end']} s at the end, at most {c['longest_apart']} s."
        )
    return "\n".join(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 10, 100], metavar="N", help="of each photo, rising")
    parser.add_argument("--longest-side", type=int, metavar="PIXELS", help="make the photos smaller first")
    parser.add_argument("--heap", type=int, default=1280, metavar="MIB", help="that Java may take; default: 1280, for two tasks")
    parser.add_argument("--commits", type=int, default=500, metavar="N", help="0 leaves this part out")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        photos = options.photos
        if options.longest_side:
            photos = smaller(photos, scratch / "smaller", options.longest_side)
        result = {"sizes": rates([grown(photos, times, options.heap, scratch) for times in options.copies])}
        if options.commits:
            result["commits"] = commits(options.commits, scratch)
    say(result, table(result), options.json)


if __name__ == "__main__":
    main()
