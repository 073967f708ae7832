"""The identity gate of the engine, in numpy: what it measures and how it decides.

`dev.heirloom.restoration.identity` is the same in Java; change both.
Pictures are float32 RGB [S,S,3], whole numbers in 0...255, FFHQ-aligned.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "model"))

import degradations
import similarity
from check import session
from export import RESOURCES

SMALL = 32
"""Side of the small picture, in which only what any input supports is left."""

LEFT, TOP, EXTENT = 7, 10, 18
"""The face inside the small picture."""

BROAD_SIGMA = 2.0
"""Blur of the small picture that leaves tone and light, which are not compared; its pixels."""

CHIP = 150


@dataclass(frozen=True)
class Rule:
    """allowed = base - far * (distance of the small pictures) - pixels * (1 - agreement of the small pictures)."""

    base: float
    far: float
    pixels: float
    doubt: float
    """So far above what is allowed a face is tried again with less of the restoration."""


ON_BOARD = Rule(1, 1, 2, 0.2)
"""IdentitySettings.DEFAULT of the engine."""


@dataclass(frozen=True)
class Likeness:
    """A picture of a face as the gate sees it."""

    embedding: np.ndarray
    small_embedding: np.ndarray
    small: np.ndarray


@dataclass(frozen=True)
class Evidence:
    distance: float
    far: float
    agreement: float

    def allowed(self, rule: Rule) -> float:
        return rule.base - rule.far * self.far - rule.pixels * (1 - self.agreement)

    def excess(self, rule: Rule) -> float:
        return self.distance - self.allowed(rule)


class Gate:
    def __init__(self, recogniser: Path = RESOURCES / "recogniser.onnx"):
        self.recogniser = session(recogniser)

    def likenesses(self, pictures: list[np.ndarray]) -> list[Likeness]:
        small = [whole(cv2.resize(p, (SMALL, SMALL), interpolation=cv2.INTER_AREA)) for p in pictures]
        chips = np.stack([chip(p) for p in pictures + small]).transpose(0, 3, 1, 2)
        embeddings = self.recogniser.run(None, {"input": np.ascontiguousarray(chips)})[0]
        n = len(pictures)
        return [Likeness(embeddings[i], embeddings[n + i], features(small[i])) for i in range(n)]


def compare(before: Likeness, after: Likeness) -> Evidence:
    return Evidence(
        float(np.linalg.norm(before.embedding - after.embedding)),
        float(np.linalg.norm(before.small_embedding - after.small_embedding)),
        float(before.small @ after.small))


def features(small: np.ndarray) -> np.ndarray:
    """Gray levels of the small face without its tone, of mean 0 and length 1 (of length 0 where there is nothing)."""
    gray = degradations.luminance(small)[..., 0]
    face = (gray - cv2.GaussianBlur(gray, (0, 0), BROAD_SIGMA))[TOP:TOP + EXTENT, LEFT:LEFT + EXTENT].ravel()
    face = face - face.mean()
    return face / max(float(np.linalg.norm(face)), 1e-6)


def chip(picture: np.ndarray) -> np.ndarray:
    """The recogniser's square [150,150,3], cut as the engine's aligner cuts."""
    side = picture.shape[0]
    matrix = similarity.fit(similarity.ffhq(side)[:2], similarity.in_pixels(similarity.CHIP_EYES, CHIP))
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    reduction = max(1, int(np.ceil(0.5 / scale)))
    if reduction > 1:
        picture = cv2.resize(picture, (side // reduction, side // reduction), interpolation=cv2.INTER_AREA)
        matrix = similarity.fit(similarity.ffhq(side // reduction)[:2], similarity.in_pixels(similarity.CHIP_EYES, CHIP))
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR
    return whole(cv2.warpAffine(picture, matrix, (CHIP, CHIP), flags=how, borderMode=cv2.BORDER_REFLECT_101))


def whole(picture: np.ndarray) -> np.ndarray:
    return np.clip(picture, 0, 255).round().astype(np.float32)
