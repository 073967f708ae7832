"""The critic of adversarial training: a patch discriminator with spectral normalisation."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.parametrizations import spectral_norm


class Discriminator(nn.Module):
    """[N,3,S,S] RGB in -1...1 -> a map of scores (high: real) and the features of every level."""

    WIDTHS = (3, 48, 96, 160, 224, 256)

    def __init__(self, size: int):
        super().__init__()
        widths = self.WIDTHS if size >= 256 else self.WIDTHS[:-1]
        self.levels = nn.ModuleList(
            spectral_norm(nn.Conv2d(a, b, 4, stride=2, padding=1)) for a, b in zip(widths, widths[1:]))
        self.score = nn.Conv2d(widths[-1], 1, 3, padding=1)

    def forward(self, picture: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        x, features = picture, []
        for level in self.levels:
            x = F.leaky_relu(level(x), 0.2)
            features.append(x)
        return self.score(x), features


def hinge(real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """The discriminator's loss: real scores pushed above 1, fake ones below -1."""
    return F.relu(1 - real.float()).mean() + F.relu(1 + fake.float()).mean()


def gradient_penalty(discriminator: Discriminator, real: torch.Tensor) -> torch.Tensor:
    """R1 (Mescheder et al. 2018): mean squared norm of the score's gradient at real pictures."""
    real = real.detach().requires_grad_(True)
    score, _ = discriminator(real)
    gradient, = torch.autograd.grad(score.mean((1, 2, 3)).sum(), real, create_graph=True)
    return gradient.square().sum((1, 2, 3)).mean()
