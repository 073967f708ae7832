#!/usr/bin/env python3
"""Asks how much of what covers a face is left after restoration.

    scripts/faces/occluders.py --data DIR [--faces 30] [--sheet FILE.png]

Draws hands, sunglasses, bars and creases over synthetic faces that no restorer was trained on, wears the picture (blur, noise,
compression) and restores it whatever its measures. Edge contrast: the step of the gray levels from
inside to outside along the drawn border, restored over worn, in percent; 100 is kept.
"""

import argparse

import cv2
import numpy as np

import engine
from gain import kinds_of_damage

SIDE = 256


def hand(rng):
    """A blob and four fingers over one cheek and the mouth."""
    mask = np.zeros((SIDE, SIDE), np.float32)
    x, y = rng.uniform(90, 160), rng.uniform(185, 215)
    cv2.ellipse(mask, (int(x), int(y)), (42, 26), float(rng.uniform(-25, 25)), 0, 360, 1, -1, cv2.LINE_AA)
    for finger in range(4):
        start = (int(x - 30 + 20 * finger), int(y - 5))
        cv2.line(mask, start, (start[0] + int(rng.uniform(-6, 6)), start[1] - int(rng.uniform(35, 60))), 1, 13, cv2.LINE_AA)
    return mask, np.array([105, 130, 190]) * rng.uniform(0.55, 1.15)


def sunglasses(rng):
    mask = np.zeros((SIDE, SIDE), np.float32)
    for x in (96, 160):
        cv2.ellipse(mask, (x, 122), (27, 19), 0, 0, 360, 1, -1, cv2.LINE_AA)
    cv2.line(mask, (110, 117), (146, 117), 1, 4, cv2.LINE_AA)
    return mask, np.full(3, rng.uniform(10, 40))


def bar(rng):
    mask = np.zeros((SIDE, SIDE), np.float32)
    y = rng.uniform(90, 190)
    cv2.line(mask, (0, int(y)), (SIDE, int(y + rng.uniform(-60, 60))), 1, int(rng.integers(8, 18)), cv2.LINE_AA)
    return mask, np.full(3, rng.choice([rng.uniform(0, 40), rng.uniform(215, 255)]))


def crease(rng):
    mask = np.zeros((SIDE, SIDE), np.float32)
    x = rng.uniform(70, 180)
    cv2.line(mask, (int(x), 0), (int(x + rng.uniform(-50, 50)), SIDE), 1, 3, cv2.LINE_AA)
    return mask, np.full(3, rng.uniform(220, 255))


def edge_contrast(mask, picture, face):
    """Mean step across the border inside the face, in gray levels, signed as in `picture`."""
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    other = cv2.cvtColor(face, cv2.COLOR_BGR2GRAY).astype(np.float32)
    inside = cv2.erode(mask, np.ones((3, 3))) if mask.sum() > 2500 else mask
    core = np.zeros_like(mask)
    core[70:220, 60:196] = 1
    within = core * (inside > 0.9) * (cv2.erode(mask, np.ones((9, 9))) < 0.5)
    around = core * (cv2.dilate(mask, np.ones((11, 11))) > 0.5) * (cv2.dilate(mask, np.ones((5, 5))) < 0.1)
    if within.sum() < 50 or around.sum() < 50:
        return None
    # In cells along the border, so that bright and dark neighbours do not cancel.
    cells = [(y, x) for y in range(64, 224, 16) for x in range(48, 208, 16)]
    steps = []
    for y, x in cells:
        w, a = (m[y : y + 16, x : x + 16] > 0 for m in (within, around))
        if w.sum() >= 6 and a.sum() >= 6:
            before, after = (g[y : y + 16, x : x + 16][w].mean() - g[y : y + 16, x : x + 16][a].mean() for g in (gray, other))
            if abs(before) >= 15:
                steps.append((abs(before), after * np.sign(before)))
    return np.sum(steps, axis=0) if steps else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    engine.add_arguments(parser)
    parser.add_argument("--faces", type=int, default=30)
    parser.add_argument("--sheet", help="PNG with worn and restored faces, for the eye")
    parser.add_argument("--model", help="the restorer (default: the one on board)")
    options = parser.parse_args()
    rng = np.random.default_rng(11)
    worn = [f for name, s, f in kinds_of_damage(SIDE) if name == "worn"][0]
    cases = []
    for draw in (hand, sunglasses, bar, crease):
        for strength in (1, 3):
            for face in engine.held_out_faces(options.data, options.faces):
                mask, colour = draw(rng)
                small = cv2.resize(face, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
                covered = (small * (1 - mask[..., None]) + colour * mask[..., None]).clip(0, 255).astype(np.uint8)
                cases.append((draw.__name__, strength, mask, worn(covered, strength, rng)))
    settings = {"every": "true"} | ({"model": options.model} if options.model else {})
    results = engine.restore([engine.png(c[3]) for c in cases], options.classpath, **settings)
    print(f"| occluder, n = {options.faces} | wear | restored | edge contrast kept: mean | worst tenth |")
    print("|---|---|---|---|---|")
    strips = []
    for kind in dict.fromkeys((c[0], c[1]) for c in cases):
        kept = []
        for case, (_, restored) in zip(cases, results):
            if (case[0], case[1]) == kind and restored is not None:
                sums = edge_contrast(case[2], case[3], restored)
                if sums is not None:
                    kept.append(sums[1] / sums[0])
                    if len(kept) <= 4:
                        strips.append(np.vstack([case[3], restored]))
        if kept:
            print(f"| {kind[0]} | {kind[1]} | {len(kept)} | {np.mean(kept):.0%} | {np.percentile(kept, 10):.0%} |", flush=True)
    if options.sheet:
        strips += [np.zeros_like(strips[0])] * (-len(strips) % 8)
        cv2.imwrite(options.sheet, np.vstack([np.hstack(strips[i : i + 8]) for i in range(0, len(strips), 8)]))


if __name__ == "__main__":
    main()
