"""Tests of the arithmetic and of the measuring; no photographs.

    python -m unittest test_peers
"""

import math
import sys
import unittest

import cv2
import numpy as np

import compare
import mtcnn
import photos
import pipeline
import runner
from measure import measured


def python(code):
    return [sys.executable, "-c", code]


class Photos(unittest.TestCase):
    def test_a_comment_changes_the_bytes_and_no_pixel(self):
        picture = np.random.default_rng(1).integers(0, 256, (40, 30, 3), np.uint8)
        jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
        one, other = (photos.commented(jpeg, text) for text in (b"one", b"two"))
        self.assertEqual(len({jpeg, one, other}), 3)
        self.assertEqual(one[:4], b"\xff\xd8\xff\xe0")
        decoded = [cv2.imdecode(np.frombuffer(bytes_, np.uint8), cv2.IMREAD_COLOR) for bytes_ in (jpeg, one, other)]
        self.assertTrue(all((picture == decoded[0]).all() for picture in decoded))


class Detection(unittest.TestCase):
    def test_the_best_of_overlapping_boxes_survives(self):
        boxes = np.array([[0, 0, 10, 10], [1, 0, 11, 10], [40, 40, 50, 50], [2, 2, 5, 5]], float)
        scores = np.array([0.8, 0.9, 0.7, 0.6])
        self.assertEqual(mtcnn.suppress(boxes, scores, 0.5).tolist(), [1, 2, 3])
        self.assertEqual(mtcnn.suppress(boxes, scores, 0.5, by_smaller=True).tolist(), [1, 2])

    def test_a_pyramid_ends_where_a_cell_no_longer_fits(self):
        planes = list(mtcnn.pyramid(np.zeros((100, 200, 3), np.uint8), 20))
        self.assertEqual([plane.shape[:2] for plane, _, _ in planes][:2], [(60, 120), (43, 86)])
        self.assertTrue(all(min(plane.shape[:2]) >= mtcnn.CELL for plane, _, _ in planes))
        self.assertEqual(len(planes), 1 + int(math.log(mtcnn.CELL / 60, mtcnn.PYRAMID_FACTOR)))

    def test_a_window_beyond_the_photo_is_black_there(self):
        white = np.full((20, 20, 3), 255, np.uint8)
        cut = mtcnn.cut(white, -10, 0, 10, 20, 20)
        self.assertEqual((cut[:, :10].max(), cut[:, 10:].min()), (0, 255))
        self.assertEqual(mtcnn.cut(white, 30, 30, 40, 40, 24).max(), 0)


class Faces(unittest.TestCase):
    def test_a_similarity_is_found_again(self):
        angle, scale, shift = 0.3, 2.5, np.array([7, -4])
        turn = scale * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        onto = pipeline.TEMPLATE @ turn.T + shift
        found = pipeline.similarity(pipeline.TEMPLATE, onto)
        np.testing.assert_allclose(found, np.column_stack([turn, shift]))

    def test_pasting_changes_the_face_and_nothing_outside_it(self):
        photo = np.full((300, 400, 3), 50, np.uint8)
        face = np.full((pipeline.SIDE, pipeline.SIDE, 3), 200, np.uint8)
        to_crop = np.array([[4.0, 0, -400], [0, 4.0, -400]])
        pipeline.paste(photo, face, to_crop)
        self.assertEqual(photo[164, 164].tolist(), [200, 200, 200])
        photo[100:228, 100:228] = 50
        self.assertTrue((photo == 50).all())


class Figures(unittest.TestCase):
    @staticmethod
    def row(worker, finished):
        return {
            "worker": worker,
            "finished": finished,
            "faces": 1,
            "inference_seconds": 0.5,
            "inference_cpu_seconds": 0.25,
        }

    def test_the_steady_rate_leaves_out_the_first_photo_of_each_worker(self):
        rows = [self.row(*row) for row in ((1, 10), (2, 12), (1, 11), (1, 13), (2, 14), (1, 16))]
        summary = runner.summary(rows)
        self.assertEqual((summary["photos"], summary["workers"], summary["steady_photos"]), (6, 2, 3))
        self.assertEqual((summary["steady_seconds"], summary["steady_photos_per_second"]), (4, 0.75))
        self.assertEqual(summary["inference_cpu_seconds"], 1.5)

    @staticmethod
    def run_of(photos_done, faces, seconds):
        return {
            "name": "a peer",
            "photos": photos_done,
            "faces": faces,
            "seconds": seconds,
            "cpu_seconds": 2 * seconds,
            "inference_cpu_seconds": seconds,
            "peak_rss_mib": 100,
        }

    def test_more_photos_are_measured_by_the_difference(self):
        pairs = [{"once": self.run_of(10, 4, 12 + i), "many": self.run_of(30, 12, 22 + i)} for i in range(3)]
        compare.check({"peer": pairs}, [{"faces": 4}], photos=10, repeat=3)
        figures = compare.figures(pairs, photos=10, repeat=3)
        self.assertEqual((figures["seconds"], figures["steady_photos_per_second"]), (13, 2))
        self.assertEqual((figures["steady_cpu_seconds_per_photo"], figures["steady_inference_share"]), (1, 0.5))

    def test_a_lost_photo_or_face_is_no_result(self):
        for many in (self.run_of(29, 12, 22), self.run_of(30, 11, 22)):
            with self.assertRaises(SystemExit):
                pair = {"once": self.run_of(10, 4, 12), "many": many}
                compare.check({"peer": [pair]}, [{"faces": 4}], photos=10, repeat=3)


class Measuring(unittest.TestCase):
    BUSY = "import time\nwhile time.process_time() < 0.6: pass\nprint('done')"

    def test_children_are_counted(self):
        code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {self.BUSY!r}])"
        run = measured(python(code))
        self.assertEqual(run.output.strip(), "done")
        self.assertGreaterEqual(run.cpu_seconds, 0.6)
        self.assertGreaterEqual(run.seconds, 0.6)
        self.assertGreater(run.peak_rss_mib, 5)

    def test_children_that_nobody_waits_for_are_counted(self):
        code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {self.BUSY!r}])"
        self.assertGreaterEqual(measured(python(code)).cpu_seconds, 0.6)

    def test_failures_are_passed_on(self):
        with self.assertRaisesRegex(SystemExit, "ended with 5"):
            measured(python("raise SystemExit(5)"))

    def test_a_process_left_behind_is_no_result(self):
        code = "import subprocess; subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL)"
        with self.assertRaisesRegex(SystemExit, "left processes behind: sleep"):
            measured(python(code), grace_seconds=0.5)


if __name__ == "__main__":
    unittest.main()
