"""A recogniser that training never sees: HSE-FaceRes of npm's @vladmandic/human, rebuilt as an ONNX file.

    npm install --prefix .human --ignore-scripts @vladmandic/human@3.3.6 @tensorflow/tfjs@4.22.0
    python independent.py             writes .human/faceres.onnx
    python independent.py --tfjs      and compares it with TensorFlow.js itself

The net (MobileNet, 224 px, a descriptor of 1024 values of 0...6) is only a judge: it is neither shipped nor trained
against. As in the package, it gets RGB in 0...255 without further normalisation, and descriptors are compared by
Euclidean distance, but at unit length, so that contrast counts less.

Crop and length were chosen once, on held-out faces without a restorer: clean pictures against the same ones turned
by some 3 degrees, moved, of another gamma, at half the size and JPEG 75. Mean distances between people and of the same
person lie 9.0, 9.3, 9.9, 10.0 and 9.9 standard deviations apart for sides of 0.66, 0.74, 0.82, 0.9 and 1, and 10.3,
10.8, 11.5, 11.6 and 11.7 at unit length. Beyond 0.82 there is little but background to gain.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = Path(__file__).parent
PACKAGE = HERE / ".human" / "node_modules" / "@vladmandic" / "human"
FILE = HERE / ".human" / "faceres.onnx"
SIDE = 224
LENGTH = 1024
DESCRIPTOR = "global_pooling/Mean"
CROP = (0.09, 0.12, 0.82)
"""Left, top and side of the net's square inside an FFHQ-aligned face, as shares of its side."""

TFJS_TOLERANCE = 1e-3


# --- from TensorFlow.js to ONNX -------------------------------------------------------------------------


def read_graph(folder: Path) -> tuple[list[dict], dict[str, np.ndarray]]:
    """Nodes in order of execution, and constants by name, of models/faceres.json and .bin."""
    graph = json.loads((folder / "models" / "faceres.json").read_text())
    manifest = graph["weightsManifest"][0]
    content = b"".join((folder / "models" / path).read_bytes() for path in manifest["paths"])
    constants, offset = {}, 0
    for entry in manifest["weights"]:
        stored = np.dtype(entry.get("quantization", {}).get("dtype", entry["dtype"])).newbyteorder("<")
        values = np.frombuffer(content, stored, int(np.prod(entry["shape"], dtype=np.int64)), offset)
        offset += values.nbytes
        constants[entry["name"]] = values.astype(entry["dtype"]).reshape(entry["shape"])
    if offset != len(content):
        raise ValueError(f"faceres: the manifest describes {offset} of {len(content)} bytes")
    return _sorted(graph["modelTopology"]["node"]), constants


def _sorted(nodes: list[dict]) -> list[dict]:
    """Operations the descriptor depends on, each after those it depends on; constants are left out."""
    by_name, order, seen = {node["name"]: node for node in nodes}, [], set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for source in by_name[name].get("input", []):
            visit(source)
        if by_name[name]["op"] != "Const":
            order.append(by_name[name])

    visit(DESCRIPTOR)
    return order


def convert(folder: Path) -> onnx.ModelProto:
    """The part of the net that makes the descriptor; `input` [batch,3,224,224] RGB 0...255 -> `descriptor` [batch,1024]."""
    nodes, constants = read_graph(folder)
    converted, weights = [], []
    for node in nodes:
        if node["op"] == "Placeholder":
            converted.append(helper.make_node("Identity", ["input"], [node["name"]]))
            continue
        sources, attributes, arrays = _translated(node, constants)
        for name, array in arrays.items():
            weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        operation = {"Conv2D": "Conv", "DepthwiseConv2dNative": "Conv", "Minimum": "Min", "Maximum": "Max", "Mean": "GlobalAveragePool"}
        converted.append(helper.make_node(operation.get(node["op"], node["op"]), sources, [node["name"]], **attributes))
    converted.append(helper.make_node("Flatten", [DESCRIPTOR], ["descriptor"]))
    graph = helper.make_graph(
        converted, "faceres",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])],
        [helper.make_tensor_value_info("descriptor", TensorProto.FLOAT, ["batch", LENGTH])], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    return model


def _translated(node: dict, constants: dict[str, np.ndarray]) -> tuple[list[str], dict, dict[str, np.ndarray]]:
    """Inputs, attributes and constants (under names of their own) of one node, from NHWC to NCHW."""
    operation, sources = node["op"], node["input"]
    if operation in ("Conv2D", "DepthwiseConv2dNative"):
        kernel = constants[sources[1]]
        depthwise = operation != "Conv2D"
        arrays = {f"{node['name']}.kernel": kernel.transpose((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))}
        strides = [int(s) for s in node["attr"]["strides"]["list"]["i"]][1:3]
        attributes = {"strides": strides, "auto_pad": _padding(node), "group": kernel.shape[2] if depthwise else 1}
        return [sources[0], *arrays], attributes, arrays
    if operation in ("Add", "Mul", "Minimum", "Maximum"):
        names = [s if s not in constants else f"{node['name']}.{i}" for i, s in enumerate(sources)]
        arrays = {n: _per_channel(constants[s]) for n, s in zip(names, sources) if s in constants}
        return names, {}, arrays
    if operation == "Relu":
        return sources, {}, {}
    if operation == "Mean" and sorted(constants[sources[1]].ravel()) == [1, 2]:
        return sources[:1], {}, {}
    raise ValueError(f"faceres: no translation for {operation} {node['name']}")


def _padding(node: dict) -> str:
    """TensorFlow's SAME puts the odd pixel at the end, as ONNX's SAME_UPPER does."""
    return {"U0FNRQ==": "SAME_UPPER", "VkFMSUQ=": "VALID"}[node["attr"]["padding"]["s"]]


def _per_channel(constant: np.ndarray) -> np.ndarray:
    return constant.reshape(-1, 1, 1) if constant.ndim == 1 and constant.size > 1 else constant


# --- the recogniser -------------------------------------------------------------------------------------


class IndependentRecogniser:
    """Descriptors of aligned faces; one thread."""

    def __init__(self, path: Path = FILE, crop: tuple[float, float, float] = CROP):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.net = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.crop = crop

    def embedding(self, picture: np.ndarray) -> np.ndarray:
        """RGB [S,S,3] in 0...255, FFHQ-aligned -> [1024]."""
        return self.embeddings([picture])[0]

    def embeddings(self, pictures: list[np.ndarray], batch: int = 16) -> np.ndarray:
        """The same of many, [n,1024]."""
        parts = [np.stack([square(p, self.crop) for p in pictures[i:i + batch]]) for i in range(0, len(pictures), batch)]
        return np.concatenate([self.net.run(None, {"input": part})[0] for part in parts])


def square(picture: np.ndarray, crop: tuple[float, float, float] = CROP) -> np.ndarray:
    """The net's square of an aligned face, float32 [3,224,224]; area averaging where it is larger."""
    side = picture.shape[0]
    left, top, length = (round(share * side) for share in crop)
    part = np.ascontiguousarray(picture[top:top + length, left:left + length], np.float32)
    method = cv2.INTER_AREA if length > SIDE else cv2.INTER_LINEAR
    return cv2.resize(part, (SIDE, SIDE), interpolation=method).transpose(2, 0, 1)


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean, over the last axis, of descriptors at unit length: 0...2."""
    return np.linalg.norm(_unit(a) - _unit(b), axis=-1)


def _unit(descriptor: np.ndarray) -> np.ndarray:
    return descriptor / np.maximum(np.linalg.norm(descriptor, axis=-1, keepdims=True), 1e-6)


# --- checks ---------------------------------------------------------------------------------------------


def by_tfjs(folder: Path, squares: np.ndarray) -> np.ndarray:
    """Descriptors of [n,3,224,224] as TensorFlow.js computes them."""
    with tempfile.TemporaryDirectory() as temporary:
        source, result = Path(temporary, "input.bin"), Path(temporary, "output.bin")
        source.write_bytes(np.ascontiguousarray(squares.transpose(0, 2, 3, 1), "<f4").tobytes())
        subprocess.run(["node", HERE / "independent_tfjs.mjs", folder, str(len(squares)), source, result], check=True)
        return np.frombuffer(result.read_bytes(), "<f4").reshape(len(squares), LENGTH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, default=PACKAGE)
    parser.add_argument("--output", type=Path, default=FILE)
    parser.add_argument("--tfjs", action="store_true")
    options = parser.parse_args()
    onnx.save_model(convert(options.package), options.output)
    if options.tfjs:
        from check import pictures

        squares = pictures(SIDE, SIDE)
        difference = float(np.abs(IndependentRecogniser(options.output).net.run(None, {"input": squares})[0] - by_tfjs(options.package, squares)).max())
        print(f"faceres      descriptor TensorFlow.js {difference:10.2e} {TFJS_TOLERANCE:10.0e}  {'ok' if difference <= TFJS_TOLERANCE else 'FAILED'}")
        sys.exit(difference > TFJS_TOLERANCE)


if __name__ == "__main__":
    main()
