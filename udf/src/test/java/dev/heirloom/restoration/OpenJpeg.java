package dev.heirloom.restoration;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2RGBA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heirloom.restoration.photo.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenJPEG's programs, which know nothing of this one; pictures go to and fro as Netpbm files. */
final class OpenJpeg {
  private static final Pattern PNM = Pattern.compile("P([56])\\n#.*\\n(\\d+) (\\d+)\\n(\\d+)\\n");
  private static final Pattern PAM =
      Pattern.compile(
          "P(7)\\n#.*\\nWIDTH (\\d+)\\nHEIGHT (\\d+)\\nDEPTH 4\\nMAXVAL (\\d+)\\nTUPLTYPE .*\\nENDHDR\\n");

  private final Path folder;

  OpenJpeg(Path folder) {
    this.folder = folder;
    boolean there =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(place -> Files.isExecutable(Path.of(place, "opj_decompress")));
    assumeTrue(there, "opj_decompress is missing: install libopenjp2-tools");
  }

  /**
   * @param picture gray or colours
   * @param bits of a sample; the picture's lower ones, if it has more
   * @return the file's bytes
   */
  byte[] compress(Picture picture, int bits, String extension, String... options) throws Exception {
    Path source = folder.resolve(picture.channels() == 1 ? "source.pgm" : "source.ppm");
    Path target = folder.resolve("compressed." + extension);
    Files.write(source, pnm(picture, bits));
    List<String> command = new ArrayList<>(List.of("opj_compress"));
    command.addAll(List.of("-i", source.toString(), "-o", target.toString()));
    command.addAll(List.of(options));
    run(command);
    return Files.readAllBytes(target);
  }

  /** The picture of a file, in the order of this program's pictures. */
  Picture decompress(byte[] file, String extension) throws Exception {
    Path source = folder.resolve("file." + extension);
    Path target = folder.resolve("decompressed.pnm");
    Files.write(source, file);
    Files.deleteIfExists(target);
    run(List.of("opj_decompress", "-i", source.toString(), "-o", target.toString()));
    return picture(Files.readAllBytes(target));
  }

  private static byte[] pnm(Picture picture, int bits) {
    byte[] samples = samples(picture);
    ByteBuffer little = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer big = ByteBuffer.allocate(samples.length);
    while (little.hasRemaining()) {
      if (picture.bitDepth() == 8) {
        big.put(little.get());
      } else {
        big.putShort((short) (little.getShort() & (1 << bits) - 1));
      }
    }
    String head =
        "P%d\n%d %d\n%d\n"
            .formatted(
                picture.channels() == 1 ? 5 : 6,
                picture.width(),
                picture.height(),
                (1 << bits) - 1);
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(start.length + samples.length).put(start).put(big.array()).array();
  }

  /** Red, green, blue, each with the lower byte first. */
  private static byte[] samples(Picture picture) {
    try (Mat ordered = new Mat()) {
      reorder(picture.mat(), ordered);
      byte[] samples = new byte[(int) (ordered.total() * ordered.elemSize())];
      ordered.data().get(samples);
      return samples;
    }
  }

  private static Picture picture(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    Matcher head = (text.startsWith("P7") ? PAM : PNM).matcher(text);
    if (!head.lookingAt()) {
      throw new IllegalStateException("not a Netpbm file: " + text.substring(0, 60));
    }
    int channels = List.of("5", "", "6", "7").indexOf(head.group(1)) + 1;
    boolean wide = Integer.parseInt(head.group(4)) > 255;
    int width = Integer.parseInt(head.group(2));
    int height = Integer.parseInt(head.group(3));
    try (Mat ordered = new Mat(height, width, CV_MAKETYPE(wide ? CV_16U : CV_8U, channels))) {
      byte[] samples = Arrays.copyOfRange(file, head.end(), file.length);
      if (wide) {
        ByteBuffer big = ByteBuffer.wrap(samples.clone());
        ByteBuffer.wrap(samples)
            .order(ByteOrder.LITTLE_ENDIAN)
            .asShortBuffer()
            .put(big.asShortBuffer());
      }
      ordered.data().put(samples, 0, samples.length);
      Mat picture = new Mat();
      reorder(ordered, picture);
      return new Picture(picture);
    }
  }

  /** Blue to red and back. */
  private static void reorder(Mat from, Mat to) {
    switch (from.channels()) {
      case 1 -> from.copyTo(to);
      case 3 -> cvtColor(from, to, COLOR_BGR2RGB);
      default -> cvtColor(from, to, COLOR_BGRA2RGBA);
    }
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + " failed: " + said);
    }
  }
}
