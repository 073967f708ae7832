"""What the triage is shown, and how its threshold is chosen: python -m unittest test_triage"""

import unittest

import numpy as np
import torch

import triage


class Pictures(unittest.TestCase):
    def test_portraits_and_prints_fill_the_square_and_the_range(self):
        face = np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)
        for make in (triage.natural, triage.printed):
            for seed in range(30):
                picture = np.clip(make(face, np.random.default_rng(seed)), 0, 255)
                self.assertEqual((triage.SIDE, triage.SIDE, 3), picture.shape)
                self.assertGreater(picture.std(), 1)

    def test_a_print_has_no_colour(self):
        face = np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)
        picture = triage.printed(face, np.random.default_rng(2))
        self.assertLess(np.ptp(picture, axis=2).max(), 2)


class Threshold(unittest.TestCase):
    def test_no_more_is_lost_than_is_allowed(self):
        torch.manual_seed(1)
        network = triage.Triage()
        pictures = torch.randint(0, 256, (200, 32, 32, 3), dtype=torch.uint8)
        judged = torch.rand(200, 4)
        judged[::2, 0] = 0
        triage.settle(network, pictures, judged)
        with torch.no_grad():
            left = network(triage.as_input(pictures)) < 0
        change = judged[:, 0] * judged[:, 3].exp()
        self.assertLessEqual(float(change[left].sum()), triage.LARGEST_LOSS * float(change.sum()))
        self.assertTrue(bool((~left).any()))


if __name__ == "__main__":
    unittest.main()
