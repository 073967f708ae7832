"""MTCNN's three nets from facenet-pytorch's weights, fully described here so that they can be exported.

All take RGB in 0...255, float, NCHW, in the usual orientation (rows are y). MTCNN's own normalisation,
(x - 127.5) / 128, is folded into the first convolution; that is exact, since it is not padded.

Orientation: the original nets were trained in MATLAB on transposed pictures, and ports differ in whether
the caller must transpose. facenet-pytorch's weights are for upright pictures: box offsets come as
(x1, y1, x2, y2) and points as x1...x5, y1...y5. Only the flattening before the dense layers shows the
origin: it runs over columns, then rows, then channels.
"""

import importlib.util
from collections import OrderedDict
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn


def package_weights(name: str) -> OrderedDict:
    """The weights of "pnet", "rnet" or "onet" in the installed facenet-pytorch, without importing that package."""
    folder = Path(importlib.util.find_spec("facenet_pytorch").submodule_search_locations[0])
    return torch.load(folder / "data" / f"{name}.pt", map_location="cpu")


class _Flatten(nn.Module):
    """[N,C,h,w] -> [N, w*h*C], columns outermost."""

    def forward(self, x):
        return x.permute(0, 3, 2, 1).flatten(1)


def _pool(kernel: int) -> nn.Module:
    return nn.MaxPool2d(kernel, 2, ceil_mode=True)


def _fold_normalisation(weights: OrderedDict) -> OrderedDict:
    """Lets the first convolution take 0...255 instead of (x - 127.5) / 128."""
    kernel = weights["conv1.weight"] / 128
    return weights | {"conv1.weight": kernel, "conv1.bias": weights["conv1.bias"] - 127.5 * kernel.sum((1, 2, 3))}


def _fixed(values: torch.Tensor) -> nn.Parameter:
    return nn.Parameter(values.contiguous(), requires_grad=False)


def _per_channel(x: torch.Tensor, factors: torch.Tensor) -> torch.Tensor:
    """[N,C,h,w] times [C], as a convolution: ONNX Runtime then need not leave its own order of channels."""
    return F.conv2d(x, factors[:, None, None, None], groups=len(factors))


class _PReLU(nn.PReLU):
    """PReLU of [N,C,h,w] as two convolutions and a ReLU, which take ONNX Runtime half the time of its PRelu."""

    def __init__(self, channels: int):
        super().__init__(channels)
        self.register_buffer("rest", torch.zeros(channels), persistent=False)

    def prepare(self):
        self.rest.copy_(1 - self.weight)

    def forward(self, x):
        return _per_channel(x, self.weight) + _per_channel(x.relu(), self.rest)


class _Cascade(nn.Module):
    """A trunk of layers under facenet-pytorch's names."""

    def __init__(self, name: str, **layers: nn.Module):
        super().__init__()
        self.trunk = []
        for layer, module in layers.items():
            self.add_module(layer, module)
            if not layer.startswith("head_"):
                self.trunk.append(layer)
        self._name = name

    def load(self):
        weights = _fold_normalisation(package_weights(self._name))
        renamed = {self._HEADS.get(k.split(".")[0], k.split(".")[0]) + "." + k.split(".")[1]: v for k, v in weights.items()}
        self.load_state_dict(renamed)
        self.eval().requires_grad_(False)
        for module in self.modules():
            if hasattr(module, "prepare"):
                module.prepare()
        return self

    def features(self, x):
        for layer in self.trunk:
            x = getattr(self, layer)(x)
        return x


class ProposalNet(_Cascade):
    """[N,3,H,W] -> prob [N,h,w] that a face fills a cell, box [N,4,h,w].

    A cell at (row, column) covers 12 x 12 pixels from (2 * column, 2 * row) on. box holds the offsets of
    x1, y1, x2, y2 as shares of the cell's side. h = ceil((H - 2) / 2) - 4, and w likewise.

    It sees whole pictures, so what it works out is what the original does, in another order (`check.py`):

    * The first map is pooled before its PReLU, not after. Where the slope s is not negative, a PReLU rises and
      the order does not matter. Where it is, PReLU(x) is the larger of relu(x) and -s * relu(-x), and so is the pooled
      one, of the largest x and the largest -x: those channels are there twice, with opposite signs.
    * The last PReLU is s * x + (1 - s) * relu(x), and s and 1 - s are in the heads' weights.
    * The probability is the sigmoid of the difference of both scores.
    """

    _HEADS = {"conv4_1": "head_face", "conv4_2": "head_box"}

    def __init__(self):
        super().__init__(
            "pnet",
            conv1=nn.Conv2d(3, 10, 3), prelu1=nn.PReLU(10), pool1=_pool(2),
            conv2=nn.Conv2d(10, 16, 3), prelu2=_PReLU(16),
            conv3=nn.Conv2d(16, 32, 3), prelu3=nn.PReLU(32),
            head_face=nn.Conv2d(32, 2, 1), head_box=nn.Conv2d(32, 4, 1))

    def prepare(self):
        slope = self.prelu1.weight
        rising, falling = (slope >= 0).nonzero()[:, 0], (slope < 0).nonzero()[:, 0]
        order = torch.cat([rising, falling])
        self.rising, self.channels = len(rising), len(order)
        self.conv1.weight = _fixed(torch.cat([self.conv1.weight[order], -self.conv1.weight[falling]]))
        self.conv1.bias = _fixed(torch.cat([self.conv1.bias[order], -self.conv1.bias[falling]]))
        self.slope_rising, self.slope_falling = _fixed(slope[rising]), _fixed(-slope[falling][:, None, None])
        self.conv2.weight = _fixed(self.conv2.weight[:, order])

        weight = torch.cat([self.head_face.weight[1:] - self.head_face.weight[:1], self.head_box.weight])
        bias = torch.cat([self.head_face.bias[1:] - self.head_face.bias[:1], self.head_box.bias])
        slope = self.prelu3.weight[:, None, None]
        self.head_of_x, self.head_of_relu, self.head_bias = _fixed(weight * slope), _fixed(weight * (1 - slope)), _fixed(bias)

    def forward(self, x):
        x = self.pool1(self.conv1(x))
        rising, falling, mirrored = x[:, :self.rising], x[:, self.rising:self.channels], x[:, self.channels:]
        x = torch.cat([
            F.prelu(rising, self.slope_rising),
            torch.maximum(falling.relu(), mirrored.relu() * self.slope_falling)], 1)
        x = self.conv3(self.prelu2(self.conv2(x)))
        y = F.conv2d(x, self.head_of_x, self.head_bias) + F.conv2d(x.relu(), self.head_of_relu)
        return y[:, 0].sigmoid(), y[:, 1:]


class RefinementNet(_Cascade):
    """[N,3,24,24] -> prob [N], box [N,4]: offsets of x1, y1, x2, y2 as shares of the square's side."""

    _HEADS = {"dense5_1": "head_face", "dense5_2": "head_box"}

    def __init__(self):
        super().__init__(
            "rnet",
            conv1=nn.Conv2d(3, 28, 3), prelu1=_PReLU(28), pool1=_pool(3),
            conv2=nn.Conv2d(28, 48, 3), prelu2=_PReLU(48), pool2=_pool(3),
            conv3=nn.Conv2d(48, 64, 2), prelu3=_PReLU(64),
            flatten=_Flatten(), dense4=nn.Linear(576, 128), prelu4=nn.PReLU(128),
            head_face=nn.Linear(128, 2), head_box=nn.Linear(128, 4))

    def forward(self, x):
        x = self.features(x)
        return self.head_face(x).softmax(1)[:, 1], self.head_box(x)


class OutputNet(_Cascade):
    """[N,3,48,48] -> prob [N], box [N,4] as of RefinementNet, points [N,10].

    Points are x1...x5, then y1...y5, as shares of the square's side, from its top left corner: the eye at
    the picture's left, the eye at its right, the nose, the mouth's left and right corner.
    """

    _HEADS = {"dense6_1": "head_face", "dense6_2": "head_box", "dense6_3": "head_points"}

    def __init__(self):
        super().__init__(
            "onet",
            conv1=nn.Conv2d(3, 32, 3), prelu1=_PReLU(32), pool1=_pool(3),
            conv2=nn.Conv2d(32, 64, 3), prelu2=_PReLU(64), pool2=_pool(3),
            conv3=nn.Conv2d(64, 64, 3), prelu3=_PReLU(64), pool3=_pool(2),
            conv4=nn.Conv2d(64, 128, 2), prelu4=_PReLU(128),
            flatten=_Flatten(), dense5=nn.Linear(1152, 256), prelu5=nn.PReLU(256),
            head_face=nn.Linear(256, 2), head_box=nn.Linear(256, 4), head_points=nn.Linear(256, 10))

    def forward(self, x):
        x = self.features(x)
        return self.head_face(x).softmax(1)[:, 1], self.head_box(x), self.head_points(x)
