"""The fixed degradations of the evaluation. They are written apart from the training's and never vary.

Tone (darkness, print colour) is in the truth as well: the restorer is to leave it alone. Lengths are pixels of a face
of 256 px and scale with it; noise is drawn at 256 px at most and enlarged, so that a face of 512 px is damaged
as the smaller one is. Only `tiny` keeps its pixels: a tiny face is as tiny whatever it is enlarged to.

The size of `tiny` and the blur and grain of `scan` were set once with the input alone. The independent recogniser
finds the right person in 0.71 of 100 faces of 34 px; in `scan` in 0.90 of 100 with blur 2.0 and grain 17 and in 0.75
of 60 with 2.2 and 20, and the values lie between: there is something to win, and something to go by.
"""

from dataclasses import dataclass

import cv2
import numpy as np

import degradations

REFERENCE = 256
INK, PAPER = np.array([45, 28, 14], np.float32), np.array([238, 218, 180], np.float32)
"""Of the sepia print."""


@dataclass(frozen=True)
class Case:
    """What happens to a face, in the order of the fields; what is zero does not."""

    name: str
    gamma: float = 1.0
    gain: float = 1.0
    sepia: bool = False
    blur: float = 0.0
    """Gaussian, sigma."""
    motion: float = 0.0
    """Length of a straight movement at some angle."""
    grain: float = 0.0
    """Levels, alike in all channels, softened by the scanner."""
    specks: int = 0
    """Specks of dust, and a scratch."""
    small: int = 0
    """Pixels the square is reduced to."""
    keeps_pixels: bool = False
    """Whether `small` is as many pixels at every size."""
    noise: float = 0.0
    """Levels, of each channel."""
    quality: int = 100
    """Of JPEG, while the face is small."""


CASES = (
    Case("light", quality=90),
    Case("low light", gamma=1.2, gain=0.4, blur=0.8, noise=9, quality=80),
    Case("motion", motion=13, noise=3, quality=85),
    Case("compression", small=128, quality=18),
    Case("scan", sepia=True, blur=2.1, grain=18, specks=12, small=142, quality=75),
    Case("tiny", small=34, keeps_pixels=True, noise=4, quality=75),
)


def apply(case: Case, picture: np.ndarray, rng, one_ink: bool) -> tuple[np.ndarray, np.ndarray]:
    """RGB [S,S,3] in 0...255 -> (truth, damaged), whole numbers. A one-ink print gets noise without colour."""
    side = picture.shape[0]
    truth = 255 * (picture.astype(np.float32) / 255) ** case.gamma * case.gain
    if case.sepia:
        truth = INK + (PAPER - INK) * (degradations.luminance(truth) / 255)
    damaged = _blurred(case, truth, rng)
    if case.grain:
        damaged = cv2.GaussianBlur(damaged + _noise(case.grain, side, True, rng), (0, 0), 0.7 * side / REFERENCE)
    if case.specks:
        damaged = _dusty(damaged, case.specks, rng)
    if case.small:
        small = case.small if case.keeps_pixels else case.small * side // REFERENCE
        damaged = _resized(damaged, small, cv2.INTER_AREA)
    if case.noise:
        damaged = damaged + _noise(case.noise, damaged.shape[0], one_ink or case.sepia, rng)
    damaged = _resized(degradations.recompress(damaged, case.quality), side, cv2.INTER_CUBIC)
    if degradations.is_gray(truth):
        damaged = degradations.gray(damaged)
    return tuple(np.clip(p, 0, 255).round().astype(np.float32) for p in (truth, damaged))


def _blurred(case: Case, picture, rng):
    if case.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), case.blur * picture.shape[0] / REFERENCE)
    if case.motion:
        kernel = _movement(case.motion * picture.shape[0] / REFERENCE, rng.uniform(0, np.pi))
        picture = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REFLECT_101)
    return picture


def _movement(length: float, angle: float) -> np.ndarray:
    side = int(length) // 2 * 2 + 3
    middle, offset = side // 2, np.array([np.cos(angle), np.sin(angle)]) * length / 2
    kernel = np.zeros((side, side), np.float32)
    ends = [tuple(int(round(16 * (middle + sign * o))) for o in offset) for sign in (-1, 1)]
    cv2.line(kernel, *ends, 1.0, 1, cv2.LINE_AA, shift=4)
    return kernel / kernel.sum()


def _noise(sigma: float, side: int, one_channel: bool, rng) -> np.ndarray:
    drawn = min(side, REFERENCE)
    field = rng.standard_normal((drawn, drawn, 1 if one_channel else 3), dtype=np.float32) * sigma
    enlarged = _resized(field, side, cv2.INTER_CUBIC)
    return enlarged[..., None] if enlarged.ndim == 2 else enlarged


def _dusty(picture, specks: int, rng):
    side = picture.shape[0]
    scale = side / REFERENCE
    mask = np.zeros((side, side), np.float32)
    top, bottom = rng.uniform(0.2, 0.8, 2) * side
    cv2.line(mask, (int(top), 0), (int(bottom), side), 0.8, max(1, round(scale)), cv2.LINE_AA)
    for place in rng.uniform(0, side, (specks, 2)):
        cv2.circle(mask, tuple(int(v) for v in place), round(scale), 0.9, -1, cv2.LINE_AA)
    return picture * (1 - mask[..., None]) + 235 * mask[..., None]


def _resized(picture, side: int, method: int):
    if picture.shape[0] == side:
        return picture
    return cv2.resize(np.ascontiguousarray(picture, np.float32), (side, side), interpolation=method)
