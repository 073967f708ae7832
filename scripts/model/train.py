"""Trains one stage of the compact GPEN on a CPU; can be stopped and resumed at any time.

    python train.py --size 128 --data DATA                                  from nothing
    python train.py --size 256 --data DATA --start checkpoints/gpen-128.pt  grows the 128 px network
    python train.py --size 256 --data DATA --from-onnx gpen-512.onnx        starts from a published model
    python train.py --size 512 --data DATA --start checkpoints/gpen-256.pt  learns the last level, the rest stays
    python train.py --size 256 --data DATA --resume                         goes on where it stopped

Writes checkpoints/gpen-SIZE.pt (everything needed to resume), a log and contact sheets beside it.
"""

import argparse
import math
import os
import signal
import time
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import nn

import contact_sheet
import degradations
import faces
import gpen
import memory
import precision
from discriminator import Discriminator, gradient_penalty, hinge
from face_api import default_folder
from gpen import Gpen, load_matching
from losses import FaceLoss
from pairs import Pairs

HERE = Path(__file__).parent
ADVERSARIAL_WEIGHT = {128: 0.04, 256: 0.04, 512: 0.02}
"""By size: at 512 px more brings grain back."""
FEATURE_MATCHING_WEIGHT = 0.3
PENALTY_WEIGHT, PENALTY_EVERY = 5.0, 16
"""R1 of the discriminator: its weight, and how often it is worked out (its weight then counts that often)."""
DAMAGE_WEIGHT = 0.02
WINDOW = 256
"""Side of the square, in pixels, on which the 512 px level is trained."""
AVERAGE_DECAY = 0.999
DISCRIMINATOR_LEARNING_RATE = 2e-4
VALIDATION_FACES = (24, 8)
"""Held-out portraits and synthetic faces that are restored for the log and the contact sheet."""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, required=True, choices=(128, 256, 512))
    faces.add_data_argument(parser)
    parser.add_argument("--face-api", type=Path, default=default_folder(), help="unpacked @vladmandic/face-api package")
    parser.add_argument("--checkpoints", type=Path, default=HERE / "checkpoints")
    parser.add_argument("--resume", action="store_true", help="go on from the stage's checkpoint, where there is one")
    parser.add_argument("--start", type=Path, help="checkpoint to start from, of this size or another")
    parser.add_argument("--from-onnx", type=Path, help="exported restorer to start from")
    parser.add_argument("--steps", type=int, default=20_000, help="the learning rate has fallen to a twentieth by then")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--adversarial-from", type=int, default=300, help="step from which the generator minds the discriminator")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2,
                        help="of PyTorch; beside other work one is faster than two, which wait for each other")
    parser.add_argument("--save-minutes", type=float, default=5.0)
    parser.add_argument("--validate-every", type=int, default=500)
    return parser.parse_args()


def starting_weights(options) -> dict | None:
    """The state dictionary to start from, under the names of `Gpen`, or None to start from nothing."""
    if options.from_onnx:
        from onnx_weights import parameters
        return parameters(options.from_onnx)
    if options.start:
        return torch.load(options.start, map_location="cpu")["average"]
    return None


class Trainer:
    """Generator, its running average, discriminator and their optimisers."""

    def __init__(self, options):
        self.options = options
        torch.manual_seed(options.seed)
        self.generator = Gpen(options.size).to(memory_format=torch.channels_last)
        weights = starting_weights(options)
        if weights is not None:
            say(options, f"new parameters: {load_matching(self.generator, weights)}")
        self.average = Gpen(options.size).to(memory_format=torch.channels_last)
        self.average.load_state_dict(self.generator.state_dict())
        self.average.requires_grad_(False)
        self.discriminator = Discriminator(options.size).to(memory_format=torch.channels_last)
        if options.size == 512:
            self.generator.requires_grad_(False)
            self.generator.detail.requires_grad_(True)
        self.generator_steps = torch.optim.Adam([p for p in self.generator.parameters() if p.requires_grad], options.learning_rate, betas=(0.9, 0.99), fused=True)
        self.discriminator_steps = torch.optim.Adam(self.discriminator.parameters(), DISCRIMINATOR_LEARNING_RATE, betas=(0.0, 0.99), fused=True)
        self.loss = FaceLoss(options.face_api)
        self.step = 0
        self.resumed_at = 0

    # --- checkpoint -------------------------------------------------------------------------------

    @property
    def checkpoint(self) -> Path:
        return self.options.checkpoints / f"gpen-{self.options.size}.pt"

    def save(self) -> None:
        """Writes the checkpoint beside the old one, then takes its place: a crash leaves one of the two whole."""
        temporary = self.checkpoint.with_suffix(".tmp")
        with open(temporary, "wb") as out:
            torch.save({
                "size": self.options.size, "step": self.step, "seed": self.options.seed,
                "generator": self.generator.state_dict(), "average": self.average.state_dict(),
                "discriminator": self.discriminator.state_dict(),
                "generator_steps": self.generator_steps.state_dict(),
                "discriminator_steps": self.discriminator_steps.state_dict(),
                "random": torch.get_rng_state(),
            }, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self.checkpoint)

    def resume(self) -> None:
        state = torch.load(self.checkpoint, map_location="cpu")
        if state["seed"] != self.options.seed:
            raise SystemExit(f"{self.checkpoint} was trained with --seed {state['seed']}")
        for part in ("generator", "average", "discriminator", "generator_steps", "discriminator_steps"):
            getattr(self, part).load_state_dict(state[part])
        torch.set_rng_state(state["random"])
        self.step = self.resumed_at = state["step"]

    # --- one step ---------------------------------------------------------------------------------

    def learning_rate(self) -> float:
        """Warms up for 200 steps, then falls along half a cosine to a twentieth."""
        done = min(1.0, self.step / self.options.steps)
        fall = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * done))
        return self.options.learning_rate * fall * min(1.0, (self.step + 1) / 200)

    def advance(self, damaged: torch.Tensor, target: torch.Tensor, coarse: bool) -> dict[str, float]:
        """One step of both networks. With coarse targets, pixels are compared at half the size."""
        for group in self.generator_steps.param_groups:
            group["lr"] = self.learning_rate()
        half = len(target) // 2  # the face nets judge one half of the batch, the discriminator the other: each costs as much as the generator
        halve = nn.functional.avg_pool2d if coarse else lambda x, _: x
        if self.options.size == 512:
            window = self._window()
            target = window.of(target)
            restored, parts = self._restore_window(damaged, target, window, halve)
        else:
            restored, parts = self._restore_face(damaged, target, half, halve)
        if self.step >= self.options.adversarial_from:
            parts |= self._please_the_discriminator(restored[half:], None if coarse else target[half:])
        self.generator_steps.zero_grad(set_to_none=True)
        sum(parts.values()).backward()
        norm = nn.utils.clip_grad_norm_(self.generator.parameters(), 1.0)
        if torch.isfinite(norm):
            self.generator_steps.step()
        values = {name: float(value.detach()) for name, value in parts.items()} | {"norm": float(norm)}
        if not coarse:
            values["critic"] = self._teach_the_discriminator(restored[half:].detach(), target[half:])
        self._update_average()
        self.step += 1
        return values

    def _restore_face(self, damaged, target, judged: int, halve):
        """The restored faces, and the summands of their loss."""
        with precision.reduced():
            restored, diagnosis = self.generator.restore(damaged)
        parts = self.loss(halve(restored, 2), halve(target, 2), judged=judged)
        wanted = gpen.log_damage(halve(damaged, 2), halve(target, 2))
        return restored, parts | {"damage": (diagnosis.log_damage - wanted).abs().mean() * DAMAGE_WEIGHT}

    def _restore_window(self, damaged, target, window: gpen.Window, halve):
        """A square of each restored face, and the summands of its loss; `target` is that square."""
        with precision.reduced():
            restored = self.generator.restore_window(damaged, window)
        return restored, self.loss(halve(restored, 2), halve(target, 2), judged=0)

    def _window(self) -> gpen.Window:
        """A square somewhere in the middle of the face, or anywhere: drawn from the step alone."""
        left, top = np.random.default_rng((self.options.seed, 11, self.step)).integers(0, (self.options.size - WINDOW) // 2 + 1, 2) * 2
        return gpen.Window(int(left), int(top), WINDOW)

    def _please_the_discriminator(self, restored, target) -> dict[str, torch.Tensor]:
        self.discriminator.requires_grad_(False)
        with precision.reduced():
            score, features = self.discriminator(restored)
            parts = {"adversarial": -score.float().mean() * ADVERSARIAL_WEIGHT[self.options.size]}
            if target is not None:
                with torch.no_grad():
                    _, wanted = self.discriminator(target)
                distance = sum((a.float() - b.float()).abs().mean() for a, b in zip(features, wanted))
                parts["matching"] = distance * FEATURE_MATCHING_WEIGHT
        self.discriminator.requires_grad_(True)
        return parts

    def _teach_the_discriminator(self, restored, target) -> float:
        with precision.reduced():
            loss = hinge(self.discriminator(target)[0], self.discriminator(restored)[0])
        if self.step % PENALTY_EVERY == 1:
            loss = loss + gradient_penalty(self.discriminator, target[:2].contiguous()) * (PENALTY_WEIGHT / 2 * PENALTY_EVERY)
        self.discriminator_steps.zero_grad(set_to_none=True)
        loss.backward()
        self.discriminator_steps.step()
        return float(loss.detach())

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(AVERAGE_DECAY, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.average.parameters(), self.generator.parameters()):
            mean.lerp_(value, 1 - decay)


class Validation:
    """A fixed set of held-out pairs: the running average's losses on them, and a contact sheet."""

    def __init__(self, options):
        self.options = options
        pictures = faces.validation_pictures(options.data, options.size, *VALIDATION_FACES)
        made = [degradations.training_pair(p, np.random.default_rng((options.seed, 7, i))) for i, (_, p) in enumerate(pictures)]
        self.target, self.damaged = (torch.from_numpy(np.stack(v)).permute(0, 3, 1, 2).float() / 127.5 - 1 for v in zip(*made))

    @torch.no_grad()
    def run(self, trainer: Trainer) -> str:
        restored = torch.cat([trainer.average.restore(part)[0] for part in self.damaged.split(8)])
        parts = trainer.loss(restored, self.target, judged=len(self.target))
        rows = [list(((v.permute(0, 2, 3, 1) + 1) * 127.5).numpy()) for v in (self.damaged, restored, self.target)]
        half = len(rows[0]) // 2
        contact_sheet.write(self.options.checkpoints / f"gpen-{self.options.size}-sheet.png", [r[s] for s in (slice(half), slice(half, None)) for r in rows])
        return " ".join(f"{name} {float(value):.4f}" for name, value in parts.items()) + f" total {float(sum(parts.values())):.4f}"


def say(options, line: str) -> None:
    """Prints a line and appends it to the stage's log."""
    line = f"{time.strftime('%H:%M:%S')} {line}"
    print(line, flush=True)
    with open(options.checkpoints / f"gpen-{options.size}.log", "a") as log:
        log.write(line + "\n")


def main() -> None:
    options = arguments()
    memory.keep_freed_memory()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    options.checkpoints.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(options)
    if options.resume and trainer.checkpoint.exists():
        trainer.resume()
    say(options, f"from step {trainer.step}: {vars(options)}")
    stopping = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    validation, pairs = Validation(options), Pairs(options.data, options.size, options.batch, options.seed)
    started = saved = time.monotonic()
    means: dict[str, float] = {}
    for step, damaged, target in pairs.stream(trainer.step):
        for name, value in trainer.advance(damaged, target, pairs.is_coarse(step)).items():
            means[name] = means.get(name, value) * 0.98 + value * 0.02
        if trainer.step % 100 == 0:
            pace = (time.monotonic() - started) / (trainer.step - trainer.resumed_at) / options.batch * 1000
            say(options, f"step {trainer.step} {pace:.0f} ms/face " + " ".join(f"{n} {v:.4f}" for n, v in means.items()))
        if trainer.step % options.validate_every == 0:
            say(options, f"validation at {trainer.step}: {validation.run(trainer)}")
        done = stopping or trainer.step >= options.steps
        if done or time.monotonic() - saved > options.save_minutes * 60:
            trainer.save()
            saved = time.monotonic()
        if done:
            say(options, f"stopped at step {trainer.step}")
            return


if __name__ == "__main__":
    main()
