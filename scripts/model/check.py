"""Compares every ONNX model on board with the implementation it comes from, and batches with single inputs.

    python check.py [--gpen checkpoints/gpen-512.pt] [--tfjs]

Prints a table of maximum absolute differences and fails when a tolerance is exceeded. Without --gpen the
restorer is compared with a network rebuilt from the ONNX file's own parameters. With --tfjs the two
face-api nets are also run by TensorFlow.js in node (see check_tfjs.mjs for what that needs).
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from skimage import data

import onnx_weights
from export import RESOURCES, SIZE, restorer
from face_api import Landmarks68, Recogniser, default_folder
from gpen import INNER_SIDE, Gpen, load_matching

HERE = Path(__file__).parent
BATCH_TOLERANCE = 1e-4


def session(path: Path, threads: int = 1) -> onnxruntime.InferenceSession:
    """A CPU session of few threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def run(path: Path, x: np.ndarray) -> dict[str, np.ndarray]:
    """Output name -> value, for one input."""
    model = session(path)
    return dict(zip([o.name for o in model.get_outputs()], model.run(None, {"input": x.astype(np.float32)})))


def pictures(height: int, width: int, count: int = 4) -> np.ndarray:
    """Windows of a photograph with a face, float32 [count,3,height,width] RGB 0...255."""
    photograph = torch.from_numpy(data.astronaut()).permute(2, 0, 1)[None].float()
    windows = [photograph[:, :, 10 * i:10 * i + 280, 90 + 12 * i:370 + 12 * i] for i in range(count)]
    resized = [torch.nn.functional.interpolate(w, size=(height, width), mode="area") for w in windows]
    return torch.cat(resized).numpy()


def facenet(name: str, x: np.ndarray) -> dict[str, np.ndarray]:
    """facenet-pytorch's own net, with the normalisation its detector applies."""
    package = importlib.import_module("facenet_pytorch.models.mtcnn")
    with torch.no_grad():
        outputs = getattr(package, name)().eval()((torch.from_numpy(x) - 127.5) * 0.0078125)
    result = {"prob": outputs[-1][:, 1], "box": outputs[0]}
    if len(outputs) == 3:
        result["points"] = outputs[1]
    return {key: value.numpy() for key, value in result.items()}


@torch.no_grad()
def by_torch(network: torch.nn.Module, output: str, x: np.ndarray) -> dict[str, np.ndarray]:
    return {output: network.eval()(torch.from_numpy(x)).numpy()}


def by_tfjs(folder: Path, output: str, x: np.ndarray) -> dict[str, np.ndarray]:
    """The net as the npm package runs it; x is passed in files, NHWC."""
    with tempfile.TemporaryDirectory() as temporary:
        source, result = Path(temporary, "input.bin"), Path(temporary, "output.bin")
        source.write_bytes(np.ascontiguousarray(x.transpose(0, 2, 3, 1), "<f4").tobytes())
        subprocess.run(["node", HERE / "check_tfjs.mjs", folder, output, str(x.shape[0]), source, result], check=True)
        values = np.frombuffer(result.read_bytes(), "<f4")
    return {output: values.reshape((x.shape[0], 68, 2) if output == "points" else (x.shape[0], 128))}


class Table:
    """Rows of comparisons; remembers whether one was out of tolerance."""

    def __init__(self):
        self.failed = False

    def compare(self, model: str, what: str, found: dict, expected: dict, tolerance: float) -> None:
        for name, value in expected.items():
            same_shape = found[name].shape == value.shape
            difference = float(np.abs(found[name] - value).max()) if same_shape else float("inf")
            good = difference <= tolerance
            self.failed |= not good
            print(f"{model:12} {name:10} {what:34} {difference:10.2e} {tolerance:10.0e}  {'ok' if good else 'FAILED'}")


def check_batches(table: Table, model: str, path: Path, x: np.ndarray) -> None:
    """Four at once against one at a time."""
    single = [run(path, x[i:i + 1]) for i in range(len(x))]
    table.compare(model, "batch of 4, one by one", run(path, x), {k: np.concatenate([s[k] for s in single]) for k in single[0]}, BATCH_TOLERANCE)


def check_gpen(table: Table, folder: Path, checkpoint: Path | None, size: int) -> None:
    path = folder / f"gpen-{size}.onnx"
    x = pictures(size, size) / 127.5 - 1
    stored = Gpen(size)
    stored.load_state_dict(onnx_weights.parameters(path), strict=False)
    table.compare(path.stem, "PyTorch, the file's weights", run(path, x), by_torch(stored, "output", x), 1e-3)
    if checkpoint:
        table.compare(path.stem, "PyTorch, weights before rounding", run(path, x), by_torch(restorer(checkpoint, size), "output", x), 2e-2)
    check_batches(table, path.stem, path, x)
    if stored.detail:
        half = pictures(INNER_SIDE, INNER_SIDE) / 127.5 - 1
        inner = Gpen(INNER_SIDE)
        load_matching(inner, onnx_weights.parameters(path))
        table.compare(path.stem, f"PyTorch, {INNER_SIDE} px", run(path, half), by_torch(inner, "output", half), 1e-3)
        check_batches(table, path.stem, path, half)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=RESOURCES)
    parser.add_argument("--face-api", type=Path, default=default_folder())
    parser.add_argument("--gpen", type=Path, help="checkpoint the restorer was exported from")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--tfjs", action="store_true")
    options = parser.parse_args()
    table = Table()
    print(f"{'model':12} {'output':10} {'compared with':34} {'difference':>10} {'tolerance':>10}")
    for model, name, sizes in (("mtcnn-pnet", "PNet", ((67, 90), (120, 97), (12, 12))), ("mtcnn-rnet", "RNet", ((24, 24),)), ("mtcnn-onet", "ONet", ((48, 48),))):
        path = options.folder / f"{model}.onnx"
        for height, width in sizes:
            x = pictures(height, width)
            table.compare(model, f"facenet-pytorch, {width} x {height}", run(path, x), facenet(name, x), 1e-4)
        check_batches(table, model, path, x)
    for model, network, output, tolerance in (("landmarks68", Landmarks68, "points", 1e-3), ("recogniser", Recogniser, "embedding", 2e-3)):
        path = options.folder / f"{model}.onnx"
        x = pictures(network.SIZE, network.SIZE)
        table.compare(model, "PyTorch, from the manifest", run(path, x), by_torch(network(options.face_api), output, x), tolerance)
        if options.tfjs:
            table.compare(model, "TensorFlow.js, the package itself", run(path, x), by_tfjs(options.face_api, output, x), tolerance)
        check_batches(table, model, path, x)
    check_gpen(table, options.folder, options.gpen, options.size)
    check_batches(table, "triage", options.folder / "triage.onnx", pictures(INNER_SIDE, INNER_SIDE))
    sys.exit(1 if table.failed else 0)


if __name__ == "__main__":
    main()
