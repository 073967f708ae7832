"""What the restorer is trained to minimise, but for the adversarial part."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F

import precision
from face_api import Landmarks68, Recogniser

RECOGNISER_CROP = (0.153, 0.249, 0.703)
"""Left, top and side of dlib's chip inside an FFHQ-aligned face, as shares of its side."""

LANDMARK_CROP = (0.215, 0.273, 0.570)
"""Left, top and side of the landmark net's square inside an FFHQ-aligned face."""


def cut(picture: torch.Tensor, crop: tuple[float, float, float], size: int) -> torch.Tensor:
    """[N,3,S,S] in -1...1 -> the square `crop` of it, [N,3,size,size] in 0...255."""
    side = picture.shape[-1]
    left, top, length = (round(share * side) for share in crop)
    part = (picture[..., top:top + length, left:left + length] + 1) * 127.5
    return F.interpolate(part, size=(size, size), mode="bilinear", align_corners=False, antialias=False)


def gradient_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """L1 between the pictures' differences of neighbouring pixels, in x and in y."""
    difference = a - b
    across = difference[..., :, 1:] - difference[..., :, :-1]
    down = difference[..., 1:, :] - difference[..., :-1, :]
    return across.abs().mean() + down.abs().mean()


def chroma(picture: torch.Tensor) -> torch.Tensor:
    """R-G and B-G, [N,2,h,w] at half the size: zero for gray."""
    halved = F.avg_pool2d(picture, 2)
    return halved[:, [0, 2]] - halved[:, 1:2]


def chroma_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """L1 of chroma; where the target b is gray, three times as heavy, so that no tint is worth it."""
    distance = (chroma(a) - chroma(b)).abs().mean((1, 2, 3))
    is_gray = chroma(b).abs().amax((1, 2, 3)) < 0.02
    return (distance * (1 + 2 * is_gray.float())).mean()


@dataclass(frozen=True)
class Weights:
    """Factors of the summands."""

    pixel: float = 1.0
    gradient: float = 0.5
    chroma: float = 0.5
    features: float = 0.2
    identity: float = 0.4
    landmarks: float = 1.0


class FaceLoss(torch.nn.Module):
    """Compares restored faces with their targets, both [N,3,S,S] RGB in -1...1, FFHQ-aligned.

    The frozen recogniser and landmark net judge only the first `judged` faces of a batch, since they cost as
    much as the restorer itself, and none where only a part of the face is at hand.
    """

    def __init__(self, face_api, weights: Weights = Weights()):
        super().__init__()
        self.recogniser = Recogniser(face_api).eval()
        self.landmarks = Landmarks68(face_api).eval()
        self.weights = weights

    def forward(self, restored: torch.Tensor, target: torch.Tensor, judged: int) -> dict[str, torch.Tensor]:
        """The weighted summands by name."""
        parts = {
            "pixel": (restored - target).abs().mean(),
            "gradient": gradient_distance(restored, target),
            "chroma": chroma_distance(restored, target),
        }
        if judged:
            parts |= self._judge(restored[:judged], target[:judged])
        return {name: value * getattr(self.weights, name) for name, value in parts.items()}

    def _judge(self, restored, target):
        with precision.reduced():
            with torch.no_grad():
                wanted, identity = self.recogniser.features(cut(target, RECOGNISER_CROP, Recogniser.SIZE))
                points = self.landmarks(cut(target, LANDMARK_CROP, Landmarks68.SIZE))
            found, found_identity = self.recogniser.features(cut(restored, RECOGNISER_CROP, Recogniser.SIZE))
            found_points = self.landmarks(cut(restored, LANDMARK_CROP, Landmarks68.SIZE))
        levels = [(a.float() - b.float()).abs().mean() / (b.float().abs().mean() + 1e-3) for a, b in zip(found, wanted)]
        return {
            "features": sum(levels) / len(levels),
            "identity": (found_identity.float() - identity.float()).square().sum(1).mean(),
            "landmarks": (found_points.float() - points.float()).abs().mean(),
        }
