"""Writes the ONNX models on board; the triage has its own program.

    python export.py                                               the five nets of others' making
    python export.py --restorer checkpoints/gpen-512.pt            the restorer as well

Opset 18, default operator domain, float32 in and out, one input named `input`, a dynamic first axis
named `batch`. The catalog beside them is written by catalog.py.
"""

import argparse
from pathlib import Path

import onnx
import torch
from torch.export import Dim

import onnx_weights
from conditional import change_only_damaged_faces, take_half_size_as_well
from face_api import Landmarks68, Recogniser, default_folder
from gpen import INNER_SIDE, Gpen
from mtcnn import OutputNet, ProposalNet, RefinementNet

OPSET = 18
RESOURCES = Path(__file__).parents[2] / "udf/src/main/resources/dev/heirloom/restoration/model"
SIZE = 512
RESTORER = RESOURCES / f"gpen-{SIZE}.onnx"
"""The restorer on board."""


def to_onnx(network: torch.nn.Module, example: torch.Tensor, outputs: list[str], dynamic: dict) -> onnx.ModelProto:
    """The network as an ONNX model whose initialisers keep the names of its parameters."""
    program = torch.onnx.export(
        network.eval(), (example,), input_names=["input"], output_names=outputs, opset_version=OPSET,
        dynamic_shapes=(dynamic,), dynamo=True, optimize=True, verbose=False)
    model = program.model_proto
    _forget_traces(model)
    return model


def _forget_traces(model: onnx.ModelProto) -> None:
    """Removes what the exporter notes about the machine it ran on (file names, stack traces)."""
    del model.metadata_props[:]
    del model.graph.metadata_props[:]
    for part in (*model.graph.node, *model.graph.input, *model.graph.output, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    model.doc_string = ""


def save(model: onnx.ModelProto, path: Path, description: str) -> None:
    """Checks the model and writes it with everything inside."""
    model.producer_name, model.producer_version = "heirloom", ""
    model.doc_string = description
    domains = {node.domain for node in model.graph.node} | {entry.domain for entry in model.opset_import}
    if domains - {""}:
        raise ValueError(f"{path.name} needs operators of {domains}")
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(model.graph.node)} nodes")


def halved_names(network: torch.nn.Module) -> set[str]:
    """Names of the parameters that are stored in half precision."""
    return {name for name, value in network.named_parameters() if value.numel() >= onnx_weights.SMALLEST_HALVED}


def export_detectors(folder: Path) -> None:
    batch = Dim("batch")
    pyramid = {0: batch, 2: Dim("height", min=12), 3: Dim("width", min=12)}
    save(to_onnx(ProposalNet().load(), torch.zeros(2, 3, 40, 53), ["prob", "box"], pyramid),
         folder / "mtcnn-pnet.onnx", "MTCNN P-Net: RGB 0...255 to face probability and box offsets per cell")
    save(to_onnx(RefinementNet().load(), torch.zeros(2, 3, 24, 24), ["prob", "box"], {0: batch}),
         folder / "mtcnn-rnet.onnx", "MTCNN R-Net: RGB 0...255 to face probability and box offsets")
    save(to_onnx(OutputNet().load(), torch.zeros(2, 3, 48, 48), ["prob", "box", "points"], {0: batch}),
         folder / "mtcnn-onet.onnx", "MTCNN O-Net: RGB 0...255 to face probability, box offsets and five points")


def export_judges(folder: Path, face_api: Path) -> None:
    """The landmark net and the recogniser, in half precision: their weights come from 8 bit each."""
    batch = Dim("batch")
    for network, output, file, description in (
            (Landmarks68(face_api), "points", "landmarks68", "68 face landmarks: RGB 0...255 to x, y in 0...1 of the square"),
            (Recogniser(face_api), "embedding", "recogniser", "Face embedding of 128 values, Euclidean: RGB 0...255")):
        model = to_onnx(network, torch.zeros(2, 3, network.SIZE, network.SIZE), [output], {0: batch})
        onnx_weights.store_in_half_precision(model, halved_names(network))
        save(model, folder / f"{file}.onnx", description)


def restorer(source: Path, size: int) -> Gpen:
    """The running average of a training checkpoint, or what an exported file holds."""
    network = Gpen(size)
    if source.suffix == ".onnx":
        missing = network.load_state_dict(onnx_weights.parameters(source), strict=False).missing_keys
        if missing:
            raise ValueError(f"{source.name} does not hold {missing}")
    else:
        network.load_state_dict(torch.load(source, map_location="cpu")["average"])
    return network.eval().requires_grad_(False)


def export_restorer(network: Gpen, path: Path) -> None:
    """Weights are rounded to half precision first, so that the stored sums of squares fit them exactly."""
    halved = halved_names(network)
    for name, value in network.named_parameters():
        if name in halved:
            value.copy_(value.half().float())
    network.freeze_energy()
    model = to_onnx(network, torch.zeros(2, 3, network.size, network.size), ["output"], {0: Dim("batch")})
    lost = {name for name, _ in network.named_parameters()} - {tensor.name for tensor in model.graph.initializer}
    if lost:  # training could not start from the file
        raise ValueError(f"not in the file under their names: {sorted(lost)}")
    onnx_weights.store_in_half_precision(model, halved)
    change_only_damaged_faces(model)
    properties = {"leaves_good_faces": "true"}
    if network.detail:
        take_half_size_as_well(model)
        properties["sides"] = f"{INNER_SIDE},{network.size}"
    onnx.helper.set_model_props(model, properties)
    save(model, path, f"GPEN {network.size} px, compact: aligned face, RGB -1...1, to the restored face")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--restorer", type=Path, help="training checkpoint, or an exported file")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--face-api", type=Path, default=default_folder())
    parser.add_argument("--out", type=Path, default=RESOURCES)
    parser.add_argument("--only-restorer", action="store_true")
    options = parser.parse_args()
    if not options.only_restorer:
        export_detectors(options.out)
        export_judges(options.out, options.face_api)
    if options.restorer:
        export_restorer(restorer(options.restorer, options.size), options.out / f"gpen-{options.size}.onnx")


if __name__ == "__main__":
    main()
