"""Writes stand-ins of the published GPEN files: their graphs, operator by operator, with few channels and random weights.

    python -m venv .published && . .published/bin/activate
    pip install torch==1.13.1 'numpy<2' onnx==1.16.2 onnxsim==0.4.36 onnxruntime==1.18.1
    python published_stand_ins.py ../../udf/src/test/resources/dev/heirloom/restoration/model

torch 1.13.1 is of the time in which the published files were exported, and traces as that time did. Two exporters:

    traced        opset 10, nothing folded, weights repeated among the graph's inputs
    simplified    opset 10, folded by the exporter and then by onnxsim

The batch is 1 in both: the modulated convolution multiplies its weight by each sample's style and folds the batch into
the channels of one convolution in groups, which a tracer freezes.
"""

import argparse
import io
import math
from pathlib import Path

import numpy as np
import onnx
import onnxsim
import torch
import torch.nn.functional as F
from torch import nn

STYLE_SIZE = 16
MAPPING_LAYERS = 8
EPSILON = 1e-8
SEED = 20210511


def channels(resolution: int) -> int:
    return {512: 4, 256: 4, 128: 6}.get(resolution, 8)


def binomial(gain: float) -> torch.Tensor:
    """[4,4]: the outer product of [1,3,3,1] with itself, with the sum `gain`."""
    line = torch.tensor([1.0, 3.0, 3.0, 1.0])
    plane = line[:, None] * line[None, :]
    return plane / plane.sum() * gain


def filtered(x: torch.Tensor, kernel: torch.Tensor, up: int = 1, pad=(0, 0)) -> torch.Tensor:
    """[N,C,h,w]: zeros put between pixels, padded and filtered, each channel by itself: channels go into the batch."""
    _, planes, height, width = x.shape
    x = x.reshape(-1, height, 1, width, 1, 1)
    x = F.pad(x, [0, 0, 0, up - 1, 0, 0, 0, up - 1])
    x = x.view(-1, height * up, width * up, 1)
    x = F.pad(x, [0, 0, pad[0], pad[1], pad[0], pad[1]])
    x = x[:, 0:x.shape[1], 0:x.shape[2], :]
    x = x.permute(0, 3, 1, 2)
    x = x.reshape([-1, 1, height * up + sum(pad), width * up + sum(pad)])
    x = F.conv2d(x, torch.flip(kernel, [0, 1]).view(1, 1, 4, 4))
    x = x.reshape(-1, 1, height * up + sum(pad) - 3, width * up + sum(pad) - 3)
    x = x.permute(0, 2, 3, 1)
    return x.view(-1, planes, x.shape[1], x.shape[2])


class Activation(nn.Module):
    """Leaky ReLU of x + bias, times the square root of 2."""

    def __init__(self, planes: int):
        super().__init__()
        self.bias = nn.Parameter(0.1 * torch.randn(planes))

    def forward(self, x):
        return F.leaky_relu(x + self.bias.view(1, -1, *([1] * (x.dim() - 2))), 0.2) * math.sqrt(2)


class Linear(nn.Module):
    """With an equalised weight: [N,inputs] -> [N,outputs]."""

    def __init__(self, inputs: int, outputs: int, rate: float = 1.0, bias: float = 0.0, active: bool = False):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs) / rate)
        self.bias = nn.Parameter(torch.full((outputs,), float(bias)))
        self.scale, self.rate, self.active = rate / math.sqrt(inputs), rate, active

    def forward(self, x):
        if not self.active:
            return F.linear(x, self.weight * self.scale, bias=self.bias * self.rate)
        x = F.linear(x, self.weight * self.scale)
        return F.leaky_relu(x + self.bias * self.rate, 0.2) * math.sqrt(2)


class EncoderConv(nn.Module):
    """3 x 3 at half the resolution behind a blur, or 1 x 1: [N,in,h,w] -> [N,out,h',w']."""

    def __init__(self, inputs: int, outputs: int, kernel: int):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel))
        self.scale, self.halves = 1 / math.sqrt(inputs * kernel**2), kernel == 3
        self.activation = Activation(outputs)
        self.register_buffer("kernel", binomial(1))

    def forward(self, x):
        if self.halves:
            x = filtered(x, self.kernel, pad=(2, 2))
        return self.activation(F.conv2d(x, self.weight * self.scale, stride=2 if self.halves else 1))


class ModulatedConv(nn.Module):
    """[N,in,h,w], [N,STYLE_SIZE] -> [N,out,h,w] or [N,out,2h,2w]: a weight for each sample, and a group for each."""

    def __init__(self, inputs: int, outputs: int, kernel: int, demodulate: bool = True, doubles: bool = False):
        super().__init__()
        self.inputs, self.outputs, self.kernel = inputs, outputs, kernel
        self.demodulate, self.doubles = demodulate, doubles
        self.scale = 1 / math.sqrt(inputs * kernel**2)
        self.weight = nn.Parameter(torch.randn(1, outputs, inputs, kernel, kernel))
        self.modulation = Linear(STYLE_SIZE, inputs, bias=1)
        self.register_buffer("blur", binomial(4))

    def forward(self, x, style):
        batch, _, height, width = x.shape
        style = self.modulation(style).view(batch, 1, self.inputs, 1, 1)
        weight = self.scale * self.weight * style
        if self.demodulate:
            factor = torch.rsqrt(weight.pow(2).sum([2, 3, 4]) + EPSILON)
            weight = weight * factor.view(batch, self.outputs, 1, 1, 1)
        weight = weight.view(batch * self.outputs, self.inputs, self.kernel, self.kernel)
        x = x.view(1, batch * self.inputs, height, width)
        if self.doubles:
            weight = weight.view(batch, self.outputs, self.inputs, self.kernel, self.kernel)
            weight = weight.transpose(1, 2).reshape(batch * self.inputs, self.outputs, self.kernel, self.kernel)
            x = F.conv_transpose2d(x, weight, padding=0, stride=2, groups=batch)
            _, _, height, width = x.shape
            return filtered(x.view(batch, self.outputs, height, width), self.blur, pad=(1, 1))
        x = F.conv2d(x, weight, padding=self.kernel // 2, groups=batch)
        _, _, height, width = x.shape
        return x.view(batch, self.outputs, height, width)


class StyledConv(nn.Module):
    """A modulated convolution, beside its result the encoder's features, and the activation: [N,in] -> [N,2*out]."""

    def __init__(self, inputs: int, outputs: int, doubles: bool = False):
        super().__init__()
        self.convolution = ModulatedConv(inputs, outputs, 3, doubles=doubles)
        self.strength = nn.Parameter(torch.full((1,), 0.3))
        self.activation = Activation(2 * outputs)

    def forward(self, x, style, features):
        return self.activation(torch.cat((self.convolution(x, style), self.strength * features), dim=1))


class ToRgb(nn.Module):
    """[N,in,h,w] -> [N,3,h,w], and the picture of half the size on it."""

    def __init__(self, inputs: int):
        super().__init__()
        self.convolution = ModulatedConv(inputs, 3, 1, demodulate=False)
        self.bias = nn.Parameter(0.1 * torch.randn(1, 3, 1, 1))
        self.register_buffer("kernel", binomial(4))

    def forward(self, x, style, smaller=None):
        picture = self.convolution(x, style) + self.bias
        return picture if smaller is None else picture + filtered(smaller, self.kernel, up=2, pad=(2, 1))


class StandIn(nn.Module):
    """[1,3,size,size] RGB in -1...1 -> the same shape, not clamped."""

    def __init__(self, size: int):
        super().__init__()
        falling = [size // 2**i for i in range(int(math.log2(size)) - 1)]
        self.first = EncoderConv(3, channels(size), 1)
        self.encoder = nn.ModuleList(EncoderConv(channels(r), channels(r // 2), 3) for r in falling[:-1])
        self.to_latent = Linear(channels(4) * 16, STYLE_SIZE, active=True)
        self.mapping = nn.ModuleList(Linear(STYLE_SIZE, STYLE_SIZE, rate=0.01, active=True) for _ in range(MAPPING_LAYERS))
        self.constant = nn.Parameter(torch.randn(1, channels(4), 4, 4))
        self.bottom = StyledConv(channels(4), channels(4))
        self.bottom_rgb = ToRgb(2 * channels(4))
        rising = falling[-2::-1]
        self.expand = nn.ModuleList(StyledConv(2 * channels(r // 2), channels(r), doubles=True) for r in rising)
        self.refine = nn.ModuleList(StyledConv(2 * channels(r), channels(r)) for r in rising)
        self.rgb = nn.ModuleList(ToRgb(2 * channels(r)) for r in rising)

    def forward(self, picture):
        features = [self.first(picture)]
        for level in self.encoder:
            features.append(level(features[-1]))
        latent = self.to_latent(features[-1].view(picture.shape[0], -1))
        latent = latent * torch.rsqrt(torch.mean(latent**2, dim=1, keepdim=True) + EPSILON)
        for layer in self.mapping:
            latent = layer(latent)
        styles = latent.unsqueeze(1).repeat(1, 2 * len(features), 1)
        x = self.constant.repeat(styles.shape[0], 1, 1, 1)
        x = self.bottom(x, styles[:, 0], features[-1])
        rgb = self.bottom_rgb(x, styles[:, 1])
        for i, encoded in enumerate(features[-2::-1]):
            x = self.expand[i](x, styles[:, 2 * i + 1], encoded)
            x = self.refine[i](x, styles[:, 2 * i + 2], encoded)
            rgb = self.rgb[i](x, styles[:, 2 * i + 3], rgb)
        return rgb


def exported(size: int, **options) -> onnx.ModelProto:
    torch.manual_seed(SEED + size)
    network = StandIn(size).eval()
    example = torch.zeros(1, 3, size, size)
    with torch.no_grad():  # into the range of pictures
        probe = network(torch.rand(1, 3, size, size) * 2 - 1)
        factor = 0.5 / probe.std()
        for rgb in (network.bottom_rgb, *network.rgb):
            rgb.convolution.weight *= factor
            rgb.bias *= factor
    target = io.BytesIO()
    names = {"input_names": ["input"], "output_names": ["output"]}
    torch.onnx.export(network, example, target, opset_version=10, **names, **options)
    return numbered(onnx.load_from_string(target.getvalue()))


def numbered(model: onnx.ModelProto) -> onnx.ModelProto:
    """With numbers for names inside the graph, as exporters gave then."""
    named = [value.name for value in (*model.graph.input, *model.graph.output, *model.graph.initializer)]
    numbers = {name: name for name in ["", *named]}
    for i, node in enumerate(model.graph.node):
        node.name = f"{node.op_type}_{i}"
        for name in node.output:
            numbers.setdefault(name, str(len(numbers)))
        node.input[:] = [numbers[name] for name in node.input]
        node.output[:] = [numbers[name] for name in node.output]
    del model.graph.value_info[:]
    return model


def traced(size: int) -> onnx.ModelProto:
    return exported(size, do_constant_folding=False, keep_initializers_as_inputs=True)


def simplified(size: int) -> onnx.ModelProto:
    model, same = onnxsim.simplify(exported(size))
    if not same:
        raise ValueError(f"onnxsim changed what the network of {size} px gives")
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for exporter in (traced, simplified):
        for size in (256, 512):
            model = exporter(size)
            path = folder / f"published-{exporter.__name__}-{size}.onnx"
            path.write_bytes(model.SerializeToString())
            print(f"{path.name}: {path.stat().st_size:,} bytes, {len(model.graph.node)} nodes")


if __name__ == "__main__":
    main()
