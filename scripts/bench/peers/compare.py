#!/usr/bin/env python3
"""Runs the peers and Heirloom over the same photos, turn by turn, and prints one JSON object and a table.

    compare.py --photos FOLDER [--rounds 3] [--repeat 3] [--json result.json]

In each round each of them goes over the photos once, and over --repeat copies of them: the difference is what
more photos cost once everything is started and warm. Needs an idle machine and, for Heirloom, its build. Fails
where one of them leaves a photo out, or where the peers do not all find the same number of faces.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from figures import say
from heirloom import LAUNCHER, restore
from photos import copies, jpegs

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {
    "loop": "run_loop.py",
    "processes": "run_processes.py",
    "spark": "run_spark.py",
    "ray": "run_ray.py",
    "daft": "run_daft.py",
}
HEIRLOOM = "Heirloom"
CEILING = "models only"
LIBRARIES = ("onnxruntime", "opencv-python-headless", "numpy", "pyspark", "ray", "daft")


def peer(script, photos, output):
    done = subprocess.run(
        [sys.executable, HERE / script, "--photos", photos, "--output", output], stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def heirloom(launcher, photos, output):
    run, said = restore(photos, output, launcher=launcher)
    return {
        "name": HEIRLOOM,
        "photos": said["photos"] - said["failed"],
        "faces": said["faces"],
        "faces_restored": said["faces_restored"],
        "seconds": round(run.seconds, 3),
        "cpu_seconds": round(run.cpu_seconds, 3),
        "peak_rss_mib": round(run.peak_rss_mib),
    }


def ceiling(photos):
    command = [sys.executable, HERE / "models_only.py", "--photos", photos]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)


def rounds(programs, folders, count, scratch):
    """The runs of each program: a list of {"once": …, "many": …}."""
    runs = {key: [] for key in programs}
    for i in range(count):
        # Nobody is always the first after somebody else.
        for key in list(programs)[i % len(programs) :] + list(programs)[: i % len(programs)]:
            pair = {}
            for times, folder in folders.items():
                output = scratch / "output"
                pair[times] = programs[key](folder, output)
                shutil.rmtree(output, ignore_errors=True)
                print(f"round {i + 1}, {key}, {times}: {pair[times]['seconds']} s", file=sys.stderr, flush=True)
            runs[key].append(pair)
    return runs


def check(runs, ceilings, photos, repeat):
    """Everybody has done every photo, and all peers have found the same faces, however often they looked."""
    faces = ceilings[0]["faces"]
    for pairs in runs.values():
        for pair in pairs:
            for times, run in (1, pair["once"]), (repeat, pair["many"]):
                name = run["name"]
                if run["photos"] != times * photos:
                    raise SystemExit(f"{name} did {run['photos']} of {times * photos} photos")
                if name != HEIRLOOM and run["faces"] != times * faces:
                    raise SystemExit(f"{name} found {run['faces']} faces instead of {times * faces}")


def figures(pairs, photos, repeat):
    """Medians over the rounds; of what more photos cost, the median of the differences."""
    more = (repeat - 1) * photos

    def median(key, times="once"):
        return statistics.median(pair[times][key] for pair in pairs)

    def growth(key):
        return statistics.median(pair["many"][key] - pair["once"][key] for pair in pairs)

    seconds, cpu = growth("seconds"), growth("cpu_seconds")
    measures_models = "inference_cpu_seconds" in pairs[0]["once"]
    return {
        "name": pairs[0]["once"]["name"],
        "faces": pairs[0]["once"]["faces"],
        "seconds": round(median("seconds"), 2),
        "cpu_seconds": round(median("cpu_seconds"), 2),
        "steady_photos_per_second": round(more / seconds, 2) if seconds > 0 else None,
        "steady_cpu_seconds_per_photo": round(cpu / more, 4),
        "steady_inference_share": round(growth("inference_cpu_seconds") / cpu, 3) if measures_models else None,
        "peak_rss_mib": round(median("peak_rss_mib", "many")),
    }


def table(result):
    rows = [
        "| program | faces | seconds | CPU-seconds | photos/s more | CPU-seconds a photo more | inside the models"
        " | peak memory, MiB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for f in result["programs"].values():
        share = "" if f["steady_inference_share"] is None else f"{f['steady_inference_share']:.0%}"
        rate = "" if f["steady_photos_per_second"] is None else f["steady_photos_per_second"]
        rows.append(
            f"| {f['name']} | {f['faces']} | {f['seconds']} | {f['cpu_seconds']} | {rate}"
            f" | {f['steady_cpu_seconds_per_photo']} | {share} | {f['peak_rss_mib']} |"
        )
    c = result["ceiling"]
    rows.append(
        f"| {CEILING}, the peers' calls | {c['faces']} | | | {c['photos_per_second']}"
        f" | {c['cpu_seconds_per_photo']} | 100% | |"
    )
    return "\n".join(rows)


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="copies in the longer run, 2 or more")
    parser.add_argument("--peers", nargs="*", choices=PEERS, default=list(PEERS), help="default: all")
    parser.add_argument("--heirloom", type=pathlib.Path, default=LAUNCHER, help="its launcher")
    parser.add_argument("--no-heirloom", action="store_true", help="the peers only")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    options = parser.parse_args()
    if options.repeat < 2 or options.rounds < 1:
        parser.error("--repeat is 2 or more, --rounds 1 or more")
    return options


def main():
    options = parse()
    programs = {key: lambda *folders, key=key: peer(PEERS[key], *folders) for key in options.peers}
    if not options.no_heirloom:
        # Now rather than after an hour.
        if subprocess.run([options.heirloom, "--version"], stdout=subprocess.DEVNULL, check=False).returncode != 0:
            raise SystemExit("Heirloom does not start; build it, name another one by --heirloom, or use --no-heirloom")
        programs["heirloom"] = lambda *folders: heirloom(options.heirloom, *folders)
    photos = len(jpegs(options.photos))
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        folders = {
            "once": copies(options.photos, scratch / "once", 1),
            "many": copies(options.photos, scratch / "many", options.repeat),
        }
        ceilings = [ceiling(folders["once"])]
        runs = rounds(programs, folders, options.rounds, scratch)
        ceilings.append(ceiling(folders["once"]))
    check(runs, ceilings, photos, options.repeat)
    result = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "versions": {name: importlib.metadata.version(name) for name in LIBRARIES},
        "photos": photos,
        "repeat": options.repeat,
        "rounds": options.rounds,
        "programs": {key: figures(pairs, photos, options.repeat) for key, pairs in runs.items()},
        "ceiling": {
            "faces": ceilings[0]["faces"],
            "photos_per_second": max(c["photos_per_second"] for c in ceilings),
            "cpu_seconds_per_photo": round(min(c["cpu_seconds"] for c in ceilings) / photos, 4),
        },
        "runs": runs,
    }
    say(result, table(result), options.json)


if __name__ == "__main__":
    main()
