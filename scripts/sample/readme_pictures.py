"""Makes the pictures of the README: the face in each sample photo, before and after.

    .venv/bin/python readme_pictures.py        (after scripts/quickstart, or any build)

Restores the sample photos with `heirloom photo`, and writes .readme/*.jpg.
"""

import pathlib
import subprocess
import tempfile

import numpy as np
import tifffile
from PIL import Image, ImageOps

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "job/src/main/resources/dev/heirloom/job/sample"
TARGET = ROOT / ".readme"
CASES = ["low-light.jpg", "motion-blur.jpg", "compressed.jpg", "sepia-print.tif"]
FACE = (60, 0, 320, 260)  # left, top, right, bottom in the sample photos
SIDE = 360


def face(path):
    pixels = np.asarray(ImageOps.exif_transpose(read(path)))
    left, top, right, bottom = FACE
    return Image.fromarray(pixels[top:bottom, left:right]).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def read(path):
    """8-bit colour; Pillow reads no 16-bit colour, so TIFF goes through tifffile."""
    if path.suffix == ".tif":
        pixels = tifffile.imread(path)
        return Image.fromarray((pixels / 257 + 0.5).astype(np.uint8) if pixels.dtype == np.uint16 else pixels)
    return Image.open(path).convert("RGB")


def main():
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [ROOT / "scripts/heirloom", "photo", "--output", folder]
        for case in CASES:
            command += ["--input", SAMPLE / case]
        subprocess.run(command, check=True)
        for case in CASES:
            pair = Image.new("RGB", (2 * SIDE + 6, SIDE), "white")
            pair.paste(face(SAMPLE / case), (0, 0))
            pair.paste(face(pathlib.Path(folder) / case), (SIDE + 6, 0))
            pair.save(TARGET / f"{pathlib.Path(case).stem}.jpg", quality=88)


if __name__ == "__main__":
    main()
