"""Things in front of a face: hands, spectacles, straps, objects. Part of the photograph, so the target has them too.

Without them the restorer would learn that a face is all there is in its square, and draw a mouth where a
hand is. Pictures are uint8 RGB [S,S,3]; lengths are shares of S.
"""

import cv2
import numpy as np

SHARE = 0.18
"""Of the training faces that are covered."""

EYES = ((0.376, 0.469), (0.624, 0.469))
"""Centres of the eyes, x and y, in the aligned square."""

ONE_INK = 6.0
"""Spread of the tint, in gray levels, below which a picture is taken for a print of one ink."""

CHEEKS = (0.55, 0.65, 0.3, 0.7)
"""Top, bottom, left and right of the band that skin is taken from."""


def perhaps_covered(picture: np.ndarray, rng) -> np.ndarray:
    """The picture, or in `SHARE` of the calls the picture with something in front."""
    return covered(picture, rng) if rng.random() < SHARE else picture


def covered(picture: np.ndarray, rng) -> np.ndarray:
    """The picture with a hand, spectacles, a strap or an object in front."""
    draw = (_hand, _hand, _spectacles, _strap, _object)[rng.integers(5)]
    mask, colour = draw(picture, rng)
    shaded = colour * _shading(mask, rng)[..., None]
    mask = cv2.GaussianBlur(mask, (0, 0), picture.shape[0] * rng.uniform(0.001, 0.004))[..., None]
    return (picture * (1 - mask) + shaded * mask).clip(0, 255).astype(np.uint8)


def _empty(picture) -> np.ndarray:
    return np.zeros(picture.shape[:2], np.float32)


def _point(x: float, y: float, size: int) -> tuple[int, int]:
    return round(x * size), round(y * size)


def _width(share: float, size: int) -> int:
    return max(1, round(share * size))


def _hand(picture, rng):
    """A palm and up to five fingers, from any side but above, of about the colour of the cheeks."""
    size, mask = picture.shape[0], _empty(picture)
    palm = rng.uniform((0.2, 0.6), (0.8, 0.95))
    towards = np.array([0.5, rng.uniform(0.4, 0.65)]) - palm
    direction = np.arctan2(towards[1], towards[0]) + rng.normal(0, 0.25)
    cv2.ellipse(mask, _point(*palm, size), _point(*rng.uniform((0.1, 0.08), (0.18, 0.14)), size), float(np.degrees(direction)), 0, 360, 1, -1, cv2.LINE_AA)
    fingers = int(rng.integers(1, 6))
    spread = rng.uniform(0.12, 0.35)
    for finger in range(fingers):
        angle = direction + (finger - (fingers - 1) / 2) * spread
        start = palm + 0.08 * np.array([np.cos(angle), np.sin(angle)])
        end = palm + rng.uniform(0.18, 0.34) * np.array([np.cos(angle), np.sin(angle)])
        cv2.line(mask, _point(*start, size), _point(*end, size), 1, _width(rng.uniform(0.03, 0.06), size), cv2.LINE_AA)
    return mask, _skin(picture) * rng.uniform(0.55, 1.25)


def _spectacles(picture, rng):
    """Dark or half transparent glasses, or rims alone."""
    size, mask = picture.shape[0], _empty(picture)
    axes = _point(*rng.uniform((0.08, 0.055), (0.13, 0.1)), size)
    rim, opacity = rng.random() < 0.6, 1.0 if rng.random() < 0.6 else rng.uniform(0.4, 0.9)
    thickness = _width(rng.uniform(0.006, 0.02), size) if rim else -1
    drop = rng.uniform(-0.01, 0.02)
    for x, y in EYES:
        cv2.ellipse(mask, _point(x, y + drop, size), axes, 0, 0, 360, 1, thickness, cv2.LINE_AA)
    y = EYES[0][1] + drop
    cv2.line(mask, _point(EYES[0][0] + axes[0] / size, y, size), _point(EYES[1][0] - axes[0] / size, y, size), 1, _width(0.012, size), cv2.LINE_AA)
    shade = rng.uniform(5, 60) if rng.random() < 0.8 else rng.uniform(120, 220)
    return mask * opacity, np.full(3, shade, np.float32) * rng.uniform(0.9, 1.1, 3).astype(np.float32)


def _strap(picture, rng):
    """A band from side to side: a ribbon, a veil's edge, a cable, a rope."""
    size, mask = picture.shape[0], _empty(picture)
    angle, middle = rng.uniform(0, np.pi), rng.uniform((0.3, 0.35), (0.7, 0.85))
    along = np.array([np.cos(angle), np.sin(angle)])
    cv2.line(mask, _point(*(middle - along), size), _point(*(middle + along), size), 1, _width(rng.uniform(0.012, 0.08), size), cv2.LINE_AA)
    return mask, _material(picture, rng)


def _object(picture, rng):
    """A rounded thing: a microphone, a cup, the shoulder of somebody in front."""
    size, mask = picture.shape[0], _empty(picture)
    centre, axes = rng.uniform((0.15, 0.55), (0.85, 1.05)), rng.uniform((0.06, 0.06), (0.25, 0.25))
    cv2.ellipse(mask, _point(*centre, size), _point(*axes, size), float(rng.uniform(0, 180)), 0, 360, 1, -1, cv2.LINE_AA)
    return mask, _material(picture, rng)


def _skin(picture: np.ndarray) -> np.ndarray:
    """Median colour of the cheeks, [3]."""
    top, bottom, left, right = (round(share * picture.shape[0]) for share in CHEEKS)
    return np.median(picture[top:bottom, left:right].reshape(-1, 3), axis=0).astype(np.float32)


def _material(picture: np.ndarray, rng) -> np.ndarray:
    """A colour that the picture can have, [3]: of one ink, the skin's hue at any brightness; else muted colours."""
    seen = picture[::8, ::8].astype(np.float32)
    tint = seen - seen.mean(2, keepdims=True)
    brightness = rng.uniform(0, 255)
    if tint.reshape(-1, 3).std(0).max() < ONE_INK:
        skin = _skin(picture)
        return skin * (brightness / max(1.0, float(skin.mean())))
    return brightness + rng.uniform(0, 0.4) * (rng.uniform(0, 255, 3).astype(np.float32) - 128)


def _shading(mask: np.ndarray, rng) -> np.ndarray:
    """Light that falls from one side and leaves the thing's rim darker, with a little texture; about 1."""
    size = mask.shape[0]
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.6) * (np.cos(angle) * columns + np.sin(angle) * rows)
    rim = cv2.GaussianBlur(mask, (0, 0), size * 0.012)
    texture = cv2.resize(rng.normal(0, 1, (size // 4, size // 4)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    return light * (1 - rng.uniform(0.1, 0.5) * (1 - rim)) * (1 + rng.uniform(0, 0.06) * texture)
