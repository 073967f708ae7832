"""The compact GPEN: a StyleGAN2 decoder steered by an encoder, tapered so that a face costs a CPU core well under 100 ms.

Tensors are float, NCHW, RGB in -1...1, square, with a side of 128, 256 or 512 pixels. The output is
nominally -1...1 but not clamped, as in GPEN's published exports.

Against the published GPEN
    * Fewer channels (`CHANNELS`); most parameters and time sit at 8...64 pixels.
    * Modulated convolution is written so that its weight is constant: the style scales the input
      channels, one shared convolution follows, and the demodulation factor scales the output channels.
      It is mathematically the same and gives true batches, since nothing is folded into `groups`.
    * Upsampling is bilinear and comes after the first convolution of a level (both are linear).
    * The last level has a gate: per pixel, how much of the input is kept as it is. A face that needs
      nothing can pass untouched.
    * 512 pixels are the 256 px network on the halved picture and one level more, which works on blocks of 2 x 2
      pixels: a 512 px face costs little more than a 256 px one, and starts from all that 256 px have learned.
    * It also says how damaged the face is. A face that is hardly damaged is given back as it was, and its last level
      is not worked out; nor is that of a face that is given to the exported file in 256 px (see `conditional`).
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import nn

CHANNELS = {256: 16, 128: 32, 64: 64, 32: 96, 16: 160, 8: 224, 4: 256}
"""Feature channels by resolution (pixels a side)."""

INNER_SIDE = 256
"""Pixels a side of the largest network without the level above; that of 512 px holds it, for the halved picture."""

DETAIL_CHANNELS = 24
"""Feature channels of the level above 256 px, each for a block of 2 x 2 pixels."""

STYLE_SIZE = 256
ENCODER_REFINED_UP_TO = 64
"""At this resolution and below each encoder level has a second, residual convolution."""

KEEP_BIAS = -3.0
"""The gate's bias before training: sigmoid(-3) = 5 % of the input is kept."""

STRUCTURE_TREATMENT = ((0.027, 0.0), (0.035, 0.5), (0.07, 0.5), (0.09, 1.0))
"""(damage as `damage` defines it, share of the change that is put in): straight lines over the log of the damage."""
GRAIN_TREATMENT = ((0.10, 0.0), (0.15, 1.0))
"""The same where the change is mostly one of grain, which may be the print's own: left alone for longer."""
ROUGHNESS = (0.36, 0.46)
"""Up to here a change is one of structure, from here one of grain; see `roughness`."""
UNTOUCHED_BELOW, FULL_FROM = STRUCTURE_TREATMENT[0][0], STRUCTURE_TREATMENT[-1][0]


SMALLEST_CHANGE, SMALLEST_DAMAGE = 1e-3, 5e-3
"""Below these nothing is told apart, and logarithms would run away."""

BLOCKS = (1, 2, 4, 8)
"""Sides, in pixels, of the blocks whose means are compared: what only takes off grain changes no large block."""
DISTANCES = (1, 2, 4)
"""In pixels, over which the pixels of a change are compared with each other."""
KINDS_OF_CHANGE = len(BLOCKS) + 2 + 2 * len(DISTANCES)
DIRECTIONS = 32
"""In which the encoder's features vary most over many faces; more of them would learn the faces by heart."""


def damage(picture: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """[N,3,S,S] twice, in -1...1 -> [N]: mean absolute difference, as a share of the truth's contrast.

    Contrast is the standard deviation, and at least 8 gray levels.
    """
    contrast = truth.std((1, 2, 3)).clamp(min=8 / 127.5)
    return (picture - truth).abs().mean((1, 2, 3)) / contrast


def log_damage(picture: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    """The log of `damage`, [N], which the estimate is to find."""
    return damage(picture, truth).clamp(min=SMALLEST_DAMAGE).log()


class ModulatedConv2d(nn.Module):
    """Convolution whose input channels are scaled by the style: [N,in,h,w], [N,STYLE_SIZE] -> [N,out,h,w].

    With the style's scales s and weight W, output channel o is multiplied by
    1 / sqrt(sum_i s_i^2 * E[o,i] + 1e-8), where E[o,i] = sum over the kernel of W[o,i]^2: a product of a
    matrix and a vector. E is worked out from W while training and stored by `freeze_energy` for export.
    """

    def __init__(self, inputs: int, outputs: int, kernel: int, demodulate: bool = True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel) / math.sqrt(inputs * kernel * kernel))
        self.scale = nn.Linear(STYLE_SIZE, inputs)
        nn.init.normal_(self.scale.weight, 0.0, 0.3 / math.sqrt(STYLE_SIZE))
        nn.init.ones_(self.scale.bias)
        self.demodulate = demodulate
        self.register_buffer("energy", None, persistent=False)

    def freeze_energy(self) -> None:
        """Stores E, transposed to [in,out], so that an exported graph needs no arithmetic on weights."""
        if self.demodulate:
            self.energy = self.weight.detach().square().sum((2, 3)).t().contiguous()

    def forward(self, x: torch.Tensor, style: torch.Tensor, bias: torch.Tensor | None = None, gain: float = 1.0) -> torch.Tensor:
        """With `bias` [1,out,1,1] and `gain`: gain * the convolution's result + bias, in one pass over the pixels."""
        scale = self.scale(style)
        y = F.conv2d(x * scale[:, :, None, None].to(x.dtype), self.weight, padding=self.weight.shape[2] // 2)
        if not self.demodulate:
            return y
        energy = self.weight.square().sum((2, 3)).t() if self.energy is None else self.energy
        with torch.autocast(x.device.type, enabled=False):
            demodulation = torch.rsqrt(scale.float().square() @ energy.float() + 1e-8) * gain
        demodulation = demodulation[:, :, None, None].to(y.dtype)
        return y * demodulation if bias is None else torch.addcmul(bias.to(y.dtype), y, demodulation)


def upsample(x: torch.Tensor) -> torch.Tensor:
    """Doubles height and width, bilinearly, pixel centres aligned at half pixels."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


def activate(x: torch.Tensor) -> torch.Tensor:
    """Leaky ReLU, slope 0.2."""
    return F.leaky_relu(x, 0.2)


class EncoderLevel(nn.Module):
    """Halves the resolution: [N,in,2r,2r] -> [N,out,r,r]."""

    def __init__(self, inputs: int, outputs: int, refined: bool):
        super().__init__()
        self.down = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1)
        self.refine = nn.Conv2d(outputs, outputs, 3, padding=1) if refined else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = activate(self.down(x))
        return x if self.refine is None else x + activate(self.refine(x))


class DecoderLevel(nn.Module):
    """Doubles the resolution, takes in the encoder's features of the new one, and adds to the RGB picture.

    The gain of the activation is applied before it, and the first bias before upsampling: the same, but cheaper.
    """

    GAIN = 1.41

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.expand = ModulatedConv2d(inputs, outputs, 3)
        self.expand_bias = nn.Parameter(torch.zeros(1, outputs, 1, 1))
        self.fuse = ModulatedConv2d(2 * outputs, outputs, 3)
        self.fuse_bias = nn.Parameter(torch.zeros(1, outputs, 1, 1))
        self.to_rgb = ModulatedConv2d(outputs, 3, 1, demodulate=False)

    def forward(self, x, encoded, style, rgb):
        """x [N,in,r,r], encoded [N,out,2r,2r], rgb [N,3,r,r] or None -> features [N,out,2r,2r], rgb [N,3,2r,2r]."""
        x = activate(upsample(self.expand(x, style, self.expand_bias, self.GAIN)))
        x = activate(self.fuse(torch.cat([x, encoded], 1), style, self.fuse_bias, self.GAIN))
        colour = self.to_rgb(x, style)
        return x, colour if rgb is None else colour + upsample(rgb)


class DamageEstimate(nn.Module):
    """How damaged the face is: [N], the log of `damage`.

    How much the restorer would change is most of the answer. What kind of change that is, and the encoder's features,
    seen by the mean of each and of its square, say where it is too much or too little.
    """

    def __init__(self, channels: int):
        super().__init__()
        def fixed(*shape):
            return nn.Parameter(torch.zeros(*shape), requires_grad=False)
        self.means_offset, self.directions = fixed(2 * channels), fixed(2 * channels, DIRECTIONS)
        self.change_offset, self.change_gain = fixed(KINDS_OF_CHANGE), fixed(KINDS_OF_CHANGE)
        self.hidden = nn.Linear(DIRECTIONS + KINDS_OF_CHANGE, 48)
        self.correction = nn.Linear(48, 1)
        nn.init.zeros_(self.correction.bias)

    @staticmethod
    def means(features: list[torch.Tensor]) -> torch.Tensor:
        """[N,C_i,h,w] each -> [N,2C]."""
        return torch.cat([mean for f in features for mean in (f.mean((2, 3)).float(), f.square().mean((2, 3)).float().sqrt())], 1)

    def standardise(self, means: torch.Tensor, changes: torch.Tensor) -> None:
        """Chooses what these faces, [N,2C] and [N,KINDS_OF_CHANGE], vary in, so that it has mean 0 and deviation 1."""
        self.means_offset.copy_(means.mean(0))
        scaled = (means - means.mean(0)) / means.std(0).clamp(min=1e-4)
        _, deviations, axes = torch.linalg.svd(scaled, full_matrices=False)
        widths = deviations[:DIRECTIONS] / math.sqrt(len(means))
        self.directions.copy_((axes[:DIRECTIONS] / widths[:, None]).t() / means.std(0).clamp(min=1e-4)[:, None])
        self.change_offset.copy_(changes.mean(0))
        self.change_gain.copy_(1 / changes.std(0).clamp(min=1e-4))

    def seen(self, means: torch.Tensor, changes: torch.Tensor) -> torch.Tensor:
        """[N,2C] and [N,KINDS_OF_CHANGE] -> [N,DIRECTIONS+KINDS_OF_CHANGE], standardised."""
        return torch.cat([(means - self.means_offset) @ self.directions, (changes - self.change_offset) * self.change_gain], 1)

    def of_seen(self, seen: torch.Tensor, log_change: torch.Tensor) -> torch.Tensor:
        """What `seen` gives, and the log of how much would be changed, [N]."""
        return log_change + self.correction(activate(self.hidden(seen)))[:, 0]

    def forward(self, features: list[torch.Tensor], changes: torch.Tensor) -> torch.Tensor:
        return self.of_seen(self.seen(self.means(features), changes), changes[:, 0])


def changes(picture: torch.Tensor, restored: torch.Tensor) -> torch.Tensor:
    """What the restorer would change, [N,KINDS_OF_CHANGE].

    The logs of how much of the contrast it is in blocks of each size; the logs of how peaked it is, by the second and the
    fourth moment; and how much alike it is at each distance, across and down.
    """
    amounts = [damage(_blocks(picture, side), _blocks(restored, side)).clamp(min=SMALLEST_CHANGE).log() for side in BLOCKS]
    light = (restored - picture).mean(1)
    light = light - light.mean((1, 2), keepdim=True)
    power = light.square().mean((1, 2)).clamp(min=1e-8)
    peaked = [power / light.abs().mean((1, 2)).square().clamp(min=1e-8), light.square().square().mean((1, 2)) / power.square()]
    across = [(light[:, :, :-d] * light[:, :, d:]).mean((1, 2)) / power for d in DISTANCES]
    down = [(light[:, :-d] * light[:, d:]).mean((1, 2)) / power for d in DISTANCES]
    return torch.stack([*amounts, *(p.clamp(min=0.1).log() for p in peaked), *across, *down], 1)


def _blocks(picture: torch.Tensor, side: int) -> torch.Tensor:
    return picture if side == 1 else F.avg_pool2d(picture, side)


def roughness(changes: torch.Tensor) -> torch.Tensor:
    """Of `changes`: log of how much more is changed in single pixels than in blocks of 4 x 4, [N]."""
    return changes[:, 0] - changes[:, BLOCKS.index(4)]


def strength(log_damage: torch.Tensor, rough: torch.Tensor) -> torch.Tensor:
    """Log of damage, and the `roughness` of the change -> share of the restoration that is used, 0...1."""
    low, high = ROUGHNESS
    grain = ((rough - low) / (high - low)).clamp(0, 1)
    return (1 - grain) * _share(log_damage, STRUCTURE_TREATMENT) + grain * _share(log_damage, GRAIN_TREATMENT)


def _share(log_damage: torch.Tensor, treatment) -> torch.Tensor:
    share = torch.zeros_like(log_damage)
    for (low, before), (high, after) in zip(treatment, treatment[1:]):
        share = share + (after - before) * ((log_damage - math.log(low)) / math.log(high / low)).clamp(0, 1)
    return share


class Diagnosis(NamedTuple):
    """What the network thinks of a face."""

    log_damage: torch.Tensor
    """[N], as `DamageEstimate` gives it."""
    roughness: torch.Tensor
    """[N], of the change that the restoration would be."""

    def strength(self) -> torch.Tensor:
        return strength(self.log_damage, self.roughness)


class DetailLevel(nn.Module):
    """From 256 to 512 px, in blocks of 2 x 2 pixels: the convolutions run at 256 px and give four pixels each."""

    def __init__(self, inputs: int, channels: int):
        super().__init__()
        self.stem = nn.Conv2d(3, channels, 6, stride=2, padding=2)
        self.expand = ModulatedConv2d(inputs, channels, 3)
        self.expand_bias = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.fuse = ModulatedConv2d(2 * channels, channels, 3)
        self.fuse_bias = nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.to_rgb = ModulatedConv2d(channels, 12, 1, demodulate=False)
        nn.init.zeros_(self.to_rgb.weight)
        self.keep = nn.Conv2d(channels, 4, 1)
        nn.init.zeros_(self.keep.weight)
        nn.init.constant_(self.keep.bias, KEEP_BIAS)

    def forward(self, x, picture, style, halved):
        """x [N,in,r,r], picture [N,3,2r,2r], what was restored of its half [N,3,r,r] -> restored [N,3,2r,2r]."""
        encoded = activate(self.stem(picture))
        x = activate(self.expand(x, style, self.expand_bias, DecoderLevel.GAIN))
        x = activate(self.fuse(torch.cat([x, encoded], 1), style, self.fuse_bias, DecoderLevel.GAIN))
        rgb = upsample(halved) + F.pixel_shuffle(self.to_rgb(x, style), 2)
        return _kept(F.pixel_shuffle(self.keep(x), 2), picture, rgb)


@dataclass(frozen=True)
class Window:
    """A square of the picture: left, top and side in pixels, all even."""

    left: int
    top: int
    side: int

    def of(self, picture: torch.Tensor, scale: int = 1) -> torch.Tensor:
        """The square of [N,C,S/scale,S/scale]."""
        left, top, side = (v // scale for v in (self.left, self.top, self.side))
        return picture[..., top:top + side, left:left + side]


class Gpen(nn.Module):
    """[N,3,size,size] RGB in -1...1 -> the restored face, same shape and range."""

    def __init__(self, size: int):
        super().__init__()
        if size not in (128, 256, 512):
            raise ValueError(f"size {size}: GPEN is built for 128, 256 or 512 pixels")
        self.size = size
        inner = min(size, INNER_SIDE)
        self.inner = str(inner)
        resolutions = [r for r in sorted(CHANNELS, reverse=True) if r <= inner]
        falling = list(zip(resolutions, resolutions[1:]))
        smallest = CHANNELS[4]
        self.stem = nn.ModuleDict({self.inner: nn.Conv2d(3, CHANNELS[inner], 3, padding=1)})
        self.encoder = nn.ModuleDict({
            str(small): EncoderLevel(CHANNELS[large], CHANNELS[small], small <= ENCODER_REFINED_UP_TO)
            for large, small in falling})
        self.to_latent = nn.Linear(smallest * 16, STYLE_SIZE)
        self.mapping = nn.ModuleList(nn.Linear(STYLE_SIZE, STYLE_SIZE) for _ in range(3))
        self.bottom = nn.Conv2d(smallest, smallest, 3, padding=1)
        self.decoder = nn.ModuleDict({
            str(large): DecoderLevel(CHANNELS[small], CHANNELS[large]) for large, small in reversed(falling)})
        self.keep = nn.ModuleDict({self.inner: nn.Conv2d(CHANNELS[inner], 1, 1)})
        nn.init.zeros_(self.keep[self.inner].weight)
        nn.init.constant_(self.keep[self.inner].bias, KEEP_BIAS)
        self.damage = DamageEstimate(sum(CHANNELS[r] for r in resolutions))
        self.detail = DetailLevel(CHANNELS[256], DETAIL_CHANNELS) if size == 512 else None

    def freeze_energy(self) -> "Gpen":
        """Prepares for export; see ModulatedConv2d."""
        for module in self.modules():
            if isinstance(module, ModulatedConv2d):
                module.freeze_energy()
        return self

    def style(self, deepest: torch.Tensor) -> torch.Tensor:
        """Deepest features [N,C,4,4] -> style [N,STYLE_SIZE] of unit mean square."""
        z = activate(self.to_latent(deepest.flatten(1)))
        for layer in self.mapping:
            z = activate(layer(z))
        return z * torch.rsqrt(z.float().square().mean(1, keepdim=True) + 1e-8).to(z.dtype)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        restored, diagnosis = self.restore(picture)
        return picture + diagnosis.strength()[:, None, None, None] * (restored - picture)

    def restore(self, picture: torch.Tensor) -> tuple[torch.Tensor, Diagnosis]:
        """Restored at full strength, [N,3,size,size], and how damaged it was: what is trained."""
        if self.detail is None:
            _, restored, _, diagnosis = self._inner(picture)
            return restored, diagnosis
        x, halved, style, diagnosis = self._inner(F.avg_pool2d(picture, 2))
        return self.detail(x, picture, style, halved), diagnosis

    def restore_window(self, picture: torch.Tensor, window: Window) -> torch.Tensor:
        """A square of the 512 px result, without gradients for the 256 px network: [N,3,side,side]."""
        with torch.no_grad():
            x, halved, style, _ = self._inner(F.avg_pool2d(picture, 2))
        return self.detail(window.of(x, 2), window.of(picture), style, window.of(halved, 2))

    def damage_seen(self, picture: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """What the estimate of damage is given: means of the features, [N,2C], and `changes`."""
        features = self.encoded(picture)
        _, restored, _ = self._decoded(features, picture)
        return self.damage.means(features), changes(picture, restored)

    def diagnosed(self, picture: torch.Tensor) -> tuple[Diagnosis, torch.Tensor]:
        """Of [N,3,S,S], S at most 256: what the network thinks of each face, and the `changes` that it would make."""
        _, restored, _, diagnosis = self._inner(picture)
        return diagnosis, changes(picture, restored)

    def encoded(self, picture: torch.Tensor) -> list[torch.Tensor]:
        """[N,3,S,S], S at most 256 -> the encoder's features, the largest first."""
        features = [activate(self.stem[self.inner](picture))]
        for level in self.encoder.values():
            features.append(level(features[-1]))
        return features

    def _inner(self, picture: torch.Tensor):
        """Of up to 256 px: features of the decoder's last level, restored picture, style, diagnosis."""
        features = self.encoded(picture)
        x, restored, style = self._decoded(features, picture)
        change = changes(picture, restored.detach())
        return x, restored, style, Diagnosis(self.damage([f.detach() for f in features], change), roughness(change))

    def _decoded(self, features: list[torch.Tensor], picture: torch.Tensor):
        """Of the encoder's features: features of the decoder's last level, restored picture, style."""
        style = self.style(features[-1])
        x, rgb = activate(self.bottom(features[-1])), None
        for level, encoded in zip(self.decoder.values(), features[-2::-1]):
            x, rgb = level(x, encoded, style, rgb)
        return x, _kept(self.keep[self.inner](x), picture, rgb), style


def _kept(keep: torch.Tensor, picture: torch.Tensor, rgb: torch.Tensor) -> torch.Tensor:
    """The picture where the gate says so, and RGB elsewhere."""
    return rgb.float() + torch.sigmoid(keep.float()) * (picture.float() - rgb.float())


def load_matching(network: Gpen, weights: dict) -> list[str]:
    """Copies the weights whose names and shapes fit and returns the names of the parameters left as they were.

    So a 256 px network starts from a 128 px one: only the levels that are new have to be learned.
    """
    own = network.state_dict()
    fitting = {name: value.float() for name, value in weights.items()
               if name in own and own[name].shape == value.shape}
    network.load_state_dict(fitting, strict=False)
    return sorted(set(own) - set(fitting))
