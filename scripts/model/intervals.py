"""Confidence intervals by the bootstrap over faces: seeded, 95 percent, percentiles."""

import numpy as np

DRAWS = 2000
SEED = 20


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """(mean, low, high) of one value per face; NaN where there are none."""
    values = np.asarray(values, float)
    if values.size == 0:
        return float("nan"), float("nan"), float("nan")
    drawn = np.random.default_rng(SEED).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[drawn].mean(1), (2.5, 97.5))
    return float(values.mean()), float(low), float(high)
