"""Aligned face pictures (FFHQ five-point template) for training and validation, read straight from their archives.

`--data` names a folder with
    faces-synthetic512.tar    train/<sex>-<ancestry>-<hash>.webp, 512 px
    portraits-train.tar       train/, train-upsampled/, val/ *.jpg, 256 px
    portraits128-extra.tar    train128/*.jpg, 128 px
Pictures are uint8 RGB arrays [S,S,3].
"""

import os
import tarfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

SYNTHETIC_HELD_OUT_PERCENT = 2


def add_data_argument(parser) -> None:
    """Adds --data, whose default is the environment variable PHOTO_ARCHIVES."""
    parser.add_argument("--data", type=Path, default=os.environ.get("PHOTO_ARCHIVES"),
                        required="PHOTO_ARCHIVES" not in os.environ,
                        help="folder with the training archives (default: $PHOTO_ARCHIVES)")


def read_archive(path: Path) -> dict[str, bytes]:
    """Picture name inside the archive -> its encoded bytes, in the order of names."""
    with tarfile.open(path) as archive:
        members = [m for m in archive if m.isfile() and m.name.endswith((".jpg", ".png", ".webp"))]
        return {m.name: archive.extractfile(m).read() for m in sorted(members, key=lambda m: m.name)}


def decode(content: bytes, size: int) -> np.ndarray:
    """Encoded picture -> RGB [size,size,3]; area averaging where it is larger, cubic where it is smaller."""
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if picture.shape[0] != size:
        method = cv2.INTER_AREA if picture.shape[0] > size else cv2.INTER_CUBIC
        picture = cv2.resize(picture, (size, size), interpolation=method)
    return np.ascontiguousarray(picture[..., ::-1])


@dataclass
class Group:
    """Pictures that are drawn with the same probability, and the group's share of the draws."""

    name: str
    share: float
    pictures: list[bytes]
    decoded: dict[int, np.ndarray] = field(default_factory=dict)

    def picture(self, index: int, size: int) -> np.ndarray:
        """The picture, kept decoded once it was asked for (one size per process)."""
        if index not in self.decoded:
            self.decoded[index] = decode(self.pictures[index], size)
        return self.decoded[index]


def held_out(name: str) -> bool:
    """Whether a synthetic face is kept for validation: by a hash of its name, so for ever the same."""
    return zlib.crc32(name.encode()) % 100 < SYNTHETIC_HELD_OUT_PERCENT


SHARP_SHARES = {"synthetic": 0.58, "portraits": 0.34, "portraits-upsampled": 0.08}
"""Shares of the draws among pictures that are sharp at 256 px.

The synthetic share is divided evenly among the groups of sex and ancestry, of which the largest holds
more than half of the pictures. Portraits weigh far more than their number, since archives look like them."""


def training_groups(data: Path, size: int) -> list[Group]:
    """Groups whose pictures are sharp at this size; shares sum to 1. Above 256 px these are the synthetic faces alone."""
    by_kind: dict[str, list[bytes]] = {}
    for name, content in read_archive(data / "faces-synthetic512.tar").items():
        if not held_out(name):
            by_kind.setdefault("-".join(Path(name).name.split("-")[:2]), []).append(content)
    shares = SHARP_SHARES if size <= 256 else {"synthetic": 1.0}
    groups = [Group(kind, shares["synthetic"] / len(by_kind), pictures) for kind, pictures in sorted(by_kind.items())]
    return groups + [Group(folder, shares[folder], pictures) for folder, pictures in _portraits(data).items() if folder in shares]


def coarse_group(data: Path, size: int) -> Group:
    """Pictures of half the size or so, which can only say what the halved output should look like."""
    if size > 256:
        return Group("portraits", 1.0, _portraits(data)["portraits"])
    return Group("portraits128", 1.0, list(read_archive(data / "portraits128-extra.tar").values()))


def _portraits(data: Path) -> dict[str, list[bytes]]:
    """Portraits of 256 px, and those that were enlarged to it."""
    pictures = read_archive(data / "portraits-train.tar")
    return {name: [c for n, c in pictures.items() if n.startswith(folder)]
            for folder, name in (("train/", "portraits"), ("train-upsampled/", "portraits-upsampled"))}


def validation_pictures(data: Path, size: int, portraits: int, synthetic: int) -> list[tuple[str, np.ndarray]]:
    """(name, picture) of held-out faces, spread evenly over the archive's order."""
    names = {n: c for n, c in read_archive(data / "portraits-train.tar").items() if n.startswith("val/")}
    machine = {n: c for n, c in read_archive(data / "faces-synthetic512.tar").items() if held_out(n)}
    chosen = []
    for pictures, count in ((names, portraits), (machine, synthetic)):
        order = list(pictures)
        for i in np.linspace(0, len(order) - 1, min(count, len(order))).round().astype(int):
            chosen.append((order[i], decode(pictures[order[i]], size)))
    return chosen
