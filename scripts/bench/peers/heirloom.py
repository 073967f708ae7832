"""Heirloom as it is used: by its launcher."""

import json
import pathlib

from measure import Measured, measured

LAUNCHER = pathlib.Path(__file__).resolve().parents[2] / "heirloom"


def restore(photos, tables, *options, launcher: pathlib.Path = LAUNCHER) -> tuple[Measured, dict]:
    """Restores a folder into tables; returns what that cost, and the summary it gives."""
    command = [launcher, "restore", "--input", photos, "--output", tables, "--no-progress", "--json", *options]
    run = measured(command)
    return run, json.loads(run.output.strip().splitlines()[-1])
