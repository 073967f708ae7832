"""Measures a restorer on held-out faces under fixed degradations, against doing nothing.

    python evaluate.py --data DATA                        the model on board
    python evaluate.py --data DATA --model other.onnx     another one

For every degradation: SSIM and PSNR (dB) against the truth, sharpness (energy of the Laplacian, share of
the truth's), landmark error (mean distance of the 68 points, percent of the eye distance), embedding
distance and rank-1 recognition against the gallery of clean faces, tint (mean spread of R, G, B in gray
levels, over faces whose truth is gray). The landmark net and the recogniser are those on board, which
also took part in training: their figures flatter the restorer somewhat.

The degradations are written apart from the training's and do not vary, so that figures can be compared
over time. Tone (darkness, print colour) is in the truth as well: the restorer is to leave it alone.
"""

import argparse
import time
from pathlib import Path

import cv2
import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

import contact_sheet
import degradations
import faces
import losses
import similarity
from check import session
from export import RESOURCES

HERE = Path(__file__).parent
PORTRAITS, SYNTHETIC = 90, 30
GALLERY = 1000
"""All held-out faces, up to so many of each source, stand in the gallery."""
EYES = (slice(36, 42), slice(42, 48))


def noise(picture, sigma: float, rng, monochrome: bool = False):
    shape = picture.shape[:2] + (1 if monochrome else 3,)
    return picture + rng.standard_normal(shape) * sigma


def scaled(picture, size: int, method: int):
    return cv2.resize(np.ascontiguousarray(picture, np.float32), (size, size), interpolation=method)


def light(truth, rng):
    """Nearly clean: JPEG of quality 90."""
    return truth, degradations.recompress(truth, 90)


def low_light(truth, rng):
    """Two stops darker, noisy, compressed."""
    truth = 255 * (truth / 255) ** 1.2 * 0.4
    damaged = cv2.GaussianBlur(truth, (0, 0), 0.8)
    return truth, degradations.recompress(noise(damaged, 9, rng), 80)


def motion(truth, rng):
    """A straight camera movement of 13 px (at 256) at some angle."""
    length = 13 * truth.shape[0] // 256
    kernel = np.zeros((length + 2, length + 2), np.float32)
    middle = (length + 1) / 2
    angle = rng.uniform(0, np.pi)
    offset = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    ends = [tuple(int(round(16 * (middle + s * o))) for o in offset) for s in (-1, 1)]
    cv2.line(kernel, *ends, 1.0, 1, cv2.LINE_AA, shift=4)
    return truth, degradations.recompress(noise(cv2.filter2D(truth, -1, kernel / kernel.sum()), 3, rng), 85)


def compression(truth, rng):
    """Half the size, JPEG of quality 18, twice the size again."""
    size = truth.shape[0]
    return truth, scaled(degradations.recompress(scaled(truth, size // 2, cv2.INTER_AREA), 18), size, cv2.INTER_CUBIC)


def scan(truth, rng):
    """A sepia print with grain, a scratch and dust, scanned soft."""
    size = truth.shape[0]
    ink, paper = np.array([45, 28, 14], np.float32), np.array([238, 218, 180], np.float32)
    truth = ink + (paper - ink) * (degradations.luminance(truth) / 255)
    damaged = noise(cv2.GaussianBlur(truth, (0, 0), 1.6), 14, rng, monochrome=True)
    damaged = cv2.GaussianBlur(damaged, (0, 0), 0.7)
    mask = np.zeros((size, size), np.float32)
    x = rng.uniform(0.2, 0.8, 2) * size
    cv2.line(mask, (int(x[0]), 0), (int(x[1]), size), 0.8, 1, cv2.LINE_AA)
    for _ in range(12):
        cv2.circle(mask, tuple(int(v) for v in rng.integers(0, size, 2)), 1, 0.9, -1, cv2.LINE_AA)
    damaged = damaged * (1 - mask[..., None]) + 235 * mask[..., None]
    return truth, degradations.recompress(scaled(scaled(damaged, int(size / 1.8), cv2.INTER_AREA), size, cv2.INTER_CUBIC), 75)


def tiny(truth, rng):
    """A face of 40 px (at 256), noisy and compressed."""
    size = truth.shape[0]
    small = noise(scaled(truth, size * 40 // 256, cv2.INTER_AREA), 4, rng)
    return truth, scaled(degradations.recompress(small, 80), size, cv2.INTER_CUBIC)


CASES = (light, low_light, motion, compression, scan, tiny)


class Judge:
    """The landmark net and the recogniser on board."""

    def __init__(self, folder: Path):
        self.landmark_net = session(folder / "landmarks68.onnx")
        self.recogniser = session(folder / "recogniser.onnx")

    def landmarks(self, picture: np.ndarray) -> np.ndarray:
        """The 68 points, [68,2], as shares of the landmark net's square."""
        return self.landmark_net.run(None, {"input": _square(picture, losses.LANDMARK_CROP, 112)})[0][0]

    def embedding(self, picture: np.ndarray) -> np.ndarray:
        return self.recogniser.run(None, {"input": _square(picture, losses.RECOGNISER_CROP, 150)})[0][0]


def _square(picture, crop, size: int) -> np.ndarray:
    """Aligned RGB [S,S,3] -> the square `crop` of it, float32 [1,3,size,size] in 0...255."""
    side = picture.shape[0]
    left, top, length = (share * side for share in crop)
    scale = size / length
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    return similarity.cut(picture.astype(np.float32), matrix, size).transpose(2, 0, 1)[None]


def sharpness(picture) -> float:
    gray = degradations.luminance(np.asarray(picture, np.float32))[..., 0]
    return float(cv2.Laplacian(gray, cv2.CV_32F).var())


def measures(picture, truth, judge: Judge, truth_points, identity, gallery) -> dict[str, float]:
    """Of one face; `identity` is its row in the gallery of embeddings."""
    points, embedding = judge.landmarks(picture), judge.embedding(picture)
    eyes = [truth_points[eye].mean(0) for eye in EYES]
    distances = np.linalg.norm(gallery - embedding, axis=1)
    result = {
        "SSIM": structural_similarity(truth, picture, channel_axis=2, data_range=255),
        "PSNR": peak_signal_noise_ratio(truth, picture, data_range=255),
        "sharpness": sharpness(picture) / max(sharpness(truth), 1e-3),
        "landmarks %": 100 * float(np.linalg.norm(points - truth_points, axis=1).mean() / np.linalg.norm(eyes[0] - eyes[1])),
        "distance": float(distances[identity]),
        "rank-1": float(distances.argmin() == identity),
    }
    if degradations.is_gray(truth):
        result["tint"] = float((picture.max(2) - picture.min(2)).mean())
    return result


def _forget_twins(gallery: np.ndarray, judged: int) -> None:
    """The judged faces come first in the gallery and once more among all others: moves the second ones far away."""
    for i in range(judged):
        same = np.linalg.norm(gallery[judged:] - gallery[i], axis=1) < 1e-4
        gallery[judged:][same] = 1e3


def as_tensor(picture) -> np.ndarray:
    return np.ascontiguousarray(picture.transpose(2, 0, 1)[None], np.float32) / 127.5 - 1


def as_picture(tensor) -> np.ndarray:
    """[1,3,S,S] in -1...1 -> RGB [S,S,3], whole numbers in 0...255."""
    return ((tensor[0].transpose(1, 2, 0) + 1) * 127.5).clip(0, 255).round().astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--model", type=Path, default=RESOURCES / "gpen-256.onnx")
    parser.add_argument("--judges", type=Path, default=RESOURCES, help="folder of landmarks68.onnx and recogniser.onnx")
    parser.add_argument("--sheet", type=Path, default=HERE / "checkpoints" / "evaluation.png")
    parser.add_argument("--portraits", type=int, default=PORTRAITS)
    parser.add_argument("--synthetic", type=int, default=SYNTHETIC)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    restorer, judge = session(options.model), Judge(options.judges)
    size = restorer.get_inputs()[0].shape[3]
    pictures = [p.astype(np.float32) for _, p in faces.validation_pictures(options.data, size, options.portraits, options.synthetic)]
    others = [p for _, p in faces.validation_pictures(options.data, size, GALLERY, GALLERY)]
    gallery = np.stack([judge.embedding(p.astype(np.float32)) for p in pictures + others])
    _forget_twins(gallery, len(pictures))
    shown = np.linspace(0, len(pictures) - 1, 10).round().astype(int)
    rows, seconds = [], 0.0
    print(f"{options.model.name}: {len(pictures)} held-out faces, {size} px")
    for number, case in enumerate(CASES):
        collected: dict[str, list[dict]] = {"input": [], "ours": []}
        sheet: list[list[np.ndarray]] = [[], [], []]
        for i, picture in enumerate(pictures):
            truth, damaged = case(picture, np.random.default_rng((number, i)))
            truth, damaged = (np.clip(v, 0, 255).round().astype(np.float32) for v in (truth, damaged))
            if degradations.is_gray(picture) and case is not scan:
                damaged = degradations.gray(damaged).round()
            started = time.process_time()
            ours = as_picture(restorer.run(None, {"input": as_tensor(damaged)})[0])
            seconds += time.process_time() - started
            points = judge.landmarks(truth)
            for name, value in (("input", damaged), ("ours", ours)):
                collected[name].append(measures(value, truth, judge, points, i, gallery))
            if i in shown:
                for row, value in zip(sheet, (damaged, ours, truth)):
                    row.append(value)
        rows += sheet
        for name, results in collected.items():
            keys = ("SSIM", "PSNR", "sharpness", "landmarks %", "distance", "rank-1", "tint")
            means = {k: np.mean([r[k] for r in results if k in r]) if any(k in r for r in results) else float("nan") for k in keys}
            if number == 0 and name == "input":
                print(f"{'case':12} {'':6}" + "".join(f"{k:>12}" for k in keys))
            print(f"{case.__name__ if name == 'input' else '':12} {name:6}" + "".join(f"{means[k]:12.3f}" for k in keys), flush=True)
    print(f"{1000 * seconds / len(pictures) / len(CASES):.1f} ms of processor time a face")
    options.sheet.parent.mkdir(exist_ok=True)
    contact_sheet.write(options.sheet, rows)


if __name__ == "__main__":
    main()
