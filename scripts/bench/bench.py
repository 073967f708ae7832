#!/usr/bin/env python3
"""Measures Heirloom on a tar of photographs and prints one JSON object and a Markdown table.

    scripts/bench/bench.py --photos archive.tar [--json result.json]

Needs the build (scripts/quickstart or mvn package) and an idle machine. Four things are measured:
the engine alone, the Spark job from spark-submit to the last commit, the cold start of `photo`, and
how well the host's work overlaps with that of a device that takes a fixed time for a batch.
Standard library only.
"""

import argparse
import glob
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "peers"))

from figures import say  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "job/target/heirloom"
JAVA = ["java", "-Xmx2g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.maxBytes=0"]
COLD_STARTS = 5

# A network of the tests with GPEN's contract, 64 pixels, that adds a tenth.
NOTHING_TO_DO = ROOT / "udf/src/test/resources/dev/heirloom/restoration/model/brighter.onnx"


def run(command, **options):
    """Wall seconds, CPU seconds and standard output of a command that must succeed (3: photos failed)."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **options)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{command[0]} … {command[-1]} ended with {done.returncode}")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2)}, done.stdout


def program(name, *arguments):
    """The JSON lines that a program of this folder prints."""
    jars = glob.glob(f"{BUILT}/lib/*.jar") + glob.glob(f"{BUILT}/spark/*.jar")
    command = JAVA + ["-cp", ":".join(jars), ROOT / "scripts/bench" / name, *arguments]
    return [json.loads(line) for line in run(command)[1].splitlines() if line.startswith("{")]


def engine(photos):
    return program("EngineBenchmark.java", photos)[-1]


def simulated_device(photos):
    return program("SimulatedDevice.java", photos, NOTHING_TO_DO)


def job(photos, scratch):
    measured, _ = run(
        [ROOT / "scripts/heirloom", "restore", "--input", photos, "--output", scratch / "tables", "--no-progress"]
    )
    measured["peak_rss_mib"] = round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
    return measured


def cold_start(scratch):
    times = [run([ROOT / "scripts/heirloom", "photo"], cwd=scratch)[0]["seconds"] for _ in range(COLD_STARTS)]
    return {"median_seconds": statistics.median(times), "fastest_seconds": min(times)}


def table(result):
    e, j, c = result["engine"], result["job"], result["photo"]
    rows = [
        ("photos, faces found, faces restored", f"{e['photos']}, {e['faces']}, {e['faces_restored']}"),
        ("engine: photos/s, faces/s", f"{e['photos_per_second']}, {e['faces_per_second']}"),
        ("engine: CPU-seconds, over those of the models alone", f"{e['cpu_seconds']}, {1 / e['model_share']:.2f}"),
        ("engine: peak resident memory", f"{e['peak_rss_mib']} MiB"),
    ]
    rows += [(f"engine: seconds in {stage}", seconds) for stage, seconds in e["stage_seconds"].items()]
    rows += [
        ("job: seconds from command to exit", j["seconds"]),
        ("job: photos/s, start and commits included", round(e["photos"] / j["seconds"], 2)),
        ("job: CPU-seconds", j["cpu_seconds"]),
        ("job: peak resident memory", f"{j['peak_rss_mib']} MiB"),
        (f"`photo`, cold start, median of {COLD_STARTS}", f"{c['median_seconds']} s"),
    ]
    rows += [
        (
            f"device of {d['milliseconds']} ms for {d['batch']}: photos/s, of what the slower side could do",
            f"{d['together']}, {d['of_the_smaller']:.0%}",
        )
        for d in result["simulated_device"]
    ]
    return "\n".join(["| what | figure |", "|---|---|"] + [f"| {name} | {value} |" for name, value in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=pathlib.Path, required=True, help="tar with JPEG photographs")
    parser.add_argument("--json", type=pathlib.Path, help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        photos = scratch / "photos"
        with tarfile.open(options.photos) as tar:
            tar.extractall(photos, filter="data")
        for other in photos.rglob("*"):
            if other.is_file() and other.suffix != ".jpg":
                os.remove(other)
        result = {
            "job": job(photos, scratch),
            "engine": engine(photos),
            "photo": cold_start(scratch),
            "simulated_device": simulated_device(photos),
        }
    say(result, table(result), options.json)


if __name__ == "__main__":
    main()
