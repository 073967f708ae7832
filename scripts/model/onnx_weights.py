"""Weights inside ONNX files: read back as parameters, or stored in half precision."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

SMALLEST_HALVED = 256
"""Initialisers with fewer elements (biases, mostly) stay in single precision."""


def parameters(path: Path) -> dict[str, torch.Tensor]:
    """Initialisers by name, as float32: an exported restorer's keep the names of `gpen.Gpen`'s parameters."""
    initialisers = onnx.load(path).graph.initializer
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in initialisers}
    return {name: torch.from_numpy(a.astype(np.float32)) for name, a in arrays.items() if a.dtype in (np.float16, np.float32)}


def store_in_half_precision(model: onnx.ModelProto, names: set[str]) -> None:
    """Stores the named initialisers as float16, each followed by a Cast to float32.

    Arithmetic stays in single precision; ONNX Runtime folds the casts when it loads the file.
    """
    graph = model.graph
    renamed = names - {tensor.name for tensor in graph.initializer}
    if renamed:
        raise ValueError(f"the exporter renamed {sorted(renamed)}")
    casts = []
    for tensor in graph.initializer:
        if tensor.name not in names:
            continue
        half = numpy_helper.to_array(tensor).astype(np.float16)
        single = f"{tensor.name}.single"
        for node in graph.node:
            for i, used in enumerate(node.input):
                if used == tensor.name:
                    node.input[i] = single
        tensor.CopyFrom(numpy_helper.from_array(half, tensor.name))
        casts.append(helper.make_node("Cast", [tensor.name], [single], name=f"cast {tensor.name}", to=TensorProto.FLOAT))
    nodes = casts + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)
    del graph.value_info[:]
