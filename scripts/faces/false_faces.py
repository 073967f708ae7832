#!/usr/bin/env python3
"""Counts faces that are found and things that are taken for faces, upright and turned.

    scripts/faces/false_faces.py --data DIR [--scale 1.7] [--sheet FILE.png]

Faces: counted-faces and archive-sample.tar of the test data, as they are and turned by quarters.
No faces: what is left of archive-sample.tar beside and below the known face, and the textures,
animals and machines that scikit-image carries; each in four turns and in one more size.
"""

import argparse
import importlib.resources


import cv2
import numpy as np

import engine

MARGIN = 0.85
SMALLEST = 60
FACELESS = """brick cell chelsea chessboard_GRAY clock_motion coffee coins color grass gravel horse ihc logo
 microaneurysms moon motorcycle_left motorcycle_right page phantom text""".split()


def faceless_regions(data):
    """Parts of the archive's photographs that do not touch the known face."""
    for row, content in engine.archive(data):
        if row["face_cx"]:
            picture = engine.decoded(content)
            height, width = picture.shape[:2]
            x, y, margin = float(row["face_cx"]), float(row["face_cy"]), MARGIN * float(row["face_size"])
            left, right, top, bottom = (int(max(0, v)) for v in (x - margin, x + margin, y - margin, y + margin))
            for part in (picture[:top], picture[bottom:], picture[:, :left], picture[:, right:]):
                if min(part.shape[:2]) >= SMALLEST:
                    yield np.ascontiguousarray(part)


def textures():
    folder = importlib.resources.files("skimage") / "data"
    for name in FACELESS:
        yield cv2.imread(str(folder / f"{name}.png"), cv2.IMREAD_COLOR)


def turned(picture):
    return [np.ascontiguousarray(np.rot90(picture, k)) for k in range(4)]


def kept(report):
    return [face for face in report["faces"] if face["outcome"] != "NOT_A_FACE"]


def recall(name, photos, expected, options, **settings):
    reports = [report for report, _ in engine.restore(photos, options.classpath, **settings)]
    found = [len(kept(report)) for report in reports]
    right = sum(min(f, e) for f, e in zip(found, expected))
    more = sum(max(0, f - e) for f, e in zip(found, expected))
    seconds = sum(report["detect_ms"] for report in reports) / 1000
    print(f"| {name} | {len(photos)} | {sum(expected)} | {right} ({right / sum(expected):.1%}) | {more} | {seconds:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    engine.add_arguments(parser)
    parser.add_argument("--scale", type=float, default=1.7, help="the second size of what is no face")
    parser.add_argument("--sheet", help="PNG of all pictures that hold no face, for the eye")
    options = parser.parse_args()

    counted = engine.counted(options.data)
    archive = [(row, content) for row, content in engine.archive(options.data) if row["face_cx"]]
    print("| photos | n | faces expected | kept | more than expected | seconds in detection |")
    print("|---|---|---|---|---|---|")
    for name, photos, expected in (
        ("counted-faces", [c for _, c in counted], [int(r["faces_expected"]) for r, _ in counted]),
        ("archive-sample", [c for _, c in archive], [1] * len(archive)),
    ):
        for settings in ("UPRIGHT", "ALL"):
            recall(f"{name}, {settings.lower()}", photos, expected, options, rotations=settings)
    for k in (1, 2, 3):
        photos = [engine.png(turned(engine.decoded(content))[k]) for _, content in counted]
        recall(f"counted-faces turned by {90 * k}°, all", photos, [int(r["faces_expected"]) for r, _ in counted], options, rotations="ALL")

    pictures = list(faceless_regions(options.data)) + list(textures())
    if options.sheet:
        write_sheet(pictures, options.sheet)
    larger = [cv2.resize(p, None, fx=options.scale, fy=options.scale, interpolation=cv2.INTER_CUBIC) for p in pictures]
    print("\n| no faces | looks | taken for faces by the detector | kept as faces | seconds in detection |")
    print("|---|---|---|---|---|")
    for name, group in (("as they are", pictures), (f"{options.scale} times as large", larger)):
        for settings in ("UPRIGHT", "ALL"):
            # All four turns upright; turning by the engine covers them in one.
            photos = [engine.png(p) for picture in group for p in (turned(picture) if settings == "UPRIGHT" else [picture])]
            reports = [report for report, _ in engine.restore(photos, options.classpath, rotations=settings)]
            taken = sum(len(report["faces"]) for report in reports)
            wrong = [(report["photo"], kept(report)) for report in reports if kept(report)]
            seconds = sum(report["detect_ms"] for report in reports) / 1000
            looks = len(photos) * (4 if settings == "ALL" else 1)
            print(f"| {name}, {settings.lower()} | {looks} | {taken} | {len(wrong)} | {seconds:.1f} |", flush=True)
            for photo, faces in wrong:
                print(f"<!-- {photo} {faces} -->")


def write_sheet(pictures, file):
    side, columns = 150, 20
    tiles = []
    for picture in pictures:
        factor = side / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        tile = np.full((side, side, 3), 60, np.uint8)
        tile[: small.shape[0], : small.shape[1]] = small[:side, :side]
        tiles.append(tile)
    tiles += [np.zeros_like(tiles[0])] * (-len(tiles) % columns)
    cv2.imwrite(file, np.vstack([np.hstack(tiles[i : i + columns]) for i in range(0, len(tiles), columns)]))


if __name__ == "__main__":
    main()
