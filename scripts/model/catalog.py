"""Writes catalog.json beside the ONNX models on board: where each comes from, its licence, size, hash and contract."""

import argparse
import hashlib
import json
from pathlib import Path

from export import RESOURCES

FACENET = "PyPI facenet-pytorch 2.6.0"
FACE_API = "npm @vladmandic/face-api 1.7.15"

MODELS = (
    {
        "name": "mtcnn-pnet", "role": "detector-proposal", "version": "2.6.0",
        "source": f"{FACENET}, data/pnet.pt", "licence": "MIT",
        "contract": "input float32 [batch,3,height,width] RGB 0...255 -> prob [batch,h,w], box [batch,4,h,w] "
                    "(offsets of x1,y1,x2,y2 as shares of a 12 px cell; stride 2; h = ceil((height-2)/2)-4)",
    },
    {
        "name": "mtcnn-rnet", "role": "detector-refinement", "version": "2.6.0",
        "source": f"{FACENET}, data/rnet.pt", "licence": "MIT",
        "contract": "input float32 [batch,3,24,24] RGB 0...255 -> prob [batch], box [batch,4] "
                    "(offsets of x1,y1,x2,y2 as shares of the square's side)",
    },
    {
        "name": "mtcnn-onet", "role": "detector-output", "version": "2.6.0",
        "source": f"{FACENET}, data/onet.pt", "licence": "MIT",
        "contract": "input float32 [batch,3,48,48] RGB 0...255 -> prob [batch], box [batch,4], points [batch,10] "
                    "(x1..x5,y1..y5 as shares of the square's side: left eye, right eye, nose, left and right mouth corner, as seen)",
    },
    {
        "name": "landmarks68", "role": "landmarks", "version": "1.7.15",
        "source": f"{FACE_API}, model/face_landmark_68_model.bin", "licence": "MIT",
        "contract": "input float32 [batch,3,112,112] RGB 0...255 -> points [batch,68,2] (x,y in 0...1 of the square)",
    },
    {
        "name": "recogniser", "role": "recogniser", "version": "1.7.15",
        "source": f"{FACE_API}, model/face_recognition_model.bin (dlib's ResNet)", "licence": "MIT; dlib's weights are public domain",
        "contract": "input float32 [batch,3,150,150] RGB 0...255, eye centres at (0.318,0.313) and (0.668,0.313) of the square "
                    "-> embedding [batch,128], Euclidean distance",
    },
    {
        "name": "gpen-512", "role": "restorer", "version": "4.2",
        "source": "trained for Heirloom by scripts/model", "licence": "Apache-2.0",
        "contract": "input float32 [batch,3,side,side] RGB -1...1, side 256 or 512, aligned to the FFHQ template -> output of the same shape, "
                    "not clamped",
    },
    {
        "name": "triage", "role": "triage", "version": "1",
        "source": "trained for Heirloom by scripts/model", "licence": "Apache-2.0",
        "contract": "input float32 [batch,3,256,256] RGB 0...255, aligned to the FFHQ template -> change [batch], below 0 where the restorer "
                    "of the hash in its metadata is sure to give the face back as it was",
    },
)


def entry(model: dict, folder: Path) -> dict:
    """The model's catalog entry, with the size and hash of its file."""
    file = f"{model['name']}.onnx"
    content = (folder / file).read_bytes()
    return {
        "name": model["name"], "role": model["role"], "file": file, "version": model["version"],
        "source": model["source"], "licence": model["licence"],
        "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "contract": model["contract"],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=RESOURCES)
    folder = parser.parse_args().folder
    catalog = {"models": [entry(model, folder) for model in MODELS]}
    (folder / "catalog.json").write_text(json.dumps(catalog, indent=2) + "\n")
    for model in catalog["models"]:
        print(f"{model['file']:18} {model['bytes']:>11,} bytes  {model['sha256']}")


if __name__ == "__main__":
    main()
