"""MTCNN over the full pyramid, as the Python ports of it do, with the networks and the limits of Heirloom.

Boxes are float arrays [n, 4] of left, top, right, bottom in pixels of the photo.
"""

import math

import cv2
import numpy as np

from networks import Meter, Network

CELL = 12
STRIDE = 2
PYRAMID_FACTOR = 0.709
BATCH = 128
MIN_SCORE = 0.9


class Mtcnn:
    def __init__(self, meter: Meter):
        self._proposal = Network("mtcnn-pnet", meter, ["prob", "box"])
        self._refinement = Network("mtcnn-rnet", meter, ["prob", "box"])
        self._output = Network("mtcnn-onet", meter, ["prob", "box", "points"])

    def faces(self, photo: np.ndarray) -> np.ndarray:
        """The five landmarks of each face, best score first.

        :param photo: 8-bit blue, green, red
        :return: [faces, 5, 2], x and y in pixels with their centres at whole numbers
        """
        min_face = max(20, 0.01 * max(photo.shape[:2]))
        boxes = self._propose(photo, min_face)
        boxes, windows, scores, _ = judge(self._refinement, photo, boxes, 24)
        kept = suppress(windows, scores, 0.7)
        boxes, _, scores, points = judge(self._output, photo, boxes[kept], 48)
        kept = suppress(boxes, scores, 0.7, by_smaller=True)
        boxes, scores, points = boxes[kept], scores[kept], points[kept]
        wanted = (scores >= MIN_SCORE) & (np.minimum(*sides(boxes)) >= min_face)
        return points[wanted]

    def _propose(self, photo, min_face):
        found = [self._cells(plane, width, height) for plane, width, height in pyramid(photo, min_face)]
        if not found:
            return np.zeros((0, 4))
        boxes, windows, scores = (np.concatenate(parts) for parts in zip(*found, strict=True))
        return boxes[suppress(windows, scores, 0.7)]

    def _cells(self, plane, pixel_width, pixel_height):
        """What P-Net takes for faces in one plane, of whose pixels each covers so much of the photo."""
        scores, edges = self._proposal(cv2.dnn.blobFromImage(plane, swapRB=True))
        rows, columns = np.nonzero(scores[0] >= 0.6)
        corner = STRIDE * np.stack([columns * pixel_width, rows * pixel_height], 1)
        windows = np.concatenate([corner, corner + [CELL * pixel_width, CELL * pixel_height]], 1)
        boxes, scores = regress(windows, edges[0][:, rows, columns].T), scores[0][rows, columns]
        valid = (sides(boxes)[0] > 0) & (sides(boxes)[1] > 0)
        boxes, windows, scores = boxes[valid], windows[valid], scores[valid]
        kept = suppress(windows, scores, 0.5)
        return boxes[kept], windows[kept], scores[kept]


def pyramid(photo, min_face):
    """Ever smaller copies, each from the nearest halved one, with the size of their pixels in the photo."""
    height, width = photo.shape[:2]
    scale = CELL / min_face
    source = photo
    while min(height, width) * scale >= CELL:
        columns, rows = math.ceil(width * scale), math.ceil(height * scale)
        while source.shape[1] >= 2 * columns and source.shape[0] >= 2 * rows:
            source = reduced(source, (source.shape[1] + 1) // 2, (source.shape[0] + 1) // 2)
        yield reduced(source, columns, rows), width / columns, height / rows
        scale *= PYRAMID_FACTOR


def reduced(picture, columns, rows):
    return cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA)


def judge(network, photo, boxes, side, threshold=0.7):
    """The squares around boxes that hold a face: its box, the square, the score and, if known, the landmarks."""
    windows = squares(boxes)
    scores, edges, points = np.zeros(0), np.zeros((0, 4)), np.zeros((0, 10))
    batches = [windows[i : i + BATCH] for i in range(0, len(windows), BATCH)]
    if batches:
        results = [network(batch_of(photo, batch, side)) for batch in batches]
        scores, edges, *more = (np.concatenate(parts) for parts in zip(*results, strict=True))
        points = more[0] if more else np.zeros((len(windows), 10))
    boxes = regress(windows, edges)
    faces = (scores >= threshold) & (sides(boxes)[0] > 0) & (sides(boxes)[1] > 0)
    corner = windows[faces, None, :2]
    size = corner_distance(windows[faces])[:, None, :]
    landmarks = corner + points[faces].reshape(-1, 2, 5).transpose(0, 2, 1) * size - 0.5
    return boxes[faces], windows[faces], scores[faces], landmarks


def batch_of(photo, windows, side):
    cuts = [cut(photo, *window, side) for window in windows.astype(int).tolist()]
    return cv2.dnn.blobFromImages(cuts, swapRB=True)


def cut(photo, left, top, right, bottom, side):
    """A square of the photo, black where it reaches beyond it."""
    height, width = photo.shape[:2]
    inside = photo[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if inside.size == 0:
        return np.zeros((side, side, 3), np.uint8)
    beyond = (max(0, -top), max(0, bottom - height), max(0, -left), max(0, right - width))
    if any(beyond):
        inside = cv2.copyMakeBorder(inside, *beyond, cv2.BORDER_CONSTANT)
    how = cv2.INTER_AREA if right - left > side else cv2.INTER_LINEAR
    return cv2.resize(inside, (side, side), interpolation=how)


def suppress(boxes, scores, limit, by_smaller=False):
    """Greedy non-maximum suppression: indices of the survivors, best first."""
    order = np.argsort(-scores, kind="stable")
    left, top, right, bottom = boxes.T
    area = (right - left) * (bottom - top)
    kept = []
    while order.size:
        best, rest = order[0], order[1:]
        kept.append(best)
        shared_width = np.minimum(right[best], right[rest]) - np.maximum(left[best], left[rest])
        shared_height = np.minimum(bottom[best], bottom[rest]) - np.maximum(top[best], top[rest])
        shared = np.maximum(shared_width, 0) * np.maximum(shared_height, 0)
        whole = np.minimum(area[best], area[rest]) if by_smaller else area[best] + area[rest] - shared
        order = rest[shared <= limit * whole]
    return np.array(kept, int)


def squares(boxes):
    """The squares around the same centres, on the pixel grid."""
    width, height = sides(boxes)
    side = np.maximum(width, height)
    left = np.rint(boxes[:, 0] + (width - side) / 2)
    top = np.rint(boxes[:, 1] + (height - side) / 2)
    side = np.maximum(1, np.rint(side))
    return np.stack([left, top, left + side, top + side], 1)


def regress(windows, edges):
    """Windows with their edges moved by shares of their width and height."""
    return windows + edges * np.tile(corner_distance(windows), 2)


def corner_distance(boxes):
    return boxes[:, 2:] - boxes[:, :2]


def sides(boxes):
    """Widths and heights."""
    return boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
