package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_180;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_CLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.ROTATE_90_COUNTERCLOCKWISE;
import static org.bytedeco.opencv.global.opencv_core.rotate;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.ArchiveSample;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.collections4.ListUtils;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recall and false faces on photographs whose faces are known, upright and turned. */
class RealPhotosTest {
  private static final Path DATA = Path.of(System.getProperty("heirloom.testdata", ""));

  private static MtcnnDetector detector;
  private static LandmarkRefiner refiner;
  private static FaceFinder finder;

  @BeforeAll
  static void open() {
    detector = MtcnnDetector.open(SessionSettings.shared(Device.CPU));
    refiner = LandmarkRefiner.open(SessionSettings.shared(Device.CPU));
    finder = new FaceFinder(detector, refiner);
  }

  @AfterAll
  static void close() {
    detector.close();
    refiner.close();
  }

  /** The two it does not find are pure profiles. */
  @Test
  void countsTheFacesOfThePicturesThatWereCounted() throws IOException {
    assertThat(shareOfCountedFaces(Rotate.NONE)).isGreaterThanOrEqualTo(0.95);
  }

  @ParameterizedTest
  @EnumSource(value = Rotate.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void countsThemInScansThatAreNotUpright(Rotate rotation) throws IOException {
    assertThat(shareOfCountedFaces(rotation)).isGreaterThanOrEqualTo(0.9);
  }

  private static double shareOfCountedFaces(Rotate rotation) throws IOException {
    Path folder = DATA.resolve("counted-faces");
    assumeTrue(Files.isDirectory(folder), "needs counted-faces below -Dheirloom.testdata");
    int found = 0;
    int all = 0;
    for (Map<String, String> row : table(Files.readString(folder.resolve("MANIFEST.tsv")))) {
      int expected = Integer.parseInt(row.get("faces_expected"));
      List<DetectedFace> faces =
          faces(Files.readAllBytes(folder.resolve(row.get("file"))), rotation);
      assertThat(faces).as(row.get("file")).hasSizeLessThanOrEqualTo(expected);
      found += faces.size();
      all += expected;
    }
    return found / (double) all;
  }

  /** The faces it does not find are profiles. */
  @Test
  void findsNearlyAllFacesOfTheArchiveAndNoOthers() throws IOException {
    Map<String, byte[]> files = ArchiveSample.files();
    String manifest = new String(files.get("manifest.tsv"), StandardCharsets.UTF_8);
    int known = 0;
    int found = 0;
    int others = 0;
    int agreed = 0;
    List<Map<String, String>> rows = table(manifest);
    for (int i = 0; i < rows.size(); i += 3) {
      Map<String, String> row = rows.get(i);
      for (DetectedFace face : faces(files.get("images/" + row.get("name")), Rotate.NONE)) {
        boolean right = isKnown(face, row);
        found += right ? 1 : 0;
        others += right ? 0 : 1;
        agreed += face.landmarks68().isEmpty() ? 0 : 1;
      }
      known += row.get("face_cx").isEmpty() ? 0 : 1;
    }
    assertThat(found).isGreaterThanOrEqualTo((int) (0.93 * known));
    assertThat(others).isZero();
    assertThat(agreed).isGreaterThanOrEqualTo((int) (0.9 * found));
  }

  @Test
  void findsWhatALookAtEverythingFinds() throws IOException {
    Path counted = DATA.resolve("counted-faces");
    assumeTrue(Files.isDirectory(counted), "needs counted-faces below -Dheirloom.testdata");
    List<byte[]> photos = new ArrayList<>(ArchiveSample.photos().values());
    for (Map<String, String> row : table(Files.readString(counted.resolve("MANIFEST.tsv")))) {
      photos.add(Files.readAllBytes(counted.resolve(row.get("file"))));
    }
    try (MtcnnDetector everywhere =
        MtcnnDetector.open(
            SessionSettings.shared(Device.CPU), MtcnnDetector.TILE_SIDE, List.of())) {
      int small = 0;
      int lost = 0;
      for (byte[] photo : photos) {
        try (Picture picture = new Picture(decoded(photo))) {
          List<DetectedFace> all = everywhere.detect(picture, DetectSettings.DEFAULT);
          assertThat(detector.detect(picture, DetectSettings.DEFAULT)).isEqualTo(all);
          for (Picture copy : copiesWithTheSmallestFaces(picture, all)) {
            try (copy) {
              List<DetectedFace> found = everywhere.detect(copy, DetectSettings.DEFAULT);
              small += found.size();
              lost +=
                  ListUtils.removeAll(found, detector.detect(copy, DetectSettings.DEFAULT)).size();
            }
          }
        }
      }
      assertThat(small).isGreaterThan(500);
      assertThat(lost).isLessThanOrEqualTo(small / 200);
    }
  }

  private static List<Picture> copiesWithTheSmallestFaces(
      Picture picture, List<DetectedFace> faces) {
    return faces.stream()
        .flatMap(face -> Stream.of(21, 25, 36).map(side -> side / face.box().shorterSide()))
        .filter(scale -> scale < 1)
        .map(scale -> MtcnnDetectorTest.scaled(picture, scale))
        .toList();
  }

  private static boolean isKnown(DetectedFace face, Map<String, String> row) {
    if (row.get("face_cx").isEmpty()) {
      return false;
    }
    Point centre =
        new Point(Double.parseDouble(row.get("face_cx")), Double.parseDouble(row.get("face_cy")));
    return face.box().centre().distanceTo(centre) < 0.35 * Double.parseDouble(row.get("face_size"));
  }

  private static List<DetectedFace> faces(byte[] file, Rotate rotation) {
    try (Mat upright = decoded(file);
        Picture picture = new Picture(rotation.of(upright))) {
      return finder.find(picture, DetectSettings.DEFAULT).stream()
          .filter(DetectSettings.DEFAULT::isFace)
          .toList();
    }
  }

  private static Mat decoded(byte[] file) {
    try (Mat bytes = new Mat(file);
        Mat row = bytes.reshape(1, 1)) {
      return imdecode(row, IMREAD_COLOR);
    }
  }

  private enum Rotate {
    NONE,
    LEFT,
    UPSIDE_DOWN,
    RIGHT;

    Mat of(Mat upright) {
      Mat turned = new Mat();
      switch (this) {
        case NONE -> upright.copyTo(turned);
        case LEFT -> rotate(upright, turned, ROTATE_90_COUNTERCLOCKWISE);
        case UPSIDE_DOWN -> rotate(upright, turned, ROTATE_180);
        case RIGHT -> rotate(upright, turned, ROTATE_90_CLOCKWISE);
      }
      return turned;
    }
  }

  private static List<Map<String, String>> table(String tsv) {
    List<String[]> lines = tsv.lines().map(line -> line.split("\t", -1)).toList();
    return lines.stream()
        .skip(1)
        .map(
            line -> {
              Map<String, String> row = new HashMap<>();
              for (int i = 0; i < line.length; i++) {
                row.put(lines.get(0)[i], line[i]);
              }
              return row;
            })
        .toList();
  }
}
