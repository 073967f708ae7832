"""Trains the triage, a small network that foresees which faces the restorer gives back as they are.

    python triage.py --data DATA --cache verdicts.npz

The restorer judges damaged, natural and printed faces first (an hour for 30,000 of them; kept in --cache), then the network
learns its verdicts. What is written is sure: its threshold is the one at which, among faces held out, no more than `LARGEST_LOSS` of all
that the restorer would change is left undone.
"""

import argparse
import hashlib
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn
from torch.export import Dim

import degradations
import faces
import gpen
import occluders
from export import RESOURCES, RESTORER, SIZE, restorer, save, to_onnx
from pairs import as_tensor, jittered

SIDE = gpen.INNER_SIDE
FILE = RESOURCES / "triage.onnx"
NATURAL, PRINTED, LIGHTLY = 0.27, 0.13, 0.5
"""Shares of faces that are as their photographs have them, of printed ones, and of hardly damaged ones among the others."""
HELD_OUT = 0.09
LARGEST_LOSS = 0.0015
"""Of what the restorer would change on the faces held out, weighted by how much it would change."""
LAYERS = ((3, 16, 2, True), (16, 24, 2, False), (24, 32, 1, True), (32, 48, 2, True), (48, 64, 2, True), (64, 96, 2, True))
"""Inputs, outputs and stride of each convolution, and whether the means of its features are looked at."""
EPOCHS, BATCH, RATE, DECAY, DROPOUT = 8, 64, 4e-3, 0.02, 0.2


class Verdicts(NamedTuple):
    """Of the restorer on faces."""

    pictures: np.ndarray
    """uint8 RGB [N,SIDE,SIDE,3]."""
    judged: np.ndarray
    """float32 [N,4]: share of the change that is put in, log of the damage, roughness of the change, log of its amount."""


class Triage(nn.Module):
    """[N,3,SIDE,SIDE] RGB in 0...255 -> `change` [N]: below 0 where the restorer is sure to change nothing.

    What tells grain, blocks and blur from a clean face are means of fine features and of their squares.
    """

    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList(
            nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())
            for inputs, outputs, stride, _ in LAYERS)
        means = 2 * sum(outputs for _, outputs, _, seen in LAYERS if seen)
        self.head = nn.Sequential(
            nn.BatchNorm1d(means), nn.Dropout(DROPOUT), nn.Linear(means, 64), nn.ReLU(), nn.Linear(64, 3))
        self.register_buffer("threshold", torch.zeros(()))

    def judged(self, picture: torch.Tensor) -> torch.Tensor:
        """[N,3]: the log-odds of a change; the log of the damage + 3; the roughness - 0.4, five times."""
        x, means = picture / 127.5 - 1, []
        for convolution, (*_, seen) in zip(self.convolutions, LAYERS):
            x = convolution(x)
            if seen:
                means += [x.float().mean((2, 3)), (x.float().square().mean((2, 3)) + 1e-6).sqrt()]
        return self.head(torch.cat(means, 1))

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return self.judged(picture)[:, 0] - self.threshold


def natural(picture: np.ndarray, rng) -> np.ndarray:
    """A face, uint8 RGB [S,S,3], as a scan may have it, float32 [SIDE,SIDE,3]: smaller, compressed once more, gray, flatter."""
    if rng.random() < 0.5:
        side = int(picture.shape[0] * rng.uniform(0.4, 1))
        picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.6:
        picture = degradations.recompress(picture, int(rng.integers(55, 97)))
    grown = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC if picture.shape[0] < SIDE else cv2.INTER_AREA)
    picture = jittered(np.clip(grown, 0, 255).astype(np.float32), rng)
    if rng.random() < 0.6:
        picture = degradations.gray(picture)
    if rng.random() < 0.3:
        picture = (picture - 128) * rng.uniform(0.6, 1.15) + 128 + rng.uniform(-25, 25)
    return picture


def printed(picture: np.ndarray, rng) -> np.ndarray:
    """A face, uint8 RGB [S,S,3], as an engraving, a halftone or a coarse photocopy, float32 [SIDE,SIDE,3].

    Without such faces the network takes their sharp lines for good ones; the restorer smooths them.
    """
    if rng.random() < 0.6:
        side = int(rng.uniform(90, SIDE))
        picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    side = picture.shape[0]
    light = degradations.luminance(picture.astype(np.float32))[..., 0]
    light = cv2.resize(light, (2 * side, 2 * side), interpolation=cv2.INTER_CUBIC)
    ink = 1 / (1 + np.exp(-np.clip(
        ((light - 128) * rng.uniform(0.8, 1.6) + rng.uniform(-20, 40) + rng.uniform(30, 110) * screen(light, rng)) * 4 / rng.uniform(3, 40), -30, 30)))
    if rng.random() < 0.4:
        ink = rng.uniform(0.3, 0.8) * ink + rng.uniform(0.2, 0.7) * light / 255
    ink = cv2.GaussianBlur(ink.astype(np.float32), (0, 0), rng.uniform(0.6, 1.8))
    ink = cv2.resize(ink, (side, side), interpolation=cv2.INTER_AREA).clip(0, 1)
    paper = rng.uniform(170, 255)
    black = rng.uniform(0, 70)
    gray = black + (paper - black) * ink + rng.normal(0, rng.uniform(0, 5), ink.shape)
    print_ = np.repeat(gray.clip(0, 255)[..., None], 3, 2).astype(np.float32)
    if rng.random() < 0.6:
        print_ = degradations.recompress(print_, int(rng.integers(45, 97)))
    return jittered(degradations.enlarge(print_, SIDE, rng), rng)


def screen(light: np.ndarray, rng) -> np.ndarray:
    """What breaks tones up, about -1...1: lines that bend with the light, dots of them, or grain."""
    kind = rng.choice(("lines", "dots", "hatching", "grain"), p=(0.35, 0.3, 0.1, 0.25))
    if kind == "grain":
        return 3 * cv2.GaussianBlur(rng.normal(0, 1, light.shape).astype(np.float32), (0, 0), rng.uniform(1.2, 3.2))
    period, angle = rng.uniform(4.4, 14), rng.uniform(0, np.pi)
    bend = cv2.GaussianBlur(light, (0, 0), rng.uniform(8, 24)) * rng.uniform(0, 0.025) * period
    y, x = np.mgrid[:light.shape[0], :light.shape[1]]
    along = np.sin(2 * np.pi * (np.cos(angle) * x + np.sin(angle) * y + bend) / period)
    across = np.sin(2 * np.pi * (np.cos(angle) * y - np.sin(angle) * x + bend) / period)
    return {"lines": along, "dots": (along + across) / 2, "hatching": np.maximum(along, across)}[kind]


def damaged(picture: np.ndarray, rng) -> np.ndarray:
    """A face, uint8 RGB [SIDE,SIDE,3], as the restorer was trained on it, but half of them hardly damaged."""
    clean = jittered(picture, rng)
    recipe = degradations.lightly if rng.random() < LIGHTLY else None
    return degradations.training_pair(occluders.perhaps_covered(clean, rng), rng, recipe)[1]


def collected(network: gpen.Gpen, data: Path, count: int, seed: int) -> Verdicts:
    """The verdicts on `count` training faces."""
    groups = faces.training_groups(data, SIDE)
    shares = [group.share for group in groups]
    scans = [group for group in groups if group.name.startswith("portraits")] + [faces.coarse_group(data, SIDE)]
    pictures, judged = [], []
    for i in range(count):
        rng = np.random.default_rng((seed, 29, i))
        make = (natural, printed, damaged)[rng.choice(3, p=(NATURAL, PRINTED, 1 - NATURAL - PRINTED))]
        if make is natural:
            group = scans[rng.integers(len(scans))]
            side = SIDE // 2 if group is scans[-1] else SIDE
        else:
            group, side = groups[rng.choice(len(groups), p=shares)], SIDE
        picture = make(group.picture(int(rng.integers(len(group.pictures))), side), rng)
        pictures.append(np.clip(np.rint(picture), 0, 255).astype(np.uint8))
        with torch.no_grad():
            judged.append(verdict(network, as_tensor([pictures[-1]])))
        if (i + 1) % 500 == 0:
            print(f"{i + 1} faces", flush=True)
    return Verdicts(np.stack(pictures), np.array(judged, np.float32))


def verdict(network: gpen.Gpen, picture: torch.Tensor) -> list[float]:
    diagnosis, change = network.diagnosed(picture)
    return [float(v) for v in (diagnosis.strength(), diagnosis.log_damage, diagnosis.roughness, change[:, 0])]


def learned(verdicts: Verdicts, epochs: int, seed: int) -> Triage:
    """The network, with its threshold from the faces held out."""
    torch.manual_seed(seed)
    order = torch.randperm(len(verdicts.pictures))
    held_out, others = order.split([round(HELD_OUT * len(order)), len(order) - round(HELD_OUT * len(order))])
    pictures, judged = torch.from_numpy(verdicts.pictures), torch.from_numpy(verdicts.judged)
    network = Triage().to(memory_format=torch.channels_last)
    steps = epochs * (len(others) // BATCH)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    for epoch in range(epochs):
        network.train()
        for chosen in others[torch.randperm(len(others))].split(BATCH)[:len(others) // BATCH]:
            batch = as_input(pictures[chosen])
            if torch.rand(()) < 0.5:
                batch = batch.flip(3)
            with torch.autocast("cpu", torch.bfloat16):
                found = network.judged(batch)
            loss = error(found.float(), judged[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}: {settle(network, pictures[held_out], judged[held_out])}", flush=True)
    return network.eval().requires_grad_(False)


def as_input(pictures: torch.Tensor) -> torch.Tensor:
    """uint8 [N,SIDE,SIDE,3] -> what the network takes."""
    return pictures.permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last)


def error(found: torch.Tensor, judged: torch.Tensor) -> torch.Tensor:
    """To miss a face weighs more the more of it would be changed; the other two keep the features general."""
    share, log_damage, roughness = judged[:, 0], judged[:, 1], judged[:, 2]
    missed = F.binary_cross_entropy_with_logits(found[:, 0], (share > 0).float(), reduction="none") * (1 + 4 * share)
    return missed.mean() + 0.3 * F.smooth_l1_loss(found[:, 1], log_damage + 3) + 0.3 * F.smooth_l1_loss(found[:, 2], 5 * (roughness - 0.4))


def settle(network: Triage, pictures: torch.Tensor, judged: torch.Tensor) -> str:
    """Sets the threshold by faces held out; says what it finds and what it loses among them."""
    network.eval()
    network.threshold.zero_()
    with torch.no_grad():
        change = torch.cat([network(as_input(part)) for part in pictures.split(BATCH)])
    kept = judged[:, 0] == 0
    amount = judged[:, 0] * judged[:, 3].exp()
    order = change.argsort()
    lost = amount[order].cumsum(0) / amount.sum()
    network.threshold.copy_(change[order[(lost <= LARGEST_LOSS).sum()]])
    left = change < network.threshold
    return f"leaves {share(left & kept, kept)} of those that stay as they are, and {share(left & ~kept, ~kept)} of the others"


def share(some: torch.Tensor, all_of_them: torch.Tensor) -> str:
    return f"{100 * float(some.sum() / all_of_them.sum()):.1f} %"


def export(network: Triage, restorer_file: Path, path: Path) -> None:
    model = to_onnx(network, torch.zeros(2, 3, SIDE, SIDE), ["change"], {0: Dim("batch")})
    onnx.helper.set_model_props(model, {"restorer": hashlib.sha256(restorer_file.read_bytes()).hexdigest()})
    save(model, path, "Triage: aligned face, RGB 0...255, to what is below 0 where the restorer changes nothing")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--cache", type=Path, required=True, help="verdicts of an earlier run, or where to keep them")
    parser.add_argument("--restorer", type=Path, default=RESTORER, help="exported file")
    parser.add_argument("--faces", type=int, default=30_000)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    if not options.cache.exists():
        network = restorer(options.restorer, SIZE)
        np.savez(options.cache, **collected(network, options.data, options.faces, options.seed)._asdict())
    with np.load(options.cache) as cache:
        verdicts = Verdicts(cache["pictures"], cache["judged"])
    export(learned(verdicts, options.epochs, options.seed), options.restorer, options.out)


if __name__ == "__main__":
    main()
