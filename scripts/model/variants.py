"""Writes the restorer in half precision and in 8 bit, to be measured beside the one on board.

    python variants.py --data DATA
    python evaluate.py --data DATA --model checkpoints/gpen-512-fp16.onnx --size 512
    python evaluate.py --data DATA --model checkpoints/gpen-512-int8.onnx --size 512

Half precision: weights and arithmetic, with inputs and outputs left in single precision. 8 bit: convolutions and
matrix products, weights per channel, activations calibrated on degraded training faces (min and max).
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16

import faces
from export import RESTORER
from pairs import Pairs
from product import Product

HERE = Path(__file__).parent
CALIBRATION_BATCHES = 6


class DegradedFaces(CalibrationDataReader):
    """Training inputs, one face at a time."""

    def __init__(self, data: Path, size: int):
        pairs = Pairs(data, size, batch=8, seed=3)
        batches = (pairs.at(8 * step)[0].numpy() for step in range(CALIBRATION_BATCHES))
        self.inputs = iter(np.ascontiguousarray(face[None]) for batch in batches for face in batch)

    def get_next(self):
        face = next(self.inputs, None)
        return None if face is None else {"input": face}


def half_precision(model: Path, out: Path) -> None:
    onnx.save(convert_float_to_float16(onnx.load(model), keep_io_types=True), out)


def eight_bit(model: Path, out: Path, data: Path, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(model, prepared, skip_symbolic_shape=True)
        quantize_static(prepared, out, DegradedFaces(data, size), quant_format=QuantFormat.QDQ, per_channel=True,
                        activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8, op_types_to_quantize=["Conv", "MatMul", "Gemm"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--model", type=Path, default=RESTORER)
    parser.add_argument("--out", type=Path, default=HERE / "checkpoints")
    options = parser.parse_args()
    size = Product(options.model).side
    options.out.mkdir(exist_ok=True)
    for kind, write in (("fp16", lambda out: half_precision(options.model, out)),
                        ("int8", lambda out: eight_bit(options.model, out, options.data, size))):
        out = options.out / f"{options.model.stem}-{kind}.onnx"
        write(out)
        print(f"{out.name}: {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
