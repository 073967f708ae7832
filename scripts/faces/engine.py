"""The engine as the programs of this folder call it, and the pictures that they share."""

import csv
import io
import json
import pathlib
import subprocess
import sys
import tarfile
import tempfile

import cv2
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts/model"))
import faces
JAVA = ["java", "-Xmx1g", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.maxBytes=0"]


def add_arguments(parser):
    """--data and --classpath, which every program takes."""
    built = ROOT / "job/target/heirloom"
    parser.add_argument("--data", type=pathlib.Path, required=True, help="folder with the test data")
    parser.add_argument("--classpath", default=f"{built}/lib/*:{built}/spark/*", help="of the engine (default: that of the build)")


def java(program, classpath, *arguments):
    """Standard output of a Java program of this folder, line by line."""
    command = [*JAVA, "-cp", classpath, str(ROOT / "scripts/faces" / program), *map(str, arguments)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()


def restore(photos, classpath, **options):
    """Photos (encoded bytes) through the engine: (report, restored picture or None) for each, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pairs = [(folder / f"{i:05d}.photo", folder / f"{i:05d}.png") for i in range(len(photos))]
        for content, (source, _) in zip(photos, pairs):
            source.write_bytes(content)
        (folder / "list").write_text("".join(f"{source}\t{target}\n" for source, target in pairs))
        lines = java("RestoreAll.java", classpath, folder / "list", *(f"{k}={v}" for k, v in options.items()))
        reports = [json.loads(line) for line in lines]
        return [(r, cv2.imread(str(t)) if t.exists() else None) for r, (_, t) in zip(reports, pairs, strict=True)]


def png(picture):
    """uint8 BGR [H,W,3] as a file."""
    return cv2.imencode(".png", picture)[1].tobytes()


def decoded(content):
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)


def table(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def archive(data):
    """(row of the manifest, file) of each photo of archive-sample.tar."""
    with tarfile.open(data / "archive-sample.tar") as tar:
        files = {m.name: tar.extractfile(m).read() for m in tar if m.isfile()}
    return [(row, files["images/" + row["name"]]) for row in table(files["manifest.tsv"].decode())]


def counted(data):
    """(row of the manifest, file) of each picture whose faces were counted."""
    folder = data / "counted-faces"
    return [(row, (folder / row["file"]).read_bytes()) for row in table((folder / "MANIFEST.tsv").read_text())]


def synthetic_faces(data, count):
    """`count` aligned faces, uint8 BGR [512,512,3], spread evenly over the archive."""
    return _spread(faces.read_archive(data / "faces-synthetic512.tar"), count)


def held_out_faces(data, count):
    """The same of those that no restorer on board was trained on."""
    return _spread({n: c for n, c in faces.read_archive(data / "faces-synthetic512.tar").items() if faces.held_out(n)}, count)


def _spread(pictures, count):
    if count > len(pictures):
        raise SystemExit(f"{count} faces were asked for, {len(pictures)} are there; ask for fewer")
    contents = list(pictures.values())
    return [decoded(contents[i]) for i in np.linspace(0, len(contents) - 1, count).astype(int)]
