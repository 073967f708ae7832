"""Measures a restorer on held-out faces under fixed degradations, against doing nothing and two classical methods.

    python independent.py                                 once: the recogniser that training never sees
    python evaluate.py --data DATA                        the model on board, in faces of its own size
    python evaluate.py --data DATA --model other.onnx --size 256

Prints one table (mean and 95 percent confidence interval), then a verdict on every criterion of the bar; ends
with status 1 when one fails. `ours` is what a user gets (product.py), the degradations are in cases.py.

    SSIM, PSNR      against the truth; faces known at 256 px only are compared at 256 px
    sharpness       variance of the Laplacian, share of the truth's (median)
    landmarks       mean distance of the 68 points to the truth's, percent of the eye distance
    board           embedding distance to, and rank-1 recognition in, the gallery of all held-out faces, undamaged, by the
                    recogniser on board, which took part in training
    independent     the same by one that did not

Two sheets and a list go to checkpoints/: some faces of every case (input, ours, truth), and the worst 24.
What does not depend on the restorer is kept there as well, so that the next one is measured in half the time.
"""

import argparse
import csv
import hashlib
import inspect
import io
import sys
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

import cases
import classical
import contact_sheet
import degradations
import faces
import independent
import judges
from export import RESOURCES, RESTORER
from intervals import interval
from product import Product, tone_law

HERE = Path(__file__).parent
PORTRAITS, SYNTHETIC = 100, 50
ALL = 10_000
KNOWN_PORTRAIT = 256
RIVALS = {"input": lambda picture: picture, "unsharp": classical.unsharp, "denoise + unsharp": classical.denoised_and_sharpened}
OURS = "ours"
BETTER = {"SSIM": 1, "landmarks": -1, "board": -1, "board rank-1": 1, "independent": -1, "independent rank-1": 1}
"""Measures of the bar, and whether more of them is better."""
COLUMNS = ("SSIM", "PSNR", "sharpness", "landmarks", "board", "board rank-1", "independent", "independent rank-1")
LEAST_GAIN = {"tiny": 0.20, "scan": 0.08}
"""Of independent rank-1 over the input."""
NO_WORSE = {"SSIM": 0.002, "landmarks": 0.05, "board": 0.01, "board rank-1": 0.0, "independent": 0.01, "independent rank-1": 0.0}
"""What `light` may lose on average: too little to be seen."""
MOST_TONE = 2.0
SHUFFLES = 20
WORST = 24


@dataclass(frozen=True)
class Face:
    """A judged face: its row in the gallery, its person and group, and the size its picture is known at."""

    row: int
    name: str
    person: str
    group: str
    known: int
    picture: np.ndarray


# --- faces ----------------------------------------------------------------------------------------------


def people(data: Path) -> dict[str, str]:
    """Portrait's file name -> who it is, as far as the manifest tells."""
    with tarfile.open(data / "portraits-train.tar") as archive:
        member = next(m for m in archive if Path(m.name).name == "manifest.tsv")
        rows = csv.DictReader(io.TextIOWrapper(archive.extractfile(member), "utf-8"), delimiter="\t")
        return {row["name"]: f"{row['member']} {row['born']}" for row in rows}


def held_out(data: Path, size: int) -> list[Face]:
    """All held-out faces, portraits first."""
    named, found = people(data), []
    for row, (name, picture) in enumerate(faces.validation_pictures(data, size, ALL, ALL)):
        portrait = name.startswith("val/")
        file = Path(name).name
        group = "portraits" if portrait else "-".join(file.split("-")[:2])
        found.append(Face(row, name, named.get(file, file), group, min(size, KNOWN_PORTRAIT) if portrait else size, picture.astype(np.float32)))
    return found


def judged(gallery: list[Face], portraits: int, synthetic: int) -> list[Face]:
    """Portraits spread evenly over the archive, and synthetic faces taken from every group in turn."""
    real = [face for face in gallery if face.group == "portraits"]
    chosen = [real[i] for i in np.linspace(0, len(real) - 1, min(portraits, len(real))).round().astype(int)]
    groups: dict[str, list[Face]] = {}
    for face in gallery[len(real):]:
        groups.setdefault(face.group, []).append(face)
    in_turn = [members[i] for i in range(len(gallery)) for _, members in sorted(groups.items()) if i < len(members)]
    return chosen + sorted(in_turn[:synthetic], key=lambda face: face.row)


def damaged(number: int, face: Face) -> tuple[np.ndarray, np.ndarray]:
    """(truth, input) of a face in the case of that number: always the same."""
    rng = np.random.default_rng((number, face.row))
    return cases.apply(cases.CASES[number], face.picture, rng, tone_law(face.picture) is not None)


# --- measuring ------------------------------------------------------------------------------------------


class Gallery:
    """Embeddings of all held-out faces, and what is found in them."""

    def __init__(self, judge: judges.Judges, everybody: list[Face], chosen: list[Face]):
        pictures = [face.picture for face in everybody]
        self.embeddings = {"board": judge.embeddings(pictures), "independent": _unit(judge.independent.embeddings(pictures))}
        self.people = np.array([face.person for face in everybody])
        self.persons = np.array([face.person for face in chosen])
        self.rows = np.array([face.row for face in chosen])

    def recognition(self, by: str, embeddings: np.ndarray) -> dict[str, np.ndarray]:
        distances = judges.distances_to(self.embeddings[by], embeddings)
        own = distances[np.arange(len(self.rows)), self.rows]
        first = judges.is_first(distances, self.people, self.persons)
        return {by: own, f"{by} rank-1": first, f"{by} shuffled": np.full(len(own), self._shuffled(distances))}

    def _shuffled(self, distances: np.ndarray) -> float:
        """Rank-1 among people who swapped their names."""
        rng = np.random.default_rng(SHUFFLES)
        return float(np.mean([judges.is_first(distances, rng.permutation(self.people), self.persons).mean() for _ in range(SHUFFLES)]))


def _unit(embeddings: np.ndarray) -> np.ndarray:
    return embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)


def measures(judge: judges.Judges, gallery: Gallery, chosen: list[Face], truths, points, pictures) -> dict[str, np.ndarray]:
    """Every measure of every picture, [n]; `skin` is [n,3]."""
    pairs = [(_at(p, face.known), _at(t, face.known)) for p, t, face in zip(pictures, truths, chosen)]
    return {
        "SSIM": np.array([judges.ssim(p, t) for p, t in pairs]),
        "PSNR": np.array([judges.psnr(p, t) for p, t in pairs]),
        "sharpness": np.array([judges.sharpness(p) / max(judges.sharpness(t), 1e-3) for p, t in pairs]),
        "landmarks": judges.landmark_error(judge.landmarks(pictures), points),
        **gallery.recognition("board", judge.embeddings(pictures)),
        **gallery.recognition("independent", _unit(judge.independent.embeddings(pictures))),
        "skin": np.array([judges.skin_tone(p) for p in pictures]),
    }


def _at(picture: np.ndarray, side: int) -> np.ndarray:
    return picture if picture.shape[0] == side else cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)


class Kept:
    """Arrays of what does not depend on the restorer, in a file that is valid for one state of the sources."""

    def __init__(self, folder: Path, size: int, chosen: list[Face]):
        sources = [Path(m.__file__).read_bytes() for m in (cases, classical, judges, faces, independent)]
        parts = (degradations.luminance, degradations.gray, degradations.is_gray, degradations.recompress, held_out, damaged, Gallery, measures)
        sources += [inspect.getsource(part).encode() for part in parts]
        names = "".join(face.name for face in chosen).encode()
        key = hashlib.sha256(b"".join(sources) + names + str(size).encode()).hexdigest()[:16]
        self.path = folder / f"evaluation-{size}-{key}.npz"
        self.arrays = dict(np.load(self.path)) if self.path.exists() else {}

    def get(self, case: str, method: str, compute) -> dict[str, np.ndarray]:
        prefix = f"{case}/{method}/"
        if not any(name.startswith(prefix) for name in self.arrays):
            self.arrays |= {prefix + name: value for name, value in compute().items()}
            np.savez(self.path, **self.arrays)
        return {name.removeprefix(prefix): value for name, value in self.arrays.items() if name.startswith(prefix)}


@dataclass
class Run:
    """Results by case and method, and what the restorer cost."""

    results: dict[str, dict[str, dict[str, np.ndarray]]]
    milliseconds: float


def run(product: Product, judge: judges.Judges, everybody: list[Face], chosen: list[Face], kept: Kept) -> Run:
    gallery, results, seconds = Gallery(judge, everybody, chosen), {}, 0.0
    for number, case in enumerate(cases.CASES):
        pairs = [damaged(number, face) for face in chosen]
        truths, inputs = [t for t, _ in pairs], [d for _, d in pairs]
        truth = kept.get(case.name, "truth", lambda: {"points": judge.landmarks(truths), "skin": np.array([judges.skin_tone(t) for t in truths])})
        found = {"truth": truth}
        for method, compute in RIVALS.items():
            found[method] = kept.get(case.name, method, lambda: measures(judge, gallery, chosen, truths, truth["points"], [compute(p) for p in inputs]))
        started = time.process_time()
        ours = [product.restored(p) for p in inputs]
        seconds += time.process_time() - started
        found[OURS] = measures(judge, gallery, chosen, truths, truth["points"], ours)
        results[case.name] = found
        print_case(case.name, found)
    return Run(results, 1000 * seconds / len(chosen) / len(cases.CASES))


# --- table and verdict ----------------------------------------------------------------------------------


def print_case(case: str, found: dict[str, dict[str, np.ndarray]]) -> None:
    for method in (*RIVALS, OURS):
        cells = []
        for column in COLUMNS:
            mean, low, high = interval(found[method][column])
            decimals = 2 if column in ("PSNR", "landmarks") else 3
            cells.append(f"{np.median(found[method][column]):.3f}" if column == "sharpness" else f"{mean:.{decimals}f} [{low:.{decimals}f} {high:.{decimals}f}]")
        print(f"{case:12}{method:18}" + "".join(f"{cell:>21}" for cell in cells), flush=True)


class Verdict:
    """Prints one line for each criterion; remembers whether one failed."""

    def __init__(self):
        self.failed = False

    def add(self, criterion: str, figures: str, passed: bool, certain: bool = True) -> None:
        self.failed |= not passed
        print(f"{('pass' if certain else 'pass, not certain') if passed else 'FAIL':18} {criterion:46} {figures}")


def gain(found: dict, measure: str, rival: str) -> tuple[float, float, float]:
    """(mean, low, high) of how much better ours is than a rival, paired by face."""
    return interval(BETTER[measure] * (found[OURS][measure] - found[rival][measure]))


def judge_run(results: dict, groups: np.ndarray, gallery_size: int) -> bool:
    """Prints all verdicts; whether all passed."""
    verdict = Verdict()
    for case, found in results.items():
        for measure in BETTER:
            if case == "light":
                mean, low, high = gain(found, measure, "input")
                verdict.add(f"{case}: {measure} no worse than input", f"{mean:+.4f} [{low:+.4f} {high:+.4f}]", mean >= -NO_WORSE[measure])
            else:
                _beats_all(verdict, case, measure, found)
        if case in LEAST_GAIN:
            mean, low, high = gain(found, "independent rank-1", "input")
            verdict.add(f"{case}: independent rank-1 up by {LEAST_GAIN[case]:.2f}", f"{mean:+.3f} [{low:+.3f} {high:+.3f}]", mean >= LEAST_GAIN[case], low >= LEAST_GAIN[case])
    _tone(verdict, results, groups)
    for by in ("board", "independent"):
        share = np.mean([found[OURS][f"{by} shuffled"].mean() for found in results.values()])
        verdict.add(f"shuffled identities: {by} rank-1 near 1/n", f"{share:.4f}, 1/n = {1 / gallery_size:.4f}", share < 5 / gallery_size)
    return not verdict.failed


def _beats_all(verdict: Verdict, case: str, measure: str, found: dict) -> None:
    """Better than each rival; of rank-1, which may be full already, no lower."""
    gains = {rival: gain(found, measure, rival) for rival in RIVALS}
    ranked = measure.endswith("rank-1")
    figures = "; ".join(f"{rival} {mean:+.4f} [{low:+.4f} {high:+.4f}]" for rival, (mean, low, high) in gains.items())
    verdict.add(f"{case}: {measure} better than all", figures, all(m >= 0 if ranked else m > 0 for m, _, _ in gains.values()),
                all(low >= 0 if ranked else low > 0 for _, low, _ in gains.values()))


def _tone(verdict: Verdict, results: dict, groups: np.ndarray) -> None:
    """Per group: how much farther than the input's the mean R, G and B of the cheeks lie from the truth's, in the worst case.

    A cheek of three pixels has taken in its surroundings before anything is restored, so the input is the measure.
    """
    for group in sorted(set(groups)):
        members, worst, texts = groups == group, 0.0, []
        for case, found in results.items():
            ours, before, truth = (found[m]["skin"][members] for m in (OURS, "input", "truth"))
            off, was, moved = (ours - truth).mean(0), (before - truth).mean(0), (ours - before).mean(0)
            worst = max(worst, float((np.abs(off) - np.abs(was)).max()))
            _, low, high = interval((ours - truth).mean(1))
            light = (judges.lightness(ours) - judges.lightness(truth)).mean()
            texts.append(f"{case} {_largest(off):+.2f} [{low:+.2f} {high:+.2f}] (input {_largest(was):+.2f}, moved {_largest(moved):+.2f}, L* {light:+.2f})")
        verdict.add(f"skin of {group} (n={members.sum()}) off by under {MOST_TONE:.0f} more", f"most {worst:.2f}: " + "; ".join(texts), worst < MOST_TONE)


def _largest(values: np.ndarray) -> float:
    return float(values[np.abs(values).argmax()])


# --- pictures -------------------------------------------------------------------------------------------


def write_sheets(folder: Path, stem: str, product: Product, chosen: list[Face], results: dict) -> None:
    rows = []
    for number in range(len(cases.CASES)):
        shown = [chosen[i] for i in np.linspace(0, len(chosen) - 1, 10).round().astype(int)]
        rows += [list(row) for row in zip(*(_triple(product, number, face) for face in shown))]
    contact_sheet.write(folder / f"{stem}.png", rows)
    names = list(results)
    lost = {
        "independent distance": np.array([results[c][OURS]["independent"] - results[c]["input"]["independent"] for c in names]),
        "SSIM": np.array([results[c]["input"]["SSIM"] - results[c][OURS]["SSIM"] for c in names]),
    }
    lines, worst = [], []
    for measure, values in lost.items():
        for flat in np.argsort(-values, axis=None)[:WORST // 2]:
            number, i = np.unravel_index(flat, values.shape)
            worst.append(_triple(product, int(number), chosen[i]))
            lines.append(f"{len(lines) + 1:2} {names[number]:12} {chosen[i].name:44} {measure} worse by {values[number, i]:.4f}")
    rows = [[triple[k] for triple in worst[start:start + 8]] for start in range(0, WORST, 8) for k in range(3)]
    contact_sheet.write(folder / f"{stem}-worst.png", rows)
    (folder / f"{stem}-worst.txt").write_text("\n".join(lines) + "\n")


def _triple(product: Product, number: int, face: Face) -> list[np.ndarray]:
    truth, before = damaged(number, face)
    return [_at(p, 256) for p in (before, product.restored(before), truth)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    faces.add_data_argument(parser)
    parser.add_argument("--model", type=Path, default=RESTORER)
    parser.add_argument("--size", type=int, help="of the faces; the model's own if not given")
    parser.add_argument("--judges", type=Path, default=RESOURCES, help="folder of landmarks68.onnx and recogniser.onnx")
    parser.add_argument("--independent", type=Path, default=independent.FILE, help="the file that independent.py writes")
    parser.add_argument("--sheets", type=Path, default=HERE / "checkpoints", help="folder of sheets and of what is kept")
    parser.add_argument("--portraits", type=int, default=PORTRAITS)
    parser.add_argument("--synthetic", type=int, default=SYNTHETIC)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    options.sheets.mkdir(parents=True, exist_ok=True)
    product = Product(options.model)
    size = options.size or product.side
    if size > product.side:
        parser.error(f"a model of {product.side} px does not restore faces of {size} px")
    everybody = held_out(options.data, size)
    chosen = judged(everybody, options.portraits, options.synthetic)
    judge = judges.Judges(options.judges, options.independent)
    print(f"{options.model.name} on {len(chosen)} held-out faces of {size} px, gallery of {len(everybody)}")
    print(f"{'case':12}{'':18}" + "".join(f"{column:>21}" for column in COLUMNS))
    outcome = run(product, judge, everybody, chosen, Kept(options.sheets, size, chosen))
    print(f"{outcome.milliseconds:.0f} ms of processor time a face, one thread\n")
    passed = judge_run(outcome.results, np.array([face.group for face in chosen]), len(everybody))
    write_sheets(options.sheets, f"evaluation-{options.model.stem}-{size}", product, chosen, outcome.results)
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
