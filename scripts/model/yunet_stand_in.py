"""Writes a tiny ONNX file with YuNet's inputs and outputs, for tests of the YuNet detector.

It is no face detector: it sees a face wherever a cell of 8 pixels is white, with a box of 40 by 48
pixels around the cell's top left corner and the five landmarks at fixed places in it.

    python yunet_stand_in.py OUT.onnx
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

STRIDES = (8, 16, 32)
BOX = (40, 48)
# Pixels from the cell's top left corner: eyes, nose, corners of the mouth.
POINTS = ((-10, -12), (10, -12), (0, 0), (-8, 12), (8, 12))


def head(name, weights, bias, stride):
    """A convolution over the mean colours of cells, as rows of one cell each."""
    channels = len(bias)
    kernel = np.repeat(np.asarray(weights, np.float32) / (3 * 255), 3).reshape(channels, 3, 1, 1)
    initialisers = [
        numpy_helper.from_array(kernel, f"{name}_kernel"),
        numpy_helper.from_array(np.asarray(bias, np.float32), f"{name}_bias"),
        numpy_helper.from_array(np.asarray([1, -1, channels], np.int64), f"{name}_shape"),
    ]
    cell = [stride, stride]
    nodes = [
        helper.make_node(
            "AveragePool", ["input"], [f"{name}_mean"], kernel_shape=cell, strides=cell
        ),
        helper.make_node(
            "Conv",
            [f"{name}_mean", f"{name}_kernel", f"{name}_bias"],
            [f"{name}_map"],
            kernel_shape=[1, 1],
        ),
        helper.make_node("Transpose", [f"{name}_map"], [f"{name}_last"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", [f"{name}_last", f"{name}_shape"], [name]),
    ]
    output = helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, None, channels])
    return nodes, initialisers, output


def heads():
    for stride in STRIDES:
        seen = 1 if stride == 8 else 0
        yield head(f"cls_{stride}", [seen], [0], stride)
        yield head(f"obj_{stride}", [seen], [0], stride)
        size = [np.log(side / stride) for side in BOX]
        yield head(f"bbox_{stride}", [0] * 4, [0, 0, *size], stride)
        points = [coordinate / stride for point in POINTS for coordinate in point]
        yield head(f"kps_{stride}", [0] * 10, points, stride)


def model():
    nodes, initialisers, outputs = [], [], []
    for one_nodes, one_initialisers, output in heads():
        nodes += one_nodes
        initialisers += one_initialisers
        outputs.append(output)
    image = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 640, 640])
    graph = helper.make_graph(nodes, "yunet-stand-in", [image], outputs, initialisers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 11)], ir_version=8)
    onnx.checker.check_model(made)
    return made


if __name__ == "__main__":
    onnx.save(model(), sys.argv[1])
