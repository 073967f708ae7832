#!/usr/bin/env python3
"""The ceiling: nothing but the calls of the models, in processes with one thread inside each call.

Each photo goes through the pipeline once, unmeasured, to have the tensors; then the same calls are made again and
measured. No program that makes these calls can be faster.
"""

import argparse
import dataclasses
import json
import multiprocessing
import pathlib

import runner
from networks import Meter
from photos import jpegs
from pipeline import Pipeline


@dataclasses.dataclass
class Recorder(Meter):
    """Remembers the calls."""

    calls: list = dataclasses.field(default_factory=list)

    def call(self, session, outputs, tensor):
        self.calls.append((session, outputs, tensor))
        return super().call(session, outputs, tensor)


class Replay:
    def __init__(self):
        self._recorder = Recorder(threads=1)
        self._pipeline = Pipeline(threads=1, meter=self._recorder)

    def measure(self, photo: pathlib.Path) -> tuple[int, Meter]:
        self._recorder.calls.clear()
        faces = self._pipeline.restore(str(photo), photo.read_bytes()).faces
        bare = Meter(threads=1)
        for call in self._recorder.calls:
            bare.call(*call)
        return faces, bare


def start():
    global replay
    replay = Replay()


def measure(photo):
    return replay.measure(photo)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=pathlib.Path, required=True, metavar="FOLDER")
    parser.add_argument("--processes", type=int, default=runner.WORKERS, metavar="N")
    options = parser.parse_args()
    photos = jpegs(options.photos)
    with multiprocessing.get_context("fork").Pool(options.processes, start) as pool:
        results = list(pool.imap_unordered(measure, photos))
    seconds = sum(meter.seconds for _, meter in results)
    print(
        json.dumps(
            {
                "name": "models only",
                "photos": len(results),
                "faces": sum(faces for faces, _ in results),
                "cpu_seconds": round(sum(meter.cpu_seconds for _, meter in results), 3),
                "photos_per_second": round(len(results) * options.processes / seconds, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
