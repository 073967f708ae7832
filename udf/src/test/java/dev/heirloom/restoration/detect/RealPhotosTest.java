package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recall and false faces on photographs whose faces are known. */
class RealPhotosTest {
  private static final Path DATA = Path.of(System.getProperty("heirloom.testdata", ""));

  private static MtcnnDetector detector;
  private static LandmarkRefiner refiner;

  @BeforeAll
  static void open() {
    detector = MtcnnDetector.open(SessionSettings.shared(Device.CPU));
    refiner = LandmarkRefiner.open(SessionSettings.shared(Device.CPU));
  }

  @AfterAll
  static void close() {
    detector.close();
    refiner.close();
  }

  @Test
  void countsTheFacesOfThePicturesThatWereCounted() throws IOException {
    Path folder = DATA.resolve("counted-faces");
    assumeTrue(Files.isDirectory(folder), "needs counted-faces below -Dheirloom.testdata");
    for (Map<String, String> row : table(Files.readString(folder.resolve("MANIFEST.tsv")))) {
      byte[] file = Files.readAllBytes(folder.resolve(row.get("file")));
      assertThat(faces(file))
          .as(row.get("file"))
          .hasSize(Integer.parseInt(row.get("faces_expected")));
    }
  }

  /** The faces it does not find are profiles; 189 of all 198 are found. */
  @Test
  void findsNearlyAllFacesOfTheArchiveAndNoOthers() throws IOException {
    Path archive = DATA.resolve("archive-sample.tar");
    assumeTrue(Files.isRegularFile(archive), "needs archive-sample.tar below -Dheirloom.testdata");
    Map<String, byte[]> files = untar(archive);
    String manifest = new String(files.get("manifest.tsv"), StandardCharsets.UTF_8);
    int known = 0;
    int found = 0;
    int others = 0;
    int agreed = 0;
    List<Map<String, String>> rows = table(manifest);
    for (int i = 0; i < rows.size(); i += 3) {
      Map<String, String> row = rows.get(i);
      for (DetectedFace face : faces(files.get("images/" + row.get("name")))) {
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

  private static boolean isKnown(DetectedFace face, Map<String, String> row) {
    if (row.get("face_cx").isEmpty()) {
      return false;
    }
    Point centre =
        new Point(Double.parseDouble(row.get("face_cx")), Double.parseDouble(row.get("face_cy")));
    return face.box().centre().distanceTo(centre) < 0.35 * Double.parseDouble(row.get("face_size"));
  }

  private static List<DetectedFace> faces(byte[] file) {
    try (Mat bytes = new Mat(file);
        Mat row = bytes.reshape(1, 1);
        Picture picture = new Picture(imdecode(row, IMREAD_COLOR))) {
      return refiner.refine(picture, detector.detect(picture, DetectSettings.DEFAULT));
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

  private static Map<String, byte[]> untar(Path tar) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    try (InputStream in = Files.newInputStream(tar);
        TarArchiveInputStream entries = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        if (entry.isFile()) {
          files.put(entry.getName(), entries.readAllBytes());
        }
      }
    }
    return files;
  }
}
