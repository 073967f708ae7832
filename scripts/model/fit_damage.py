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

NEARLY_CLEAN = 1 / 3
WEIGHT_DECAY, DROPOUT = 0.3, 0.1
"""Against learning the faces by heart: there are more features than a few thousand faces can tell apart."""


def measured(network: gpen.Gpen, data: Path, count: int, seed: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What the estimate sees of `count` damaged training faces (features and changes), and the log of their true damage."""
    groups = faces.training_groups(data, gpen.INNER_SIDE)
    shares = [group.share for group in groups]
    means, changes, wanted = [], [], []
    for i in range(count):
        rng = np.random.default_rng((seed, 13, i))
        group = groups[rng.choice(len(groups), p=shares)]
        clean = jittered(group.picture(int(rng.integers(len(group.pictures))), gpen.INNER_SIDE), rng)
        recipe = degradations.lightly if rng.random() < NEARLY_CLEAN else None
        target, damaged = (as_tensor([picture]) for picture in degradations.training_pair(clean, rng, recipe))
        with torch.no_grad():
            seen, change = network.damage_seen(damaged)
        means.append(seen)
        changes.append(change)
        wanted.append(gpen.log_damage(damaged, target))
        if (i + 1) % 500 == 0:
            print(f"{i + 1} faces", flush=True)
    return torch.cat(means), torch.cat(changes), torch.cat(wanted)


def fit(estimate: gpen.DamageEstimate, means, changes, wanted, held_out: int, steps: int) -> None:
    """Minimises the absolute error of the logarithm; prints it for the faces held out, and how they would be treated."""
    estimate.standardise(means[held_out:], changes[held_out:])
    seen, amounts = estimate.seen(means, changes), changes[:, 0]
    learned = [*estimate.hidden.parameters(), *estimate.correction.parameters()]
    for parameter in learned:
        parameter.requires_grad_(True)
    optimiser = torch.optim.AdamW(learned, 3e-3, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for step in range(steps):
        chosen = torch.randint(held_out, len(seen), (256,))
        loss = nn.functional.l1_loss(estimate.of_seen(nn.functional.dropout(seen[chosen], DROPOUT), amounts[chosen]), wanted[chosen])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if (step + 1) % (steps // 5) == 0:
            with torch.no_grad():
                found = estimate.of_seen(seen[:held_out], amounts[:held_out])
            held_out_treatment = treatment(gpen.Diagnosis(found, gpen.roughness(changes[:held_out])), wanted[:held_out])
            print(f"step {step + 1}: error {float(loss.detach()):.3f}, held out {held_out_treatment}", flush=True)
    estimate.requires_grad_(False)


def treatment(found: gpen.Diagnosis, wanted: torch.Tensor) -> str:
    """Error of the estimate, and the shares of hardly damaged faces that would be changed and of damaged ones that would not."""
    strength, true = found.strength(), wanted.exp()
    good, bad = true < 0.7 * gpen.UNTOUCHED_BELOW, true > 1.2 * gpen.FULL_FROM
    return (f"{float((found.log_damage - wanted).abs().mean()):.3f}; strength of {int(good.sum())} hardly damaged {float(strength[good].mean()):.2f}, "
            f"of {int(bad.sum())} damaged {float(strength[bad].mean()):.2f}")


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
    network = gpen.Gpen(gpen.INNER_SIDE).requires_grad_(False)
    gpen.load_matching(network, checkpoint["average"])
    fit(network.damage, *measured(network, options.data, options.faces, options.seed), options.held_out, options.steps)
    checkpoint["average"].update({f"damage.{name}": value for name, value in network.damage.state_dict().items()})
    temporary = options.restorer.with_suffix(".tmp")
    torch.save(checkpoint, temporary)
    temporary.replace(options.restorer)


if __name__ == "__main__":
    main()
