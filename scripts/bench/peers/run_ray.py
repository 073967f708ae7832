#!/usr/bin/env python3
"""Ray Data: binary files through two actors into Parquet."""

import logging
import os
import tempfile

# Alone on this machine, by its loopback address, as Ray's own default is where there are no clusters.
os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}

import ray

import runner
import tables
from pipeline import Pipeline

OBJECT_STORE_BYTES = 512 * 2**20


class Restorer:
    def __init__(self):
        self._pipeline = Pipeline(threads=1)

    def __call__(self, batch):
        restored = [self._pipeline.restore(*photo) for photo in zip(batch["path"], batch["bytes"], strict=True)]
        return {key: [vars(row)[key] for row in restored] for key in vars(restored[0])}


def work(photos, output):
    with tempfile.TemporaryDirectory(prefix="ray") as scratch:
        ray.init(
            # One beside the actors', so that files are read and written while both restore.
            num_cpus=runner.WORKERS + 1,
            object_store_memory=OBJECT_STORE_BYTES,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            _temp_dir=scratch,
        )
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        blocks = -(-len(photos) // runner.PHOTOS_IN_BATCH)
        (
            ray.data.read_binary_files([str(photo) for photo in photos], include_paths=True, override_num_blocks=blocks)
            .map_batches(
                Restorer,
                batch_size=runner.PHOTOS_IN_BATCH,
                compute=ray.data.ActorPoolStrategy(size=runner.WORKERS, max_tasks_in_flight_per_actor=2),
                num_cpus=1,
            )
            .write_parquet(str(output / "table"), compression="none")
        )
        ray.shutdown()
    return tables.figures(output / "table")


if __name__ == "__main__":
    runner.main("Ray Data", __file__, work)
