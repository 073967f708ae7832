"""What an image editor does without knowing faces: the methods a restorer has to beat. RGB [S,S,3] in 0...255."""

import cv2
import numpy as np

import degradations

RADIUS = 1.5
"""Sigma of the unsharp mask in a face of 256 px."""
AMOUNT = 0.8
"""Share of the detail that is added."""
LEAST_NOISE = 1.5
"""Levels; less is left alone."""
STRENGTH = 2.5
"""Filter strength of non-local means per level of noise: the best of 0.8, 1.2, 1.8 and 2.5 on ten faces, in SSIM."""


def unsharp(picture: np.ndarray) -> np.ndarray:
    """A fixed unsharp mask."""
    blurred = cv2.GaussianBlur(picture, (0, 0), RADIUS * picture.shape[0] / 256)
    return np.clip(picture + AMOUNT * (picture - blurred), 0, 255).round()


def denoised_and_sharpened(picture: np.ndarray) -> np.ndarray:
    """Non-local means as strong as the noise that is found, then the same unsharp mask."""
    sigma = noise_level(picture)
    if sigma > LEAST_NOISE:
        strength = STRENGTH * sigma
        levels = picture.clip(0, 255).round().astype(np.uint8)
        picture = cv2.fastNlMeansDenoisingColored(levels, None, strength, strength, 5, 9).astype(np.float32)
    return unsharp(picture)


def noise_level(picture: np.ndarray) -> float:
    """Standard deviation of the noise, in levels: from the median of diagonal wavelets (Donoho, Johnstone).

    The larger of what the picture and its half show, since noise of an enlarged picture is coarse.
    """
    gray = degradations.luminance(picture)[..., 0]
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return max(_finest(gray), _finest(half))


def _finest(gray: np.ndarray) -> float:
    diagonal = (gray[::2, ::2] - gray[1::2, ::2] - gray[::2, 1::2] + gray[1::2, 1::2]) / 2
    return float(np.median(np.abs(diagonal)) / 0.6745)
