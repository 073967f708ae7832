"""An endless, reproducible stream of training batches."""

import queue
import threading

import cv2
import numpy as np
import torch

import degradations
import faces
import occluders

COARSE_EVERY = 8
"""Every eighth batch above 128 px is made of pictures that are sharp at half the size only."""


def jittered(picture: np.ndarray, rng) -> np.ndarray:
    """The picture as an imperfect aligner would cut it: mirrored or not, turned, scaled, shifted a little."""
    if rng.random() < 0.5:
        picture = np.ascontiguousarray(picture[:, ::-1])
    if rng.random() < 0.5:
        return picture
    size = picture.shape[0]
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), rng.normal(0, 3), rng.uniform(0.93, 1.1))
    matrix[:, 2] += rng.normal(0, 0.012 * size, 2)
    border = cv2.BORDER_REFLECT_101 if rng.random() < 0.7 else cv2.BORDER_CONSTANT
    return cv2.warpAffine(picture, matrix, (size, size), flags=cv2.INTER_CUBIC, borderMode=border)


class Pairs:
    """Batches by step. The batch of a step depends on the seed and the step alone, so training can resume anywhere."""

    def __init__(self, data, size: int, batch: int, seed: int):
        self.size, self.batch, self.seed = size, batch, seed
        self.groups = faces.training_groups(data, size)
        self.shares = np.array([group.share for group in self.groups])
        self.coarse = faces.coarse_group(data, size)

    def is_coarse(self, step: int) -> bool:
        """Whether the targets of this step say nothing about detail finer than half the size."""
        return self.size > 128 and step % COARSE_EVERY == COARSE_EVERY - 1

    def at(self, step: int) -> tuple[torch.Tensor, torch.Tensor]:
        """(input, target), each float32 [batch,3,size,size] RGB in -1...1, channels last."""
        inputs, targets = [], []
        for i in range(self.batch):
            rng = np.random.default_rng((self.seed, step, i))
            group = self.coarse if self.is_coarse(step) else self.groups[rng.choice(len(self.groups), p=self.shares)]
            clean = jittered(group.picture(int(rng.integers(len(group.pictures))), self.size), rng)
            target, damaged = degradations.training_pair(occluders.perhaps_covered(clean, rng), rng)
            inputs.append(damaged)
            targets.append(target)
        return as_tensor(inputs), as_tensor(targets)

    def stream(self, first_step: int, ahead: int = 4):
        """Yields (step, input, target), prepared by a background thread."""
        ready: queue.Queue = queue.Queue(ahead)

        def produce():
            step = first_step
            try:
                while True:
                    ready.put((step, *self.at(step)))
                    step += 1
            except BaseException as failure:  # handed to the consumer, which would otherwise wait for ever
                ready.put(failure)

        threading.Thread(target=produce, daemon=True).start()
        while True:
            item = ready.get()
            if isinstance(item, BaseException):
                raise item
            yield item


def as_tensor(pictures: list[np.ndarray]) -> torch.Tensor:
    """RGB [S,S,3] in 0...255 each -> [n,3,S,S] in -1...1, channels last."""
    stacked = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2) / 127.5 - 1
    return stacked.contiguous(memory_format=torch.channels_last)
