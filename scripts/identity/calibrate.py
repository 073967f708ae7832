"""Calibrates the identity gate, and measures it on people it was not calibrated on.

    python calibrate.py --data DATA                         the restorer and the rule on board
    python calibrate.py --data DATA --model other.onnx      another restorer
    python calibrate.py --report                            the report alone, from measurements made before

Held-out faces are degraded and restored; beside the model's own result stand deliberately wrong ones: the
restored face of a look-alike in the light of the right person, of anybody else as it is, a look-alike's details
on the right person's forms, a morph of half and half, the right face stretched. People are divided: coefficients
and limits come from one half, rates from the other. Strangers are from the same half and the same source.

An independent recogniser (../model/independent.py), which took no part in training, judges all but the swaps: a
restoration has lost the person if it is farther from the clean face than the damaged picture was, by a
tenth of the median distance of two people.
"""

import argparse
import dataclasses
import json
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from scipy.optimize import minimize

import gate
import restorations

import faces
from export import RESTORER
from product import Product

HERE = Path(__file__).parent
SWAPS = ("look-alike", "anybody")
RETRIES = (0.6, 0.35)
LOST_MARGIN = 0.1


class Study:
    """The people, the restorer, the gate and the judge."""

    def __init__(self, options):
        from independent import IndependentRecogniser

        self.restorer = Product(options.model)
        self.gate, self.judge = gate.Gate(), IndependentRecogniser(options.judge)
        named = faces.validation_pictures(options.data, options.size or self.restorer.side, options.faces, options.faces)
        self.faces = [p.astype(np.float32) for _, p in named]
        source = np.array([name.startswith("val/") for name, _ in named])
        self.half = np.arange(len(named)) % 2
        embeddings = np.stack([self.gate.likenesses([p])[0].embedding for p in self.faces])
        apart = np.linalg.norm(embeddings[:, None] - embeddings[None], axis=2)
        apart[(source[:, None] != source) | (self.half[:, None] != self.half) | (apart < 1e-4)] = np.inf
        self.nearest = np.argsort(apart, 1)
        self.strangers = np.isfinite(apart).sum(1)
        descriptors = self.judge.embeddings(self.faces)
        judged = np.linalg.norm(descriptors[:, None] - descriptors[None], axis=2)
        self.margin = LOST_MARGIN * float(np.median(judged[np.isfinite(apart)]))

    def candidates(self, person: int, number: int) -> tuple[restorations.Damaged, dict[str, np.ndarray]]:
        """One face under degradation `number`, and what might be made of it."""
        rng = np.random.default_rng((17, person, number))
        stranger = self.nearest[person, rng.integers(min(restorations.STRANGERS, self.strangers[person]))]
        other = self.nearest[person, rng.integers(self.strangers[person])]
        seed = (18, person, number)
        case, made = restorations.damaged(self.faces[person], number, seed), []
        for someone in (stranger, other):
            theirs = restorations.damaged(self.faces[someone], number, seed)
            made.append(self.restorer.output(theirs.damaged) if rng.random() < 0.5 else theirs.truth)
        return case, restorations.restorations(case, self.restorer.output(case.damaged), *made)

    def measure(self, person: int, number: int) -> list[dict]:
        case, made = self.candidates(person, number)
        before, *after = self.gate.likenesses([case.damaged, *made.values()])
        truth, damaged, *judged = self.judge.embeddings([case.truth, case.damaged, *made.values()])
        worst = float(np.linalg.norm(truth - damaged)) + self.margin
        return [
            dataclasses.asdict(gate.compare(before, likeness)) | {
                "person": person, "half": int(self.half[person]), "number": number, "kind": kind,
                "lost": kind in SWAPS or float(np.linalg.norm(truth - descriptor)) > worst}
            for kind, likeness, descriptor in zip(made, after, judged)]

    def retried(self, row: dict, rule: gate.Rule) -> float:
        """The strength at which a doubtful restoration passes after all; 0 where it does not."""
        case, made = self.candidates(row["person"], row["number"])
        blends = [restorations.blended(case.damaged, made[row["kind"]], strength) for strength in RETRIES]
        before, *after = self.gate.likenesses([case.damaged, *blends])
        passed = [s for s, likeness in zip(RETRIES, after) if gate.compare(before, likeness).excess(rule) <= 0]
        return passed[0] if passed else 0.0


def measured(study: Study, options) -> list[dict]:
    """Measures everybody, in an order that mixes the sources, and writes down what it has now and then."""
    rows, started = [], time.monotonic()
    for done, person in enumerate(np.random.default_rng(19).permutation(len(study.faces)), 1):
        for i in range(options.degradations):
            rows += study.measure(int(person), (done + i * 3) % len(restorations.NAMES))
        if done % 10 == 0 or done == len(study.faces):
            options.measurements.write_text(json.dumps({"model": options.model.name, "margin": study.margin, "rows": rows}))
            print(f"{done} of {len(study.faces)} faces, {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return rows


# --- from measurements to a rule -------------------------------------------------------------------------


def columns(rows: list[dict]) -> np.ndarray:
    """[n,3]: distance, far, disagreement."""
    return np.array([[r["distance"], r["far"], 1 - r["agreement"]] for r in rows])


def evidence(row: dict) -> gate.Evidence:
    return gate.Evidence(row["distance"], row["far"], row["agreement"])


def fitted(rows: list[dict]) -> gate.Rule:
    """Logistic regression of lost against kept, both of equal weight; limits where the two are as likely.

    No coefficient may reward unlikeness. Doubt ends where 2 % of the swaps begin.
    """
    x, lost = columns(rows), np.array([r["lost"] for r in rows], float)
    weight = np.where(lost == 1, 0.5 / lost.sum(), 0.5 / (1 - lost).sum())

    def loss(w):
        z = x @ w[:3] + w[3]
        return float((weight * (np.logaddexp(0, z) - lost * z)).sum() + 1e-4 * (w[:3] ** 2).sum())

    w = minimize(loss, np.ones(4), bounds=[(0.5, None), (0, None), (0, None), (None, None)]).x
    rule = gate.Rule(*np.round([-w[3] / w[0], w[1] / w[0], w[2] / w[0], 0], 2).tolist())
    swaps = [evidence(r).excess(rule) for r in rows if r["kind"] in SWAPS]
    return dataclasses.replace(rule, doubt=round(float(np.clip(np.quantile(swaps, 0.02), 0, 0.3)), 2))


GROUPS = (
    ("faithful: own restorations that the judge keeps", lambda r: r["kind"] == "own" and not r["lost"]),
    ("own restorations that the judge calls lost", lambda r: r["kind"] == "own" and r["lost"]),
    ("a look-alike in the right light", lambda r: r["kind"] == "look-alike"),
    ("anybody", lambda r: r["kind"] == "anybody"),
    ("a look-alike's details, the judge: lost", lambda r: r["kind"] == "details" and r["lost"]),
    ("a look-alike's details, the judge: kept", lambda r: r["kind"] == "details" and not r["lost"]),
    ("half and half, the judge: lost", lambda r: r["kind"] == "morph" and r["lost"]),
    ("half and half, the judge: kept", lambda r: r["kind"] == "morph" and not r["lost"]),
    ("stretched by a fifth", lambda r: r["kind"] == "stretched"),
)


def report(rows: list[dict], rule: gate.Rule, study=None) -> str:
    """Rates as a Markdown table; with a study, doubtful faces are tried again at less strength."""
    lines = ["| restorations | faces | whole | refused at once | in doubt |", "|---|---:|---:|---:|---:|"]
    for name, chosen in GROUPS:
        excess = np.array([evidence(r).excess(rule) for r in rows if chosen(r)])
        if len(excess):
            shares = (excess <= 0).mean(), (excess > rule.doubt).mean(), ((excess > 0) & (excess <= rule.doubt)).mean()
            lines.append(f"| {name} | {len(excess)} |" + "".join(f" {100 * share:.1f} % |" for share in shares))
    if study is not None:
        doubtful = [r for r in rows if 0 < evidence(r).excess(rule) <= rule.doubt]
        lines += ["", "| in doubt | faces | restored at less strength |", "|---|---:|---:|"]
        for name, chosen in GROUPS:
            strengths = [study.retried(r, rule) for r in doubtful if chosen(r)]
            if strengths:
                lines.append(f"| {name} | {len(strengths)} | {sum(s > 0 for s in strengths)} |")
    return "\n".join(lines)


def curves(rows: list[dict], rule: gate.Rule, path: Path) -> None:
    """False alarms and misses by how far above what is allowed a face may be, of this rule and of one constant distance."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 3.2), sharey=True)
    rules = (("distance less what is allowed", [evidence(r).excess(rule) for r in rows], np.linspace(-1.5, 3, 400)),
             ("distance alone (one constant)", [r["distance"] for r in rows], np.linspace(0, 1, 400)))
    for axis, (title, values, limits) in zip(axes, rules):
        values = np.array(values)
        for group in (0, 2, 3, 4, 6):
            name, chosen = GROUPS[group]
            inside = values[[chosen(r) for r in rows]]
            if len(inside):
                passed = np.array([(inside <= limit).mean() for limit in limits])
                axis.plot(limits, 100 * (1 - passed if group == 0 else passed), label=("refused: " if group == 0 else "passed: ") + name)
        axis.set_xlabel("limit: " + title)
        axis.grid(alpha=0.3)
    axes[0].axvline(0, color="black", linewidth=0.8)
    axes[0].axvspan(0, rule.doubt, color="black", alpha=0.08)
    axes[1].axvline(0.6, color="black", linewidth=0.8)
    axes[0].set_ylabel("% of faces")
    axes[0].legend(fontsize=6)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--model", type=Path, default=RESTORER)
    parser.add_argument("--judge", type=Path, default=HERE.parent / "model" / ".human" / "faceres.onnx")
    parser.add_argument("--faces", type=int, default=1000, help="held-out faces of each source, at most")
    parser.add_argument("--size", type=int, metavar="PIXELS", help="a side of the faces; default: that of the restorer")
    parser.add_argument("--degradations", type=int, default=2, help="for each face")
    parser.add_argument("--measurements", type=Path, default=HERE / "measurements.json", help="written, or read with --report")
    parser.add_argument("--report", action="store_true", help="from measurements made before")
    parser.add_argument("--curves", type=Path, default=HERE / "curves.png")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    study = None if options.report else Study(options)
    measurements = json.loads(options.measurements.read_text()) if study is None else {"rows": measured(study, options)}
    rows = [[r for r in measurements["rows"] if r["half"] == half] for half in (0, 1)]
    print("fitted to one half: ", fitted(rows[0]))
    print("on board:           ", gate.ON_BOARD)
    print(f"\nThe rule on board, {len({r['person'] for r in rows[1]})} people of the other half:\n")
    print(report(rows[1], gate.ON_BOARD, study))
    curves(rows[1], gate.ON_BOARD, options.curves)


if __name__ == "__main__":
    main()
