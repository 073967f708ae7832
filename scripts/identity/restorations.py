"""Restorations with known verdicts: of the right person, of somebody else, and in between.

Pictures are float32 RGB [S,S,3], whole numbers in 0...255, FFHQ-aligned.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))

import cases
import degradations
from gate import whole
from product import tone_law

STRANGERS = 8
"""A look-alike is drawn from so many nearest neighbours in the space of the recogniser on board: the hardest for it."""

TONE_SIGMA = 16
"""Blur, in pixels at 256, that leaves tone and light only."""

FORM_SIGMA = 6
"""Blur, in pixels at 256, that leaves where the parts of the face are, and none of their detail."""

ARCHIVE = (("lightly", degradations.lightly), ("everyday", degradations.everyday), ("in the dark", degradations.in_the_dark),
           ("archive", degradations.from_the_archive), ("severely", degradations.severely))
NAMES = tuple(name for name, _ in ARCHIVE) + tuple(case.name for case in cases.CASES)


@dataclass
class Damaged:
    """One face under one degradation."""

    degradation: str
    truth: np.ndarray
    damaged: np.ndarray


def misaligned(picture: np.ndarray, rng) -> np.ndarray:
    """As landmarks of bad pictures align: turned, scaled and shifted a little."""
    size = picture.shape[0]
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), rng.normal(0, 2), rng.uniform(0.95, 1.06))
    matrix[:, 2] += rng.normal(0, 0.008 * size, 2)
    return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101)


def damaged(clean: np.ndarray, number: int, seed: tuple) -> Damaged:
    """The face under degradation `number`. The same seed gives two faces the same damage."""
    rng = np.random.default_rng(seed)
    name = NAMES[number]
    picture = misaligned(clean.astype(np.float32), rng)
    if number < len(ARCHIVE):
        recipe = ARCHIVE[number][1]
        truth = degradations.tone(np.clip(picture, 0, 255), rng, recipe is degradations.in_the_dark)
        picture = degradations.enlarge(np.clip(recipe(truth, rng), 0, 255).astype(np.float32), truth.shape[0], rng)
        picture = degradations.gray(picture) if degradations.is_gray(truth) else picture
    else:
        picture = np.clip(picture, 0, 255)
        truth, picture = cases.apply(cases.CASES[number - len(ARCHIVE)], picture, rng, tone_law(picture) is not None)
    truth, picture = whole(truth), whole(picture)
    if tone_law(truth) is not None:
        truth, picture = whole(degradations.gray(truth)), whole(degradations.gray(picture))
    return Damaged(name, truth, picture)


def swapped(stranger: np.ndarray, replaced: np.ndarray, sigma: float) -> np.ndarray:
    """The stranger above the blur sigma (pixels at 256), the replaced face below it."""
    sigma = sigma * stranger.shape[0] / 256
    return whole(stranger - cv2.GaussianBlur(stranger, (0, 0), sigma) + cv2.GaussianBlur(replaced, (0, 0), sigma))


def blended(before: np.ndarray, after: np.ndarray, strength: float) -> np.ndarray:
    return whole(before + strength * (after - before))


def stretched(picture: np.ndarray) -> np.ndarray:
    """The same face a fifth wider about its middle: a shape that is not this person's."""
    size = picture.shape[0]
    matrix = np.array([[1.2, 0, -0.1 * size], [0, 1, 0]])
    return whole(cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101))


def restorations(case: Damaged, own: np.ndarray, stranger: np.ndarray, other: np.ndarray) -> dict[str, np.ndarray]:
    """By what was done to the person: the model's own result and deliberately wrong ones."""
    lookalike = swapped(stranger, own, TONE_SIGMA)
    return {
        "own": own,
        "look-alike": lookalike,
        "anybody": other,
        "details": swapped(stranger, own, FORM_SIGMA),
        "morph": blended(own, lookalike, 0.5),
        "stretched": stretched(own),
    }
