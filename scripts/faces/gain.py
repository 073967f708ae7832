#!/usr/bin/env python3
"""Asks which faces a restorer makes better, by their measures before it: sharpness and noise at the model's size.

    scripts/faces/gain.py --data DIR [--faces 30] [--side 512] [--rows FILE.tsv] [--model ...]

Clean synthetic faces of --side pixels are degraded in known ways and restored whatever their measures,
so faces larger than the model's square are reduced to it and get the difference back. Against the clean
picture, over the face: gain in structural similarity (SSIM), in the 68 landmarks (eye distances) and in
the recogniser's distance; positive is better.
"""

import argparse
import pathlib

import cv2
import numpy as np
import onnxruntime
from skimage.metrics import structural_similarity

import engine

MODELS = engine.ROOT / "udf/src/main/resources/dev/heirloom/restoration/model"
EYES = np.array([[192.98, 239.95], [318.90, 240.19]]) / 512
CHIP_EYES = np.array([[0.318, 0.313], [0.668, 0.313]])


class Judges:
    """Networks on board that see both pictures of a pair in the same way, since both are aligned."""

    def __init__(self):
        one = onnxruntime.SessionOptions()
        one.intra_op_num_threads = 1
        open_ = lambda name: onnxruntime.InferenceSession(str(MODELS / name), one, providers=["CPUExecutionProvider"])
        self.recogniser, self.landmarks = open_("recogniser.onnx"), open_("landmarks68.onnx")

    def person(self, face):
        scale = 150 * (CHIP_EYES[1, 0] - CHIP_EYES[0, 0]) / (face.shape[0] * (EYES[1, 0] - EYES[0, 0]))
        shift = 150 * CHIP_EYES.mean(0) - scale * face.shape[0] * EYES.mean(0)
        chip = cv2.warpAffine(face, np.float64([[scale, 0, shift[0]], [0, scale, shift[1]]]), (150, 150), flags=cv2.INTER_AREA)
        return self._run(self.recogniser, chip)[0]

    def points(self, face):
        """[68,2] in eye distances."""
        side = face.shape[0]
        window = face[round(0.25 * side) : round(0.9 * side), round(0.175 * side) : round(0.825 * side)]
        points = self._run(self.landmarks, cv2.resize(window, (112, 112), interpolation=cv2.INTER_AREA)).reshape(68, 2)
        return points * 0.65 / (EYES[1, 0] - EYES[0, 0])

    @staticmethod
    def _run(model, picture):
        planes = picture[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32)
        return model.run(None, {model.get_inputs()[0].name: planes})[0]

    def compare(self, clean, face):
        """Similarity (higher is better), landmark error and distance (lower is better)."""
        side = clean.shape[0]
        inside = (slice(round(0.3 * side), round(0.85 * side)), slice(round(0.22 * side), round(0.78 * side)))
        gray = [cv2.cvtColor(p, cv2.COLOR_BGR2GRAY)[inside] for p in (clean, face)]
        return np.array([
            structural_similarity(*gray),
            np.linalg.norm(self.points(clean) - self.points(face), axis=1).mean(),
            np.linalg.norm(self.person(clean) - self.person(face)),
        ])


def degradations(side):
    """Name, strength -> function of a picture and a generator. Lengths are in pixels of a 256 px crop."""
    unit = side / 256

    def blur(picture, sigma, rng):
        return cv2.GaussianBlur(picture, (0, 0), sigma * unit) if sigma else picture

    def noise(picture, sigma, rng):
        grain = cv2.resize(rng.standard_normal((256, 256)).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC)
        return np.clip(picture + sigma * grain[..., None], 0, 255).astype(np.uint8)

    def compression(picture, quality, rng):
        return cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])[1], cv2.IMREAD_COLOR)

    def resolution(picture, factor, rng):
        small = cv2.resize(picture, None, fx=1 / (factor * unit), fy=1 / (factor * unit), interpolation=cv2.INTER_AREA)
        return cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)

    def worn(picture, strength, rng):
        return compression(noise(blur(picture, 0.6 * strength, rng), 3 * strength, rng), 85 - 12 * strength, rng)

    return [("clean", 0, lambda p, s, r: p)] + [
        (name, strength, function)
        for name, function, strengths in (
            ("blur", blur, (0.7, 1, 1.5, 2, 3)),
            ("noise", noise, (3, 6, 12, 20)),
            ("compression", compression, (60, 35, 20, 10)),
            ("resolution", resolution, (1, 1.5, 2, 4)),
            ("worn", worn, (1, 2, 4)),
        )
        for strength in strengths
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    engine.add_arguments(parser)
    parser.add_argument("--faces", type=int, default=30)
    parser.add_argument("--side", type=int, default=512, help="of the clean faces, in pixels")
    parser.add_argument("--rows", type=pathlib.Path, help="where to write a line for each face")
    parser.add_argument("--model", help="the restorer (default: the one on board)")
    options = parser.parse_args()
    rng, judges = np.random.default_rng(5), Judges()
    faces = [cv2.resize(f, (options.side, options.side), interpolation=cv2.INTER_AREA) for f in engine.synthetic_faces(options.data, options.faces)]
    kinds = [(name, s, [function(f, s, rng) for f in faces]) for name, s, function in degradations(options.side)]
    settings = {"every": "true"} | ({"model": options.model} if options.model else {})
    results = iter(engine.restore([engine.png(p) for _, _, pictures in kinds for p in pictures], options.classpath, **settings))
    rows = []
    print(f"| {options.side} px, n = {options.faces} | restored | sharpness | noise | SSIM | gain | better | landmarks | gain | distance | gain |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for name, strength, pictures in kinds:
        mine = []
        for clean, picture in zip(faces, pictures):
            report, restored = next(results)
            if restored is not None and len(report["faces"]) == 1:
                measures = report["faces"][0]["before"]
                before, after = judges.compare(clean, picture), judges.compare(clean, restored)
                mine.append([measures["sharpness"], measures["noise"], *before, *after])
        if not mine:
            continue
        m = np.array(mine)
        rows += [(name, strength, *row) for row in mine]
        gain = (m[:, 5:] - m[:, 2:5]) * [1, -1, -1]
        middle = np.median(m, axis=0)
        print(
            f"| {name} {strength:g} | {len(m)} | {middle[0]:.0f} | {middle[1]:.1f} | {m[:, 2].mean():.3f} | {gain[:, 0].mean():+.3f}"
            f" | {np.mean(gain[:, 0] > 0):.0%} | {m[:, 3].mean():.3f} | {gain[:, 1].mean():+.3f} | {m[:, 4].mean():.3f} | {gain[:, 2].mean():+.3f} |",
            flush=True,
        )
    if options.rows:
        options.rows.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))


if __name__ == "__main__":
    main()
