#!/usr/bin/env python3
"""Makes the bundled sample archive: one portrait, damaged in the ways of old photographs.

The same versions of the libraries (requirements.txt) give the same bytes every time.
"""

import argparse
import io
from pathlib import Path

import numpy as np
import tifffile
from PIL import Image
from scipy import ndimage
from skimage import data

SAMPLE = Path(__file__).resolve().parents[2] / "job/src/main/resources/dev/heirloom/job/sample"
ORIENTATION = 0x0112


def portrait():
    """The upper body, 400 x 500, levels 0…1. The face is about 100 pixels wide."""
    return data.astronaut()[:500, 40:440] / 255.0


def blurred(picture, sigma):
    return ndimage.gaussian_filter(picture, (sigma, sigma, 0), mode="nearest")


def low_light(rng):
    """Underexposed, with the noise of a sensor at its limit."""
    electrons = blurred(portrait(), 1.6) ** 1.2 * 70
    noisy = rng.poisson(electrons) + rng.normal(0, 2.0, electrons.shape)
    return np.clip(noisy / 70, 0, 1) * 0.42


def motion_blur(rng):
    """A slow shutter: 15 pixels of movement, somewhat downwards."""
    kernel = np.zeros((15, 15))
    for step in np.linspace(-7, 7, 57):
        kernel[int(round(7 + step * 0.35)), int(round(7 + step))] += 1
    kernel /= kernel.sum()
    moved = ndimage.convolve(portrait(), kernel[:, :, None], mode="nearest")
    return moved + rng.normal(0, 0.008, moved.shape)


def compressed(_):
    """Made small, enlarged again and saved at low quality, as by too many hands."""
    small = Image.fromarray(to_levels(portrait())).resize((160, 200), Image.Resampling.BOX)
    return np.asarray(small.resize((400, 500), Image.Resampling.BICUBIC)) / 255.0


def sepia_print(rng):
    """A scan of a faded print: soft, grainy, yellowed, darker at the edges, scratched, dusty."""
    gray = blurred(portrait(), 1.8) @ [0.30, 0.59, 0.11]
    height, width = gray.shape
    gray = gray + ndimage.gaussian_filter(rng.normal(0, 0.10, gray.shape), 0.9)
    faded = 0.20 + 0.62 * np.clip(gray, 0, 1)
    y, x = np.mgrid[0:height, 0:width]
    radius = np.hypot((x - width / 2) / width, (y - height / 2) / height)
    faded *= 1 - 0.45 * radius**2
    faded = damaged(faded, rng)
    return np.clip(faded[:, :, None] * [1.06, 0.88, 0.66], 0, 1)


def damaged(gray, rng):
    """Scratches and dust, away from the middle of the face."""
    height, width = gray.shape
    damage = np.zeros_like(gray)
    y = np.arange(height)
    for start, lean in ((48.0, 0.03), (262.0, -0.02), (351.0, 0.05)):
        x = np.clip(start + lean * y + rng.normal(0, 0.3, height).cumsum() * 0.3, 0, width - 1)
        damage[y, x.astype(int)] = rng.uniform(0.2, 0.5)
    for _ in range(60):
        damage[rng.integers(height), rng.integers(width)] = 2.5
    damage = ndimage.gaussian_filter(damage, 0.7)
    return np.clip(gray + damage * (0.95 - gray), 0, 1)


def rotated(rng):
    """A small, soft picture of a camera held upright: stored lying on its side."""
    soft = blurred(portrait(), 2.2) + rng.normal(0, 0.015, (500, 400, 3))
    return np.rot90(soft)


def to_levels(picture, maximum=255):
    kind = np.uint8 if maximum == 255 else np.uint16
    return np.round(np.clip(picture, 0, 1) * maximum).astype(kind)


def jpeg(picture, quality, subsampling="4:2:0", orientation=1):
    exif = Image.Exif()
    if orientation != 1:
        exif[ORIENTATION] = orientation
    file = io.BytesIO()
    Image.fromarray(to_levels(picture)).save(
        file, "JPEG", quality=quality, subsampling=subsampling, dpi=(300, 300), exif=exif
    )
    return file.getvalue()


def tiff16(picture):
    file = io.BytesIO()
    tifffile.imwrite(
        file,
        to_levels(picture, 65535),
        photometric="rgb",
        compression="lzw",
        predictor=True,
        resolution=(300, 300),
        resolutionunit="INCH",
        metadata=None,
        software=None,
    )
    return file.getvalue()


def archive():
    """File name and bytes of every photo; each has a seed of its own."""
    seeds = iter(range(1, 100))

    def rng():
        return np.random.default_rng(next(seeds))

    yield "low-light.jpg", jpeg(low_light(rng()), 88)
    yield "motion-blur.jpg", jpeg(motion_blur(rng()), 90)
    yield "compressed.jpg", jpeg(compressed(rng()), 15)
    yield "sepia-print.tif", tiff16(sepia_print(rng()))
    yield "rotated.jpg", jpeg(rotated(rng()), 85, orientation=6)
    yield "no-face.jpg", jpeg(data.coffee() / 255.0, 88)
    whole = jpeg(portrait(), 85)
    yield "broken.jpg", whole[: len(whole) * 2 // 5]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=SAMPLE, help="folder (default: %(default)s)")
    output = parser.parse_args().output
    output.mkdir(parents=True, exist_ok=True)
    for name, content in archive():
        (output / name).write_bytes(content)
        print(f"{len(content):9,d}  {name}")


if __name__ == "__main__":
    main()
