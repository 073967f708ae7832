"""What time, cameras and scanners do to a face: from a clean picture to a training pair (target, input).

Two kinds of change are told apart.
    * Tone belongs to the photograph: print colour, exposure, fading, uneven light. It is applied to the
      target and the input alike, so the restorer learns to leave it, and a face that is pasted back
      fits its photograph.
    * Damage is what the restorer must undo: blur, grain, dust, compression. Only the input has it.

Pictures are float32 RGB [S,S,3] in 0...255 inside this module. Sizes in pixels are given for S = 256
and scale with S. Everything random comes from the generator that is passed in.
"""

import cv2
import numpy as np

LUMA = np.array([0.299, 0.587, 0.114], np.float32)

# --- tone: part of the photograph ---------------------------------------------------------------------


def luminance(picture: np.ndarray) -> np.ndarray:
    """[S,S,3] -> [S,S,1]."""
    return (picture @ LUMA)[..., None]


def gray(picture: np.ndarray) -> np.ndarray:
    """The picture without colour, still of three channels."""
    return np.repeat(luminance(picture), 3, axis=2)


def toned_print(picture: np.ndarray, rng) -> np.ndarray:
    """A one-ink print on aged paper: mostly sepia and albumen, now and then blue (cyanotype) or of any hue.

    Luminance runs from the ink's colour over a mid-tone cast to the paper's colour; the tone may be faint.
    """
    kind = rng.random()
    if kind < 0.12:
        ink, paper = rng.uniform((5, 15, 40), (30, 45, 90)), rng.uniform((205, 215, 215), (245, 248, 245))
    elif kind < 0.3:
        ink, paper = rng.uniform(0, 90, 3), rng.uniform(170, 255, 3)
    else:
        ink, paper = rng.uniform((10, 5, 0), (60, 40, 28)), rng.uniform((215, 195, 150), (255, 245, 222))
    level = luminance(picture) / 255.0
    cast = rng.uniform(0, 1) * np.array([14, 2, -14]) * (4 * level * (1 - level))
    strength = rng.uniform(0.15, 1) if rng.random() < 0.5 else 1.0
    return 255 * level * (1 - strength) + (ink + (paper - ink) * level + cast) * strength


def exposure(picture: np.ndarray, rng, low_light: bool) -> np.ndarray:
    """Gain, gamma and lifted blacks: a dark room, a faded print, a thin negative."""
    level = np.clip(picture / 255.0, 0, 1)
    if low_light:
        level = level ** rng.uniform(1.0, 1.6) * rng.uniform(0.3, 0.8)
    else:
        level = level ** rng.uniform(0.7, 1.4)
        black, white = rng.uniform(0, 0.25), rng.uniform(0.7, 1.0)
        level = black + (white - black) * level
    return level * 255.0


def uneven_light(picture: np.ndarray, rng) -> np.ndarray:
    """Light that falls off in one direction, or towards the corners."""
    size = picture.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size - 0.5
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (x * np.cos(angle) + y * np.sin(angle)) * rng.uniform(0.2, 0.9)
    vignette = -(x * x + y * y) * rng.uniform(0, 0.9)
    return picture * np.clip(1 + ramp + vignette, 0.2, 1.5)[..., None]


def tone(picture: np.ndarray, rng, low_light: bool) -> np.ndarray:
    """Draws the photograph's medium and exposure. The target has them too."""
    medium = rng.random()
    if medium < 0.22:
        picture = gray(picture)
    elif medium < 0.44:
        picture = toned_print(picture, rng)
    if low_light or rng.random() < 0.25:
        picture = exposure(picture, rng, low_light)
    if rng.random() < 0.15:
        picture = uneven_light(picture, rng)
    return np.clip(picture, 0, 255).astype(np.float32)


# --- damage: to be undone ---------------------------------------------------------------------------


def defocus(picture, rng, strongest: float):
    """Gaussian blur, not quite round."""
    sigma = rng.uniform(0.2, strongest) * picture.shape[0] / 256
    return cv2.GaussianBlur(picture, (0, 0), sigma, sigmaY=sigma * rng.uniform(0.7, 1.4))


def motion_blur(picture, rng, longest: float):
    """The camera's path while the shutter is open: a line, or a bent one."""
    length = rng.uniform(3, longest) * picture.shape[0] / 256
    size = int(length) // 2 * 2 + 3
    angle, bend = rng.uniform(0, np.pi), rng.uniform(-0.6, 0.6) if rng.random() < 0.5 else 0.0
    t = np.linspace(-0.5, 0.5, 48)
    x = length * t * np.cos(angle) - length * bend * t * t * np.sin(angle)
    y = length * t * np.sin(angle) + length * bend * t * t * np.cos(angle)
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    columns = np.clip(np.rint(x - x.mean() + middle).astype(int), 0, size - 1)
    rows = np.clip(np.rint(y - y.mean() + middle).astype(int), 0, size - 1)
    np.add.at(kernel, (rows, columns), 1.0)
    kernel = cv2.GaussianBlur(kernel, (0, 0), 0.6)
    return cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REFLECT_101)


SHRINKING = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)
ENLARGING = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4)


def shrink(picture, rng, most: float):
    """Down by 1...most; the caller enlarges again at the end, as an aligner does."""
    size = max(16, int(round(picture.shape[0] / rng.uniform(1, most))))
    return cv2.resize(picture, (size, size), interpolation=SHRINKING[rng.integers(3)])


def sensor_noise(picture, rng, strongest: float):
    """Read noise and shot noise, per channel or in all channels alike; sigma in gray levels."""
    sigma, shot = rng.uniform(0, strongest), rng.uniform(0, strongest) * 0.6
    shape = picture.shape if rng.random() < 0.6 else picture.shape[:2] + (1,)
    grain = rng.standard_normal(shape, dtype=np.float32)
    return picture + grain * np.sqrt(sigma ** 2 + shot ** 2 * np.clip(picture, 0, 255) / 128)


def film_grain(picture, rng, strongest: float):
    """Grain that is larger than a pixel, strongest in the mid-tones, the same in all channels."""
    size = picture.shape[0]
    coarse = max(16, int(size / rng.uniform(1, 3)))
    grain = cv2.resize(rng.standard_normal((coarse, coarse), dtype=np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    middle = 1 - (luminance(np.clip(picture, 0, 255)) / 127.5 - 1) ** 2 * 0.7
    return picture + grain[..., None] * middle * rng.uniform(2, strongest)


def colour_blotches(picture, rng, strongest: float):
    """Low-frequency colour noise, as of small sensors in the dark or of a stained print."""
    size = picture.shape[0]
    cells = int(rng.integers(8, 48))
    blotches = cv2.resize(rng.standard_normal((cells, cells, 3), dtype=np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    return picture + (blotches - blotches.mean(2, keepdims=True)) * rng.uniform(0, strongest)


def halftone(picture, rng):
    """A printer's dot screen: dots whose area follows the tone, printed not quite sharp."""
    size = picture.shape[0]
    pitch = rng.uniform(2.2, 5.5) * size / 256
    angle = rng.uniform(0, np.pi / 2)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) * (2 * np.pi / pitch)
    screen = 0.5 + 0.25 * (np.cos(x * np.cos(angle) + y * np.sin(angle)) + np.cos(y * np.cos(angle) - x * np.sin(angle)))
    level = np.clip(luminance(picture) / 255.0, 0.02, 0.98)
    dots = 1 / (1 + np.exp(-(level - screen[..., None]) * rng.uniform(3, 10)))
    low, high = np.percentile(picture, 1, axis=(0, 1)), np.percentile(picture, 99, axis=(0, 1))
    printed = low + (high - low) * dots
    share = rng.uniform(0.25, 0.9)
    return cv2.GaussianBlur((picture * (1 - share) + printed * share).astype(np.float32), (0, 0), rng.uniform(0.4, 1.0) * size / 256)


def _blend(picture, mask, colour):
    mask = mask[..., None]
    return picture * (1 - mask) + colour * mask


def scratches(picture, rng):
    """Thin bright or dark lines."""
    size = picture.shape[0]
    mask = np.zeros((size, size), np.float32)
    for _ in range(int(rng.integers(1, 7))):
        start = rng.uniform(0, size, 2)
        direction = rng.uniform(0, 2 * np.pi)
        steps = np.cumsum(rng.normal(0, 0.12, 12)) + direction
        stride = rng.uniform(0.02, 0.14) * size
        points = start + np.cumsum(np.stack([np.cos(steps), np.sin(steps)], 1) * stride, axis=0)
        cv2.polylines(mask, [np.rint(points * 8).astype(np.int32)], False, float(rng.uniform(0.3, 1.0)),
                      thickness=1 if rng.random() < 0.8 else 2, lineType=cv2.LINE_AA, shift=3)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.3, 0.8))
    return _blend(picture, np.clip(mask, 0, 1), rng.uniform(190, 255) if rng.random() < 0.7 else rng.uniform(0, 50))


def crease(picture, rng):
    """A fold across the print: a band without emulsion, darker on one side, the two halves a little apart."""
    size = picture.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    angle, bend = rng.uniform(0, np.pi), rng.uniform(-0.3, 0.3)
    along, across = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle), (y - 0.5) * np.cos(angle) - (x - 0.5) * np.sin(angle)
    distance = (across - rng.uniform(-0.3, 0.3) - bend * along ** 2) * 256
    fibres = cv2.resize(rng.uniform(0.4, 1.6, (64, 64)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
    bare = np.exp(-(distance / (rng.uniform(0.5, 2.2) * fibres)) ** 2)[..., None] * rng.uniform(0.4, 1)
    shade = 1 - rng.uniform(0, 0.35) * np.exp(-np.abs(distance - 3) / 4)[..., None] * (distance > 0)[..., None]
    return picture * shade * (1 - bare) + rng.uniform(190, 250) * bare


def moire(picture, rng):
    """Stripes where a scanner's grid beats with a screen or a display's pixels, slightly different in each colour."""
    size = picture.shape[0]
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) * (256 / size)
    angle, pitch, bend = rng.uniform(0, np.pi), rng.uniform(3, 14), rng.uniform(-4e-4, 4e-4)
    phase = (x * np.cos(angle) + y * np.sin(angle) + bend * (x - 128) * (y - 128)) * (2 * np.pi / pitch)
    apart = rng.uniform(0, 1) if rng.random() < 0.5 else 0.0
    stripes = np.cos(phase[..., None] + apart * np.arange(3, dtype=np.float32))
    return picture * (1 + rng.uniform(0.02, 0.14) * stripes)


def dust(picture, rng):
    """Specks and short fibres."""
    size = picture.shape[0]
    mask = np.zeros((size, size), np.float32)
    for _ in range(int(rng.integers(3, 40))):
        centre = tuple(int(v) for v in rng.integers(0, size, 2))
        axes = (int(rng.integers(0, 3)), int(rng.integers(0, 2 if rng.random() < 0.8 else 6)))
        cv2.ellipse(mask, centre, axes, float(rng.uniform(0, 180)), 0, 360, float(rng.uniform(0.3, 1.0)), -1, cv2.LINE_AA)
    mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.3, 0.9))
    return _blend(picture, np.clip(mask, 0, 1), rng.uniform(190, 255) if rng.random() < 0.7 else rng.uniform(0, 60))


def jpeg(picture, lowest: int, highest: int, rng):
    """Compressed and read back; values are rounded to 8 bit on the way."""
    quality = int(rng.integers(lowest, highest + 1))
    return recompress(picture, quality)


def recompress(picture, quality: int):
    """One JPEG round trip at a quality of 0...100 (4:2:0 chroma)."""
    _, content = cv2.imencode(".jpg", np.clip(picture, 0, 255).round().astype(np.uint8)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.imdecode(content, cv2.IMREAD_COLOR)[..., ::-1].astype(np.float32)


def enlarge(picture, size: int, rng):
    """Back to the model's size."""
    if picture.shape[0] == size:
        return picture
    return cv2.resize(np.ascontiguousarray(picture), (size, size), interpolation=ENLARGING[rng.integers(3)])


# --- recipes ------------------------------------------------------------------------------------------


def lightly(picture, rng):
    """Nearly clean: teaches the restorer to leave a good face alone."""
    if rng.random() < 0.3:
        return picture
    picture = enlarge(shrink(defocus(picture, rng, 0.7), rng, 1.3), picture.shape[0], rng)
    return jpeg(sensor_noise(picture, rng, 3), 75, 97, rng)


def everyday(picture, rng):
    """A snapshot: moved or out of focus, small, compressed."""
    picture = motion_blur(picture, rng, 18) if rng.random() < 0.55 else defocus(picture, rng, 3.2)
    picture = sensor_noise(shrink(picture, rng, 4), rng, 8)
    return jpeg(picture, 12, 92, rng) if rng.random() < 0.9 else picture


def in_the_dark(picture, rng):
    """Strong noise with colour blotches, some blur."""
    if rng.random() < 0.7:
        picture = motion_blur(picture, rng, 10) if rng.random() < 0.4 else defocus(picture, rng, 2.2)
    picture = sensor_noise(shrink(picture, rng, 3), rng, 16)
    if rng.random() < 0.5:
        picture = colour_blotches(picture, rng, 10)
    return jpeg(picture, 40, 95, rng) if rng.random() < 0.8 else picture


def from_the_archive(picture, rng):
    """An old print: soft lens, grain or dot screen, scratches, dust, scanned and compressed once or twice."""
    picture = defocus(picture, rng, 2.6)
    picture = halftone(picture, rng) if rng.random() < 0.22 else film_grain(picture, rng, 22)
    if rng.random() < 0.35:
        picture = scratches(picture, rng)
    if rng.random() < 0.35:
        picture = dust(picture, rng)
    if rng.random() < 0.12:
        picture = crease(picture, rng)
    if rng.random() < 0.08:
        picture = moire(picture, rng)
    if rng.random() < 0.25:
        picture = colour_blotches(picture, rng, 8)
    picture = sensor_noise(shrink(picture, rng, 3.5), rng, 6)
    picture = jpeg(picture, 30, 95, rng)
    if rng.random() < 0.4:
        picture = jpeg(enlarge(picture, max(16, int(picture.shape[0] * rng.uniform(0.8, 1.3))), rng), 40, 95, rng)
    return picture


def severely(picture, rng):
    """A face of 32 pixels and up."""
    picture = sensor_noise(shrink(defocus(picture, rng, 4), rng, 8), rng, 14)
    return jpeg(picture, 25, 90, rng)


def compressed(picture, rng):
    """Passed on too often: hardly smaller, and little else than blocks and rings, of one compression or of two."""
    picture = jpeg(sensor_noise(shrink(picture, rng, 2.4), rng, 2), 8, 45, rng)
    if rng.random() < 0.25:
        picture = jpeg(enlarge(picture, max(16, int(picture.shape[0] * rng.uniform(0.8, 1.2))), rng), 12, 60, rng)
    return picture


RECIPES = ((0.12, lightly), (0.35, everyday), (0.16, in_the_dark), (0.17, from_the_archive), (0.08, severely), (0.12, compressed))
"""(share, recipe); shares sum to 1."""


def training_pair(clean: np.ndarray, rng, recipe=None) -> tuple[np.ndarray, np.ndarray]:
    """uint8 RGB [S,S,3] -> (target, input), both float32 RGB [S,S,3] in 0...255; any recipe, or the given one.

    A target without colour gets an input that is mostly, but not always, without colour as well.
    """
    recipe = recipe or RECIPES[int(np.searchsorted(np.cumsum([share for share, _ in RECIPES]), rng.random()).clip(0, len(RECIPES) - 1))][1]
    target = tone(clean.astype(np.float32), rng, recipe is in_the_dark)
    damaged = np.clip(recipe(target, rng), 0, 255).astype(np.float32)
    damaged = np.clip(enlarge(damaged, clean.shape[0], rng), 0, 255)
    if is_gray(target) and rng.random() < 0.8:
        damaged = gray(damaged)
    return target, np.ascontiguousarray(damaged, np.float32)


def is_gray(picture: np.ndarray) -> bool:
    """Whether no channel differs from another by more than one level (seen on every fourth pixel)."""
    seen = picture[::4, ::4]
    return float((seen.max(2) - seen.min(2)).max()) <= 1.5
