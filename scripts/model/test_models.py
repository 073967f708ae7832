"""Writes the tiny ONNX files of the Java tests: one good GPEN stand-in, one for each refusal, and one
that makes another person of a face by stretching it.

    python test_models.py ../../udf/src/test/resources/dev/heirloom/restoration/model

The stand-ins have GPEN's tensor contract and no weights worth the name.
"""

import pathlib
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SIDE = 64


def model(nodes, initializers=(), batch=1, side=SIDE, output_side=None, domain=""):
    face = [batch, 3, side, side]
    output_side = output_side or side
    graph = helper.make_graph(
        nodes,
        "face",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, face)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [batch, 3, output_side, output_side])],
        list(initializers),
    )
    opsets = [helper.make_opsetid("", 17)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="heirloom")


def scalar(name, value):
    return numpy_helper.from_array(np.array(value, dtype=np.float32), name)


def integers(name, values):
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def main(folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    one = helper.make_node

    def save(name, proto):
        onnx.save_model(proto, folder / f"{name}.onnx")

    save("identity", model([one("Identity", ["input"], ["output"])]))
    save("identity-dynamic", model([one("Identity", ["input"], ["output"])], batch="batch"))
    save(
        "brighter",
        model([one("Add", ["input", "tenth"], ["output"])], [scalar("tenth", 0.1)]),
    )
    save(
        "flat",
        model([one("Mul", ["input", "zero"], ["output"])], [scalar("zero", 0)]),
    )
    save(
        "not-a-number",
        model(
            [one("Mul", ["input", "zero"], ["nothing"]), one("Div", ["nothing", "zero"], ["output"])],
            [scalar("zero", 0)],
        ),
    )
    save(
        "larger-output",
        model(
            [one("Resize", ["input", "", "scales"], ["output"], mode="nearest")],
            [numpy_helper.from_array(np.array([1, 1, 2, 2], dtype=np.float32), "scales")],
            output_side=2 * SIDE,
        ),
    )
    side = 256
    save(
        "stretched",
        model(
            [
                one("Slice", ["input", "left", "right", "columns"], ["middle"]),
                one("Resize", ["middle", "", "", "sizes"], ["output"], mode="linear"),
            ],
            [integers("left", [38]), integers("right", [218]), integers("columns", [3]), integers("sizes", [1, 3, side, side])],
            side=side,
        ),
    )
    save(
        "foreign-operator",
        model([one("Sharpen", ["input"], ["output"], domain="example.vision")], domain="example.vision"),
    )
    outside = scalar("tenth", [0.1])
    outside.ClearField("raw_data")
    outside.data_location = TensorProto.EXTERNAL
    outside.external_data.add(key="location", value="weights.bin")
    save("external-weights", model([one("Add", ["input", "tenth"], ["output"])], [outside]))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
