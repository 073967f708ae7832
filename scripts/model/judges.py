"""Measures of one face against its truth, and the nets that judge it. Pictures are RGB [S,S,3] in 0...255."""

from pathlib import Path

import cv2
import numpy as np

import degradations
import independent
import losses
import similarity
from check import session

EYES = (slice(36, 42), slice(42, 48))
CHEEKS = ((0.29, 0.56, 0.09), (0.62, 0.56, 0.09))
"""Left, top and side of the cheeks in an FFHQ-aligned face, as shares of its side: below the eyes, beside the nose."""


class Judges:
    """The landmark net and the recogniser on board, and a recogniser that training never saw."""

    def __init__(self, folder: Path, independent_file: Path):
        self.landmark_net = session(folder / "landmarks68.onnx")
        self.recogniser = session(folder / "recogniser.onnx")
        self.independent = independent.IndependentRecogniser(independent_file)

    def landmarks(self, pictures: list[np.ndarray]) -> np.ndarray:
        """The 68 points of each, [n,68,2], as shares of the landmark net's square."""
        return self._run(self.landmark_net, pictures, losses.LANDMARK_CROP, 112)

    def embeddings(self, pictures: list[np.ndarray]) -> np.ndarray:
        """[n,128], of the recogniser on board."""
        return self._run(self.recogniser, pictures, losses.RECOGNISER_CROP, 150)

    @staticmethod
    def _run(net, pictures, crop, side: int, batch: int = 16) -> np.ndarray:
        squares = [_square(p, crop, side) for p in pictures]
        return np.concatenate([net.run(None, {"input": np.stack(squares[i:i + batch])})[0] for i in range(0, len(squares), batch)])


def _square(picture, crop, size: int) -> np.ndarray:
    """Aligned RGB [S,S,3] -> the square `crop` of it, float32 [3,size,size] in 0...255."""
    left, top, length = (share * picture.shape[0] for share in crop)
    scale = size / length
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    return similarity.cut(picture.astype(np.float32), matrix, size).transpose(2, 0, 1)


def landmark_error(points: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Mean distance of the points [n,68,2], in percent of the distance between the true eyes, [n]."""
    left, right = (truth[:, eye].mean(1) for eye in EYES)
    return 100 * np.linalg.norm(points - truth, axis=2).mean(1) / np.linalg.norm(left - right, axis=1)


def distances_to(gallery: np.ndarray, embeddings: np.ndarray) -> np.ndarray:
    """Euclidean distance of each embedding to each in the gallery, [n,g]."""
    squares = (embeddings ** 2).sum(1)[:, None] + (gallery ** 2).sum(1)[None] - 2 * embeddings @ gallery.T
    return np.sqrt(np.maximum(squares, 0))


def is_first(distances: np.ndarray, people: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Whether the nearest in the gallery, whose rows are `people`, is the person of the row; [n] of 0 and 1."""
    return (people[distances.argmin(1)] == person).astype(float)


def ssim(a: np.ndarray, b: np.ndarray) -> float:
    """Structural similarity (Wang et al. 2004) over windows of 7 x 7, mean of the channels; as scikit-image has it."""
    count, edge = 49, 3
    first, second = 6.5025, 58.5225
    a, b = (p.astype(np.float64) for p in (a, b))
    mean_a, mean_b, squares_a, squares_b, products = (cv2.blur(p, (7, 7)) for p in (a, b, a * a, b * b, a * b))
    unbiased = count / (count - 1)
    variances = unbiased * (squares_a - mean_a ** 2 + squares_b - mean_b ** 2)
    covariance = unbiased * (products - mean_a * mean_b)
    similar = (2 * mean_a * mean_b + first) * (2 * covariance + second)
    similar /= (mean_a ** 2 + mean_b ** 2 + first) * (variances + second)
    return float(similar[edge:-edge, edge:-edge].mean())


def psnr(picture: np.ndarray, truth: np.ndarray) -> float:
    """In dB, at most 60."""
    return float(min(60, 20 * np.log10(255) - 10 * np.log10(max(np.mean((picture - truth) ** 2), 1e-9))))


def sharpness(picture: np.ndarray) -> float:
    """Variance of the Laplacian of the luminance."""
    return float(cv2.Laplacian(degradations.luminance(picture)[..., 0], cv2.CV_32F).var())


def skin_tone(picture: np.ndarray) -> np.ndarray:
    """Mean R, G, B of the cheeks, in levels."""
    parts = []
    for cheek in CHEEKS:
        left, top, length = (round(share * picture.shape[0]) for share in cheek)
        parts.append(picture[top:top + length, left:left + length].reshape(-1, 3))
    return np.concatenate(parts).mean(0)


def lightness(rgb: np.ndarray) -> np.ndarray:
    """CIE L* (0...100) of sRGB levels [...,3]."""
    linear = np.where(rgb / 255 <= 0.04045, rgb / 255 / 12.92, ((rgb / 255 + 0.055) / 1.055) ** 2.4)
    y = linear @ np.array([0.2126, 0.7152, 0.0722])
    return np.where(y > 0.008856, 116 * np.cbrt(y) - 16, 903.3 * y)
