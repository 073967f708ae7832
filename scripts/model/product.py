"""What a user gets of a restorer's output: the steps around the model, as the engine takes them.

A gray or one-ink picture is restored in gray and keeps its tone law (photo/Toning.java); broad changes of light and
colour are taken out of the difference before it is pasted (paste/BroadTone.java); a face smaller than the model is
enlarged for it; a sharp and clean one is not given to a model that cannot tell (restore/RestoreSettings.java), nor to one whose
verdict is foreseen (restore/FaceTriage.java). The feathered rim of the paste is left out here. Pictures are RGB [S,S,3], whole
numbers in 0...255, float32.
"""

import hashlib
from pathlib import Path

import cv2
import numpy as np

import degradations
from check import session
from export import RESOURCES
from gpen import INNER_SIDE

SAMPLE_SIDE = 160
STRAY_LEVELS = 4.0
NEUTRAL_LEVELS = 0.1
LEANING = 1e-5
COARSE_SIDE = 64
BROAD_SIGMA = 1.8
SHARP_ENOUGH, CLEAN_ENOUGH = 9.0, 1.2
MUCH_ENLARGED, BLOCKS_ARE_NOT_SHARP = 2.0, 2.25
MEASURED_SIDE, MEASURED = 256, (slice(77, 205), slice(64, 192))
GRAIN = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def tone_law(picture: np.ndarray) -> np.ndarray | None:
    """R, G, B of each level of gray, [256,3]; None for a picture with colours of its own."""
    side = picture.shape[0]
    sample = cv2.resize(picture, (SAMPLE_SIDE, SAMPLE_SIDE), interpolation=cv2.INTER_AREA) if side > SAMPLE_SIDE else picture
    gray = degradations.luminance(sample)[..., 0].round().ravel()
    tints = sample.reshape(-1, 3) - gray[:, None]
    powers = np.vander(gray / 255.0, 4, increasing=True)
    leaning = LEANING * len(powers) * np.eye(4)
    terms = np.linalg.solve(powers.T @ powers + leaning, powers.T @ tints)
    if np.sqrt(np.mean((powers @ terms - tints) ** 2)) > STRAY_LEVELS:
        return None
    levels = np.arange(256.0)[:, None]
    law = np.vander(levels[:, 0] / 255, 4, increasing=True) @ terms
    if np.abs(law).max() < NEUTRAL_LEVELS:
        law = np.zeros_like(law)
    return np.clip(levels + law, 0, 255).astype(np.float32)


def without_broad_tone(difference: np.ndarray) -> np.ndarray:
    """The difference without what is broader than the features of a face."""
    side = difference.shape[0]
    coarse = cv2.resize(difference, (COARSE_SIDE, COARSE_SIDE), interpolation=cv2.INTER_AREA)
    broad = cv2.GaussianBlur(coarse, (0, 0), BROAD_SIGMA)
    return difference - cv2.resize(broad, (side, side), interpolation=cv2.INTER_LINEAR)


def is_good_already(crop: np.ndarray, enlargement: float) -> bool:
    """Whether the engine leaves this crop of the model's size alone; the measures are those of quality/FaceQuality.java."""
    square = cv2.resize(crop, (MEASURED_SIDE, MEASURED_SIDE), interpolation=cv2.INTER_AREA)
    level = degradations.luminance(square)[..., 0].round().astype(np.float32)[MEASURED]
    sharpness = cv2.Laplacian(cv2.GaussianBlur(level, (0, 0), 1.2), cv2.CV_32F).var()
    noise = np.median(np.abs(cv2.filter2D(level, cv2.CV_32F, GRAIN))) / 0.6745 / 6
    factor = 1 if enlargement < MUCH_ENLARGED else BLOCKS_ARE_NOT_SHARP
    return sharpness >= factor * SHARP_ENOUGH and noise <= CLEAN_ENOUGH


class Product:
    """A restorer with the steps around it; one thread, one face at a time."""

    def __init__(self, model: Path):
        self.net = session(model)
        properties = self.net.get_modelmeta().custom_metadata_map
        side = self.net.get_inputs()[0].shape[3]
        self.sides = [side] if isinstance(side, int) else sorted(map(int, properties["sides"].split(",")))
        self.side = self.sides[-1]
        self.leaves_good_faces = properties.get("leaves_good_faces") == "true"
        triage = session(RESOURCES / "triage.onnx")
        knows_it = triage.get_modelmeta().custom_metadata_map["restorer"] == hashlib.sha256(model.read_bytes()).hexdigest()
        self.triage = triage if knows_it else None

    def restored(self, picture: np.ndarray) -> np.ndarray:
        """The picture with its restored face pasted at full strength, or the picture itself; no larger than the model."""
        side = picture.shape[0]
        large = next(s for s in self.sides if s >= side)
        seen = picture if side == large else cv2.resize(picture, (large, large), interpolation=cv2.INTER_CUBIC)
        seen = seen.clip(0, 255).round()
        if not self.leaves_good_faces and is_good_already(seen, large / side):
            return picture.astype(np.float32)
        difference = without_broad_tone(self._difference(seen))
        if side < large:
            difference = cv2.resize(difference, (side, side), interpolation=cv2.INTER_AREA)
        return np.clip(picture + difference, 0, 255).round().astype(np.float32)

    def _difference(self, picture: np.ndarray) -> np.ndarray:
        law = tone_law(picture)
        if law is None:
            return self.output(picture) - picture
        gray = degradations.gray(picture).round()
        after = degradations.luminance(self.output(gray))[..., 0].round().astype(int)
        return law[after] - law[gray[..., 0].astype(int)]

    def output(self, picture: np.ndarray) -> np.ndarray:
        """What the restorer alone makes of a picture of one of its sizes; the picture itself where the triage leaves it."""
        return picture if self._is_left(picture) else self._restored(picture)

    def _is_left(self, picture: np.ndarray) -> bool:
        if self.triage is None:
            return False
        seen = cv2.resize(picture.astype(np.uint8), (INNER_SIDE, INNER_SIDE), interpolation=cv2.INTER_AREA)
        return self.triage.run(None, {"input": seen.astype(np.float32).transpose(2, 0, 1)[None]})[0][0] < 0

    def _restored(self, picture: np.ndarray) -> np.ndarray:
        tensor = np.ascontiguousarray(picture.transpose(2, 0, 1)[None], np.float32) / 127.5 - 1
        output = self.net.run(None, {self.net.get_inputs()[0].name: tensor})[0]
        return ((output[0].transpose(1, 2, 0) + 1) * 127.5).clip(0, 255).round().astype(np.float32)
