"""A plain, competent restoration of one photo in Python: what each of the peers runs.

Decode, detect, align, restore, paste back, encode; no gate, no measures, no provenance. Of every photo it
says when it was worked on, by whom, and what of that was spent inside the models.
"""

import dataclasses
import functools
import os
import time

import cv2
import numpy as np

from mtcnn import Mtcnn
from networks import Meter, Network

SIDE = 512
# Where the five landmarks of the mean FFHQ face lie in the square.
TEMPLATE = np.array(
    [
        [192.98138, 239.94708],
        [318.90277, 240.1936],
        [256.63416, 314.01935],
        [201.26117, 371.41043],
        [313.08905, 371.15118],
    ]
)
JPEG_QUALITY = 95


@dataclasses.dataclass(frozen=True)
class Restored:
    """One photo; times are those of the system's clock, which all processes share."""

    path: str
    worker: int
    faces: int
    started: float
    finished: float
    inference_seconds: float
    inference_cpu_seconds: float
    jpeg: bytes = dataclasses.field(repr=False)


class Pipeline:
    """The models and the way of a photo through them. For one thread.

    :param threads: 1 where several processes share the cores, all cores for a single caller
    """

    def __init__(self, threads: int, meter: Meter | None = None):
        cv2.setNumThreads(threads)
        self.meter = meter or Meter(threads)
        self._detector = Mtcnn(self.meter)
        self._restorer = Network("gpen-512", self.meter, ["output"])

    def restore(self, path: str, content: bytes) -> Restored:
        started, before = time.time(), dataclasses.replace(self.meter)
        photo = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        if photo is None:
            raise ValueError(f"{path} is no picture")
        faces = self._detector.faces(photo)
        for landmarks in faces:
            self._restore_face(photo, landmarks)
        jpeg = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1].tobytes()
        return Restored(
            path,
            os.getpid(),
            len(faces),
            started,
            time.time(),
            self.meter.seconds - before.seconds,
            self.meter.cpu_seconds - before.cpu_seconds,
            jpeg,
        )

    def _restore_face(self, photo, landmarks):
        to_crop = similarity(landmarks, TEMPLATE)
        crop = cv2.warpAffine(photo, to_crop, (SIDE, SIDE), borderMode=cv2.BORDER_REFLECT_101)
        tensor = cv2.dnn.blobFromImage(crop, 1 / 127.5, mean=(127.5, 127.5, 127.5), swapRB=True)
        planes = self._restorer(tensor)[0][0, ::-1]
        levels = np.clip(planes * np.float32(127.5) + np.float32(128), 0, 255).astype(np.uint8)
        paste(photo, cv2.merge(levels), to_crop)


@functools.cache
def shared_pipeline() -> Pipeline:
    """The pipeline of this process, where several processes share the cores."""
    return Pipeline(threads=1)


def similarity(points, onto):
    """The least-squares rotation, scale and shift, as OpenCV's 2 x 3 matrix (Umeyama, IEEE TPAMI 13(4), 1991)."""
    mean, mean_onto = points.mean(0), onto.mean(0)
    p, q = points - mean, onto - mean_onto
    a = (p * q).sum() / (p * p).sum()
    b = (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / (p * p).sum()
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, mean_onto - turn @ mean])


def paste(photo, face, to_crop):
    """Blends a restored square into the part of the photo that it covers."""
    corners = np.array([[0, 0], [SIDE, 0], [0, SIDE], [SIDE, SIDE]], float)
    to_photo = cv2.invertAffineTransform(to_crop)
    reach = corners @ to_photo[:, :2].T + to_photo[:, 2]
    limit = photo.shape[1], photo.shape[0]
    left, top = np.clip(np.floor(reach.min(0)), 0, limit).astype(int)
    right, bottom = np.clip(np.ceil(reach.max(0)) + 1, 0, limit).astype(int)
    if right <= left or bottom <= top:
        return
    to_photo[:, 2] -= left, top
    size = (int(right - left), int(bottom - top))
    share = cv2.warpAffine(mask(), to_photo, size)[..., None]
    pixels = photo[top:bottom, left:right]
    change = cv2.subtract(cv2.warpAffine(face, to_photo, size), pixels, dtype=cv2.CV_32F)
    photo[top:bottom, left:right] = pixels + share * change + np.float32(0.5)


@functools.cache
def mask():
    """1 over the face, fading to 0 before the border of the square."""
    square = np.zeros((SIDE, SIDE), np.float32)
    square[48:-48, 48:-48] = 1
    return cv2.GaussianBlur(square, (0, 0), 14)
