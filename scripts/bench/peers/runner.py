"""What the peers have in common: their command line, and one JSON line about what they cost.

A peer is started twice: the outer process measures the inner one, which does the work, from its start to its
exit and with all its children.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
from collections.abc import Callable, Iterable

from measure import measured
from photos import copies, jpegs
from pipeline import Restored

WORKERS = 2
# Few enough that no worker waits for another's last batch for long.
PHOTOS_IN_BATCH = 4


def main(name: str, script: str, work: Callable[[list[pathlib.Path], pathlib.Path], Iterable[dict]]):
    """
    :param work: restores photos into a folder; returns for each of them the fields of `Restored`, less the file
    """
    parser = argparse.ArgumentParser(description=f"Restores a folder of JPEG files: {name}.")
    parser.add_argument("--photos", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--output", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="work on N copies of each photo")
    parser.add_argument("--inner", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    if any(options.output.iterdir()):
        raise SystemExit(f"there is something in {options.output} already; name another folder, or empty it")
    if options.inner:
        rows = list(work(jpegs(options.photos), options.output.resolve()))
        print(json.dumps(summary(rows)), flush=True)
    elif options.repeat == 1:
        outer(name, script, options.photos, options.output)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            outer(name, script, copies(options.photos, pathlib.Path(scratch), options.repeat), options.output)


def outer(name, script, photos, output):
    # Workers that others start must find the pipeline too.
    here = str(pathlib.Path(__file__).resolve().parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, *filter(None, [os.environ.get("PYTHONPATH")])])
    run = measured([sys.executable, script, "--inner", "--photos", photos.resolve(), "--output", output])
    inner = json.loads(run.output.strip().splitlines()[-1])
    print(
        json.dumps(
            {
                "name": name,
                **inner,
                "seconds": round(run.seconds, 3),
                "cpu_seconds": round(run.cpu_seconds, 3),
                "inference_share": round(inner["inference_cpu_seconds"] / run.cpu_seconds, 3),
                "peak_rss_mib": round(run.peak_rss_mib),
            }
        )
    )


def summary(rows: list[dict]) -> dict:
    """Sums, and the steady rate: what is finished after every worker has done its first photo."""
    firsts = {}
    for row in sorted(rows, key=lambda row: row["finished"]):
        firsts.setdefault(row["worker"], row["finished"])
    warm = max(firsts.values())
    steady = sum(row["finished"] > warm for row in rows)
    seconds = max(row["finished"] for row in rows) - warm
    return {
        "photos": len(rows),
        "faces": sum(row["faces"] for row in rows),
        "workers": len(firsts),
        "steady_photos": steady,
        "steady_seconds": round(seconds, 3),
        "steady_photos_per_second": round(steady / seconds, 3) if steady else None,
        "inference_seconds": round(sum(row["inference_seconds"] for row in rows), 3),
        "inference_cpu_seconds": round(sum(row["inference_cpu_seconds"] for row in rows), 3),
    }


def figures(restored: Restored) -> dict:
    """All but the file."""
    return {key: value for key, value in vars(restored).items() if key != "jpeg"}
