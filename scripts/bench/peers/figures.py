"""How the benchmarks say what they have found."""

import json
import pathlib


def say(result, table: str, file: pathlib.Path | None):
    """Prints the figures as one JSON object and as a table, and writes the first to a file if one is named."""
    if file:
        file.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))
    print(table)
