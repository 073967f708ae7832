"""Contact sheets: columns of faces, one row per stage (input, ours, truth, ...)."""

from pathlib import Path

import cv2
import numpy as np


def write(path: Path, rows: list[list[np.ndarray]]) -> None:
    """Writes rows of equally large RGB pictures in 0...255 as one PNG, by way of a temporary file."""
    sheet = np.concatenate([np.concatenate([np.asarray(p) for p in row], 1) for row in rows], 0)
    _, content = cv2.imencode(".png", sheet.clip(0, 255).round().astype(np.uint8)[..., ::-1])
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(content.tobytes())
    temporary.replace(path)
