#!/usr/bin/env python3
"""Asks which faces a restorer makes better, by their measures before it: sharpness and noise at the model's size.

    scripts/faces/gain.py --data DIR [--faces 30] [--side 512] [--rows FILE.tsv] [--model ...]

Clean synthetic faces of --side pixels, which no restorer was trained on, are degraded in known ways and restored whatever their measures,
so faces larger than the model's square are reduced to it and get the difference back. Against the clean
picture, over the face: gain in structural similarity (SSIM), in the 68 landmarks (percent of the eye distance) and in
the distance to the person by the recogniser that training never sees; positive is better.
"""

import argparse
import pathlib

import cv2
import numpy as np

import engine

import degradations
import independent
import judges
from export import RESOURCES

INSIDE = (0.3, 0.85, 0.22, 0.78)
"""Top, bottom, left and right of the face in its square."""


def compared(judge, clean, face):
    """Of BGR pictures: similarity (higher is better), landmark error in percent of the eye distance and distance (lower is better)."""
    clean, face = (p[..., ::-1].astype(np.float32) for p in (clean, face))
    top, bottom, left, right = (round(share * clean.shape[0]) for share in INSIDE)
    points = judge.landmarks([clean, face])
    person, found = judge.independent.embeddings([clean, face])
    return np.array([
        judges.ssim(*(degradations.luminance(p)[top:bottom, left:right, 0] for p in (clean, face))),
        judges.landmark_error(points[1:], points[:1])[0],
        independent.distance(person, found),
    ])


def kinds_of_damage(side):
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
    rng, judge = np.random.default_rng(5), judges.Judges(RESOURCES, independent.FILE)
    faces = [cv2.resize(f, (options.side, options.side), interpolation=cv2.INTER_AREA) for f in engine.held_out_faces(options.data, options.faces)]
    kinds = [(name, s, [function(f, s, rng) for f in faces]) for name, s, function in kinds_of_damage(options.side)]
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
                before, after = compared(judge, clean, picture), compared(judge, clean, restored)
                mine.append([measures["sharpness"], measures["noise"], *before, *after])
        if not mine:
            continue
        m = np.array(mine)
        rows += [(name, strength, *row) for row in mine]
        gain = (m[:, 5:] - m[:, 2:5]) * [1, -1, -1]
        middle = np.median(m, axis=0)
        print(
            f"| {name} {strength:g} | {len(m)} | {middle[0]:.0f} | {middle[1]:.1f} | {m[:, 2].mean():.3f} | {gain[:, 0].mean():+.3f}"
            f" | {np.mean(gain[:, 0] > 0):.0%} | {m[:, 3].mean():.2f} | {gain[:, 1].mean():+.2f} | {m[:, 4].mean():.3f} | {gain[:, 2].mean():+.3f} |",
            flush=True,
        )
    if options.rows:
        options.rows.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))


if __name__ == "__main__":
    main()
