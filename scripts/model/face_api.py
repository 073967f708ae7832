"""The recogniser and the 68-landmark net of npm's @vladmandic/face-api, rebuilt in PyTorch from its weight files.

Both take RGB in 0...255, float, NCHW; their normalisation is part of them. They serve twice: exported to
ONNX for the product, and as frozen judges inside the restorer's training loss.
"""

import json
import os
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

CHANNEL_MEANS = (122.782, 117.001, 104.298)
"""Subtracted from R, G and B by both nets."""


def default_folder() -> Path:
    """Where the unpacked npm package lies: $HEIRLOOM_FACE_API, else where `npm install --prefix .face-api` puts it."""
    return Path(os.environ.get("HEIRLOOM_FACE_API", Path(__file__).parent / ".face-api" / "node_modules" / "@vladmandic" / "face-api"))


def read_weights(folder: Path, name: str) -> dict[str, torch.Tensor]:
    """Reads one TensorFlow.js weight manifest and its binary file.

    Tensors lie one after another in the manifest's order, as float32, or as uint8 with a scale and a
    minimum per tensor (value = q * scale + min). Convolutions are HWIO, depthwise ones HWC1.
    """
    manifest = json.loads((folder / "model" / f"{name}-weights_manifest.json").read_text())[0]
    content = b"".join((folder / "model" / path).read_bytes() for path in manifest["paths"])
    tensors, offset = {}, 0
    for entry in manifest["weights"]:
        count = int(np.prod(entry["shape"], dtype=np.int64))
        quantised = entry.get("quantization")
        values = np.frombuffer(content, np.uint8 if quantised else np.dtype("<f4"), count, offset)
        offset += values.nbytes
        values = values.astype(np.float32)
        if quantised:
            values = (values * quantised["scale"] + quantised["min"]).astype(np.float32)
        tensors[entry["name"]] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    if offset != len(content):
        raise ValueError(f"{name}: the manifest describes {offset} of {len(content)} bytes")
    return tensors


def _convolution(weights: torch.Tensor, bias: torch.Tensor | None, stride: int, padding: int, groups: int = 1) -> nn.Conv2d:
    """A frozen convolution from a weight in OIHW order."""
    outputs, inputs, kernel, _ = weights.shape
    layer = nn.Conv2d(inputs * groups, outputs, kernel, stride, padding, groups=groups, bias=bias is not None)
    layer.weight = nn.Parameter(weights.contiguous(), requires_grad=False)
    if bias is not None:
        layer.bias = nn.Parameter(bias.contiguous(), requires_grad=False)
    return layer


class _Normalise(nn.Module):
    """(x - channel means) / divisor."""

    def __init__(self, divisor: float):
        super().__init__()
        self.register_buffer("means", torch.tensor(CHANNEL_MEANS).view(1, 3, 1, 1))
        self.factor = 1.0 / divisor

    def forward(self, x):
        return (x - self.means) * self.factor


# --- 68 landmarks -----------------------------------------------------------------------------------


class _Separable(nn.Module):
    """Depthwise 3x3, then pointwise convolution, "same" padding as TensorFlow has it."""

    def __init__(self, weights: dict, name: str, stride: int):
        super().__init__()
        depthwise = weights[f"{name}/depthwise_filter"].permute(2, 3, 0, 1)
        pointwise = weights[f"{name}/pointwise_filter"].permute(3, 2, 0, 1)
        self.stride = stride
        self.depthwise = _convolution(depthwise, None, stride, 1 if stride == 1 else 0, groups=depthwise.shape[0])
        self.pointwise = _convolution(pointwise, weights[f"{name}/bias"], 1, 0)

    def forward(self, x):
        return self.pointwise(self.depthwise(x if self.stride == 1 else _same_for_stride_two(x)))


def _same_for_stride_two(x):
    """TensorFlow's "same" padding of a 3x3 convolution of stride 2.

    Even sizes are padded at the right and the bottom only; odd ones on all sides.
    """
    bottom_only, right_only = x.shape[2] % 2 == 0, x.shape[3] % 2 == 0
    return F.pad(x, (0 if right_only else 1, 1, 0 if bottom_only else 1, 1))


class _DenseBlock(nn.Module):
    """Halves the resolution; each of four convolutions sees the sum of all before it."""

    def __init__(self, weights: dict, name: str, first: bool):
        super().__init__()
        self.first = first
        if first:
            self.conv0 = _convolution(weights[f"{name}/conv0/filters"].permute(3, 2, 0, 1), weights[f"{name}/conv0/bias"], 2, 0)
        else:
            self.conv0 = _Separable(weights, f"{name}/conv0", 2)
        self.rest = nn.ModuleList(_Separable(weights, f"{name}/conv{i}", 1) for i in (1, 2, 3))

    def forward(self, x):
        total = F.relu(self.conv0(_same_for_stride_two(x) if self.first else x))
        y = total
        for convolution in self.rest:
            total = total + convolution(y)
            y = F.relu(total)
        return y


class Landmarks68(nn.Module):
    """[N,3,112,112] RGB 0...255 -> [N,68,2]: x, y of the 68 iBUG points, 0...1 of the input's width and height."""

    SIZE = 112

    def __init__(self, folder: Path):
        super().__init__()
        weights = read_weights(folder, "face_landmark_68_model")
        self.normalise = _Normalise(255.0)
        self.blocks = nn.ModuleList(_DenseBlock(weights, f"dense{i}", i == 0) for i in range(4))
        channels = weights["fc/weights"].shape[0]
        # after the pooling one pixel is left, so the order of flattening does not matter
        self.points = nn.Linear(channels, 136)
        self.points.weight = nn.Parameter(weights["fc/weights"].t().contiguous(), requires_grad=False)
        self.points.bias = nn.Parameter(weights["fc/bias"], requires_grad=False)

    def forward(self, x):
        x = self.normalise(x)
        for block in self.blocks:
            x = block(x)
        return self.points(F.avg_pool2d(x, 7, 2).flatten(1)).view(-1, 68, 2)


# --- recogniser -------------------------------------------------------------------------------------


def _scaled_convolution(weights: dict, name: str, stride: int, padding: int) -> nn.Conv2d:
    """Convolution, bias, then a scale and a shift per channel: folded into one convolution."""
    scale, shift = weights[f"{name}/scale/weights"], weights[f"{name}/scale/biases"]
    filters = weights[f"{name}/conv/filters"].permute(3, 2, 0, 1) * scale.view(-1, 1, 1, 1)
    return _convolution(filters, weights[f"{name}/conv/bias"] * scale + shift, stride, padding)


class _Residual(nn.Module):
    """Residual block of dlib's ResNet; with `down` it halves the resolution and may add channels."""

    def __init__(self, weights: dict, name: str, down: bool):
        super().__init__()
        self.down = down
        self.conv1 = _scaled_convolution(weights, f"{name}/conv1", 2 if down else 1, 0 if down else 1)
        self.conv2 = _scaled_convolution(weights, f"{name}/conv2", 1, 1)

    def forward(self, x):
        y = self.conv2(F.relu(self.conv1(x)))
        if not self.down:
            return F.relu(x + y)
        shortcut = F.avg_pool2d(x, 2, 2)
        # the unpadded convolution may end one row and column short of the pooled shortcut
        y = F.pad(y, (0, shortcut.shape[3] - y.shape[3], 0, shortcut.shape[2] - y.shape[2]))
        missing = y.shape[1] - shortcut.shape[1]
        if missing:
            shortcut = F.pad(shortcut, (0, 0, 0, 0, 0, missing))
        return F.relu(shortcut + y)


class Recogniser(nn.Module):
    """[N,3,150,150] RGB 0...255 -> [N,128] embedding, compared by Euclidean distance.

    The input is dlib's chip with 0.25 padding: eye centres at (0.318, 0.313) and (0.668, 0.313) of the square.
    """

    SIZE = 150
    _STAGES = (("conv32", 3), ("conv64", 3), ("conv128", 2), ("conv256", 2))

    def __init__(self, folder: Path):
        super().__init__()
        weights = read_weights(folder, "face_recognition_model")
        self.normalise = _Normalise(256.0)
        self.first = _scaled_convolution(weights, "conv32_down", 2, 0)
        self.stages = nn.ModuleList()
        for name, count in self._STAGES:
            blocks = [] if name == "conv32" else [_Residual(weights, f"{name}_down", True)]
            blocks += [_Residual(weights, f"{name}_{i}", False) for i in range(1, count + 1)]
            self.stages.append(nn.Sequential(*blocks))
        self.last = _Residual(weights, "conv256_down_out", True)
        self.embedding = nn.Linear(256, 128, bias=False)
        self.embedding.weight = nn.Parameter(weights["fc"].t().contiguous(), requires_grad=False)

    def features(self, x) -> tuple[list[torch.Tensor], torch.Tensor]:
        """The outputs of the first convolution and of each stage, and the embedding."""
        x = F.relu(self.first(self.normalise(x)))
        levels = [x]
        x = F.max_pool2d(x, 3, 2)
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        return levels, self.embedding(self.last(x).mean((2, 3)))

    def forward(self, x):
        return self.features(x)[1]
