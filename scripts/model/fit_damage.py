"""Fits the restorer's estimate of damage anew, on a finished network: the last stage of training.

    python fit_damage.py --data DATA --restorer checkpoints/gpen-512.pt

While the restorer is trained its estimate chases features that still move, on pairs of which few are nearly
clean. Here the features stand still and every third face is nearly clean, which is where the estimate decides. The
result goes back into the checkpoint's average; the gray levels of a face that is hardly damaged depend on it alone.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

import degradations
import faces
import gpen
from pairs import as_tensor, jittered

INNER = 256
NEARLY_CLEAN = 1 / 3
SMALLEST = 0.005


def measured(network: gpen.Gpen, data: Path, count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What the estimate sees of `count` damaged training faces, and the logarithm of their true damage."""
    groups = faces.training_groups(data, INNER)
    shares = [group.share for group in groups]
    seen, wanted = [], []
    for i in range(count):
        rng = np.random.default_rng((seed, 13, i))
        group = groups[rng.choice(len(groups), p=shares)]
        clean = jittered(group.picture(int(rng.integers(len(group.pictures))), INNER), rng)
        recipe = degradations.lightly if rng.random() < NEARLY_CLEAN else None
        target, damaged = (as_tensor([picture]) for picture in degradations.training_pair(clean, rng, recipe))
        with torch.no_grad():
            seen.append(network.damage.means(network.encoded(damaged)))
        wanted.append(gpen.damage(damaged, target).clamp(min=SMALLEST).log())
        if (i + 1) % 500 == 0:
            print(f"{i + 1} faces", flush=True)
    return torch.cat(seen), torch.cat(wanted)


def fit(estimate: gpen.DamageEstimate, seen: torch.Tensor, wanted: torch.Tensor, held_out: int, steps: int) -> None:
    """Minimises the absolute error of the logarithm; prints it for the faces held out."""
    estimate.requires_grad_(True)
    optimiser = torch.optim.AdamW(estimate.parameters(), 3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        chosen = torch.randint(held_out, len(seen), (256,))
        loss = nn.functional.l1_loss(estimate.of_means(seen[chosen]), wanted[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % (steps // 5) == 0:
            with torch.no_grad():
                error = nn.functional.l1_loss(estimate.of_means(seen[:held_out]), wanted[:held_out])
            print(f"step {step + 1}: error {float(loss.detach()):.3f}, held out {float(error):.3f}", flush=True)
    estimate.requires_grad_(False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--restorer", type=Path, required=True, help="training checkpoint; its average is changed")
    parser.add_argument("--faces", type=int, default=4000)
    parser.add_argument("--held-out", type=int, default=400)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    checkpoint = torch.load(options.restorer, map_location="cpu")
    network = gpen.Gpen(INNER).requires_grad_(False)
    gpen.load_matching(network, checkpoint["average"])
    seen, wanted = measured(network, options.data, options.faces, options.seed)
    network.damage.standardise(seen)
    fit(network.damage, seen, wanted, options.held_out, options.steps)
    checkpoint["average"].update({f"damage.{name}": value for name, value in network.damage.state_dict().items()})
    temporary = options.restorer.with_suffix(".tmp")
    torch.save(checkpoint, temporary)
    temporary.replace(options.restorer)


if __name__ == "__main__":
    main()
