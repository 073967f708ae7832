"""Similarity transforms between points, and pictures cut out along them.

Coordinates are pixels, x to the right, y down, whole numbers at the pixels' centres (OpenCV's convention).
"""

import cv2
import numpy as np

FFHQ_512 = np.array([(192.98138, 239.94708), (318.90277, 240.1936), (256.63416, 314.01935), (201.26117, 371.41043), (313.08905, 371.15118)])
"""The five landmarks of the mean FFHQ face in a square of 512 pixels."""

CHIP_EYES = np.array([(0.318, 0.313), (0.668, 0.313)])
"""Eye centres in the recogniser's square, as shares of its side."""


def fit(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The similarity (2 x 3) that takes source points [n,2] to target points [n,2] by least squares, without reflection."""
    a, b = source - source.mean(0), target - target.mean(0)
    size = (a ** 2).sum()
    scaled_cosine = (a * b).sum() / size
    scaled_sine = (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / size
    turn = np.array([[scaled_cosine, -scaled_sine], [scaled_sine, scaled_cosine]])
    return np.column_stack([turn, target.mean(0) - turn @ source.mean(0)])


def in_pixels(shares: np.ndarray, side: int) -> np.ndarray:
    """Places as shares of a square's side -> pixel coordinates (the left edge is at -0.5)."""
    return shares * side - 0.5


def ffhq(side: int) -> np.ndarray:
    """The FFHQ template in a square of `side` pixels; its 512 px points count from pixel centres."""
    return in_pixels((FFHQ_512 + 0.5) / 512, side)


def cut(picture: np.ndarray, matrix: np.ndarray, side: int) -> np.ndarray:
    """The square that the matrix maps to 0...side-1: bilinear, mirrored beyond the border."""
    return cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
