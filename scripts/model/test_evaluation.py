"""Tests of the evaluation's arithmetic; no model, no pictures of people.

    python -m unittest test_evaluation
"""

import unittest

import numpy as np
from skimage.metrics import structural_similarity

import cases
import classical
import degradations
import independent
import intervals
import judges
import product


def picture(seed: int = 1, side: int = 64) -> np.ndarray:
    """Smooth colours, whole numbers."""
    rng = np.random.default_rng(seed)
    return cases._resized(rng.uniform(20, 235, (8, 8, 3)), side, 2).clip(0, 255).round().astype(np.float32)


class Intervals(unittest.TestCase):
    def test_an_interval_holds_the_mean_and_is_the_same_every_time(self):
        values = np.random.default_rng(3).normal(5, 1, 100)
        mean, low, high = intervals.interval(values)
        self.assertTrue(low < mean < high)
        self.assertAlmostEqual(high - low, 2 * 1.96 * values.std() / 10, delta=0.06)
        self.assertEqual((mean, low, high), intervals.interval(values))

    def test_equal_values_leave_no_doubt(self):
        self.assertEqual(intervals.interval(np.full(9, 0.25)), (0.25, 0.25, 0.25))


class Product(unittest.TestCase):
    def test_a_sepia_print_has_a_law_that_gives_its_colours_back(self):
        ink, paper = np.array([45, 28, 14]), np.array([238, 218, 180])
        sepia = (ink + (paper - ink) * degradations.luminance(picture()) / 255).round().astype(np.float32)
        law = product.tone_law(sepia)
        back = law[degradations.luminance(sepia)[..., 0].round().astype(int)]
        self.assertLess(np.abs(back - sepia).max(), 2)

    def test_gray_stays_gray_to_the_last_level(self):
        law = product.tone_law(degradations.gray(picture()).round())
        np.testing.assert_array_equal(law, np.repeat(np.arange(256.0)[:, None], 3, 1))

    def test_a_picture_with_colours_has_no_law(self):
        self.assertIsNone(product.tone_law(picture()))

    def test_an_even_change_is_taken_out_and_a_fine_one_stays(self):
        even = np.full((256, 256, 3), 12, np.float32)
        self.assertLess(np.abs(product.without_broad_tone(even)).max(), 1e-3)
        fine = np.zeros((256, 256, 3), np.float32)
        fine[::2] = 10
        kept = product.without_broad_tone(fine)
        self.assertGreater(kept.std(), 0.95 * fine.std())


class Classical(unittest.TestCase):
    def test_noise_is_estimated_within_a_tenth(self):
        noisy = np.full((256, 256, 3), 128, np.float32) + np.random.default_rng(5).standard_normal((256, 256, 1)) * 8
        self.assertAlmostEqual(classical.noise_level(noisy), 8, delta=0.8)

    def test_unsharp_leaves_a_flat_picture_and_steepens_an_edge(self):
        flat = np.full((256, 256, 3), 90, np.float32)
        np.testing.assert_array_equal(classical.unsharp(flat), flat)
        edge = flat.copy()
        edge[:, 128:] = 160
        self.assertGreater(np.ptp(classical.unsharp(edge)), 90)

    def test_denoising_comes_nearer_to_the_truth(self):
        truth = picture(side=128)
        noisy = truth + np.random.default_rng(6).standard_normal(truth.shape) * 10
        cleaned = classical.denoised_and_sharpened(noisy.clip(0, 255).round().astype(np.float32))
        self.assertLess(np.abs(cleaned - truth).mean(), 0.6 * np.abs(noisy - truth).mean())


class Cases(unittest.TestCase):
    def test_every_case_damages_and_repeats_itself(self):
        clean = picture(side=256)
        for case in cases.CASES:
            with self.subTest(case.name):
                truth, damaged = cases.apply(case, clean, np.random.default_rng(1), False)
                again = cases.apply(case, clean, np.random.default_rng(1), False)[1]
                np.testing.assert_array_equal(damaged, again)
                self.assertGreater(np.abs(damaged - truth).mean(), 0)

    def test_a_gray_picture_stays_gray(self):
        gray = degradations.gray(picture(side=256)).round()
        _, damaged = cases.apply(cases.CASES[1], gray, np.random.default_rng(1), True)
        self.assertEqual(np.ptp(damaged, axis=2).max(), 0)


class Judges(unittest.TestCase):
    def test_ssim_is_scikit_images(self):
        a, b = picture(1), picture(2)
        self.assertAlmostEqual(judges.ssim(a, b), structural_similarity(a, b, channel_axis=2, data_range=255), places=5)
        self.assertAlmostEqual(judges.ssim(a, a), 1)

    def test_the_nearest_in_the_gallery_decides(self):
        distances = judges.distances_to(np.eye(3), np.eye(3)[[2, 0]])
        names = np.array(["a", "b", "c"])
        np.testing.assert_array_equal(judges.is_first(distances, names, np.array(["c", "b"])), [1, 0])

    def test_independent_distance_does_not_depend_on_length(self):
        a = np.array([1.0, 2.0])
        self.assertAlmostEqual(float(independent.distance(a, 3 * a)), 0)
        self.assertAlmostEqual(float(independent.distance(np.array([1.0, 0]), np.array([0, 1.0]))), 2 ** 0.5)


if __name__ == "__main__":
    unittest.main()
