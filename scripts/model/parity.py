"""Writes the fixtures that the Java tests compare themselves with: one photograph, and what the reference code finds in it.

    python parity.py

astronaut.png is scikit-image's portrait of Eileen Collins, by NASA, in the public domain. Detection is
facenet-pytorch's own detector; the rest are the ONNX models on board, run by Python. Run it again
whenever the restorer is exported: the fixture names the model file it was made with.
"""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import skimage
from skimage import data

import similarity
from check import run
from export import RESOURCES, SIZE

FIXTURES = Path(__file__).parents[2] / "udf/src/test/resources/dev/heirloom/restoration/parity"
MIN_FACE, THRESHOLDS, FACTOR = 20, (0.6, 0.7, 0.7), 0.709
GRID = 8
"""The restored face is described by the mean colours of GRID x GRID equal cells."""


def rounded(values, digits: int = 5):
    return np.asarray(values, np.float64).round(digits).tolist()


def planes(picture: np.ndarray) -> np.ndarray:
    """RGB uint8 [S,S,3] -> float32 [1,3,S,S] in 0...255."""
    return picture.transpose(2, 0, 1)[None].astype(np.float32)


def detection(photograph: np.ndarray) -> dict:
    from facenet_pytorch import MTCNN
    detector = MTCNN(min_face_size=MIN_FACE, thresholds=list(THRESHOLDS), factor=FACTOR, keep_all=True, post_process=False)
    boxes, scores, points = detector.detect(photograph, landmarks=True)
    return {
        "reference": "facenet-pytorch 2.6.0, MTCNN.detect",
        "min_face": MIN_FACE, "thresholds": THRESHOLDS, "factor": FACTOR,
        "faces": [{"box": rounded(b, 3), "score": round(float(s), 6), "points": rounded(p, 3)} for b, s, p in zip(boxes, scores, points)],
        "tolerance": {"box_share_of_width": 0.04, "points_share_of_width": 0.025, "score": 0.01,
                      "why": "resampling of the pyramid and rounding of windows differ between implementations"},
    }


def landmarks(photograph: np.ndarray, folder: Path, box: list[float]) -> dict:
    """The square about the middle of the detected box, with its longer side."""
    side = int(round(max(box[2] - box[0], box[3] - box[1])))
    x, y = (int(round((box[i] + box[i + 2] - side) / 2)) for i in (0, 1))
    crop = cv2.resize(photograph[y:y + side, x:x + side], (112, 112), interpolation=cv2.INTER_AREA if side > 112 else cv2.INTER_LINEAR)
    points = run(folder / "landmarks68.onnx", planes(crop))["points"][0]
    return {
        "crop": {"x": x, "y": y, "side": side, "how": "whole pixels, resized to 112 x 112 by OpenCV's INTER_AREA where larger, INTER_LINEAR where smaller"},
        "points_in_square": rounded(points), "points": rounded(points * side + (x - 0.5, y - 0.5), 3),
        "tolerance": {"points_in_square": 0.005},
    }


def eye_centres(points68: np.ndarray) -> np.ndarray:
    """Mean of the six points about each eye, the eye at the picture's left first."""
    return np.stack([points68[36:42].mean(0), points68[42:48].mean(0)])


def identity(photograph: np.ndarray, folder: Path, eyes: np.ndarray) -> dict:
    matrix = similarity.fit(eyes, similarity.in_pixels(similarity.CHIP_EYES, 150))
    chip = similarity.cut(photograph, matrix, 150)
    return {
        "eyes": rounded(eyes, 3), "matrix": rounded(matrix, 8),
        "how": "picture to chip of 150 x 150, pixel centres at whole numbers; OpenCV warpAffine, INTER_LINEAR, BORDER_REFLECT_101",
        "embedding": rounded(run(folder / "recogniser.onnx", planes(chip))["embedding"][0]),
        "tolerance": {"distance": 0.02, "why": "8-bit rounding of the crop; different people are 0.6 and more apart"},
    }


def restoration(photograph: np.ndarray, folder: Path, points: np.ndarray, size: int) -> dict:
    matrix = similarity.fit(points, similarity.ffhq(size))
    crop = similarity.cut(photograph, matrix, size)
    model = folder / f"gpen-{size}.onnx"
    output = run(model, planes(crop) / 127.5 - 1)["output"][0]
    cells = output.reshape(3, GRID, size // GRID, GRID, size // GRID).mean((2, 4))
    return {
        "model": model.name, "model_sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "points": rounded(points, 3), "matrix": rounded(matrix, 8),
        "how": f"picture to FFHQ-aligned crop of {size} x {size}, as for the identity; RGB / 127.5 - 1",
        "output": {"mean": rounded(output.mean((1, 2))), "deviation": rounded(output.std((1, 2))),
                   "minimum": round(float(output.min()), 4), "maximum": round(float(output.max()), 4),
                   "cells": rounded(cells, 4), "cells_order": "channel (R, G, B), row, column"},
        "tolerance": {"mean": 0.005, "deviation": 0.005, "cells": 0.02},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=RESOURCES)
    parser.add_argument("--out", type=Path, default=FIXTURES)
    parser.add_argument("--size", type=int, default=SIZE)
    options = parser.parse_args()
    photograph = data.astronaut()
    options.out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(skimage.__file__).parent / "data" / "astronaut.png", options.out / "astronaut.png")
    found = detection(photograph)
    face = found["faces"][0]
    marks = landmarks(photograph, options.folder, face["box"])
    fixture = {
        "picture": {"file": "astronaut.png", "width": photograph.shape[1], "height": photograph.shape[0],
                    "source": "scikit-image, skimage.data.astronaut; NASA, public domain"},
        "coordinates": "pixels, x to the right, y down, whole numbers at pixel centres unless a block says otherwise",
        "detection": found,
        "landmarks68": marks,
        "recogniser": identity(photograph, options.folder, eye_centres(np.array(marks["points"]))),
        "restorer": restoration(photograph, options.folder, np.array(face["points"]), options.size),
    }
    (options.out / "astronaut.json").write_text(json.dumps(fixture, indent=1) + "\n")
    print(f"{options.out.name}/astronaut.json: {len(found['faces'])} face(s), score {face['score']}")


if __name__ == "__main__":
    main()
