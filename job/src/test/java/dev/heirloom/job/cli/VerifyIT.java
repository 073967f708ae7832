package dev.heirloom.job.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.job.JobSession;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.restoration.spark.Engine;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Restored files against the tables, with the real engine. */
@ExtendWith(SparkExtension.class)
class VerifyIT {
  private static final String XMP = "XML:com.adobe.xmp";
  private static final int PNG_HEADER = 33;

  @TempDir static Path folder;

  private static final StringWriter OUT = new StringWriter();
  private static final StringWriter ERR = new StringWriter();
  private static Path original;
  private static Path restored;

  private static int run(String... args) {
    OUT.getBuffer().setLength(0);
    ERR.getBuffer().setLength(0);
    return Main.run(
        new Surroundings(
            new PrintWriter(OUT), new PrintWriter(ERR), Map.of(), folder, Engine.INSTANCE),
        args);
  }

  @BeforeAll
  static void restoreOnePhoto() throws IOException {
    Files.createDirectories(folder.resolve("photos"));
    original = folder.resolve("photos/low-light.jpg");
    try (InputStream sample = JobSession.class.getResourceAsStream("sample/low-light.jpg")) {
      Files.copy(sample, original);
    }
    String tables = folder.resolve("out").toString();
    int status =
        run(
            "restore",
            "--input=" + original.getParent(),
            "--output=" + tables,
            "--format=png",
            "--device=cpu",
            "--no-progress");
    assertThat(status).as(ERR.toString()).isZero();
    assertThat(run("export", "--tables", tables, "--to", folder.resolve("files").toString()))
        .isZero();
    restored = folder.resolve("files/low-light.jpg.png");
  }

  private static int verify(String... args) {
    return run(
        Stream.of(
                Stream.of("verify", "--tables", folder.resolve("out").toString()),
                Arrays.stream(args))
            .flatMap(arguments -> arguments)
            .toArray(String[]::new));
  }

  /** One pixel as it was not; the packet of the restored file goes along where it is wanted. */
  private static Path tampered(String name, int x, int y, boolean withPacket) throws IOException {
    BufferedImage picture = ImageIO.read(restored.toFile());
    picture.setRGB(x, y, picture.getRGB(x, y) ^ 0x80);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    byte[] packet = withPacket ? packet(Files.readAllBytes(restored)) : new byte[0];
    byte[] plain = png.toByteArray();
    ByteBuffer file = ByteBuffer.allocate(plain.length + packet.length);
    file.put(plain, 0, PNG_HEADER).put(packet).put(plain, PNG_HEADER, plain.length - PNG_HEADER);
    return Files.write(folder.resolve(name), file.array());
  }

  /** The whole iTXt chunk. */
  private static byte[] packet(byte[] png) {
    int keyword = new String(png, StandardCharsets.ISO_8859_1).indexOf(XMP);
    int start = keyword - 8;
    int length = ByteBuffer.wrap(png).getInt(start);
    return Arrays.copyOfRange(png, start, start + 12 + length);
  }

  @Test
  void anExportedFileIsAsRecordedAndItsOriginalIsKnownToo() {
    assertThat(verify(restored.toString(), original.toString())).isZero();
    assertThat(OUT.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("as recorded (run 1, file:///"),
            line -> assertThat(line).contains("an original"));
  }

  @Test
  void oneAlteredPixelIsLocatedOutsideEveryFace() throws IOException {
    Path file = tampered("outside.png", 3, 5, true);

    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(OUT.toString())
        .contains("outside.png: altered (run 1, ")
        .contains("altered in face 0 (RESTORED): nothing")
        .contains(
            "altered outside every face: 1 pixel, by at most 128 levels, at x 3, y 5 (1 x 1)");
  }

  @Test
  void oneAlteredPixelIsLocatedInsideItsFace() throws IOException {
    assertThat(verify(restored.toString(), "--original", original.toString(), "--json")).isZero();
    JsonNode place = new ObjectMapper().readTree(OUT.toString()).at("/restored/faces/0/places/0");
    int x = (int) (place.get("x").asDouble() + place.get("width").asDouble() / 2);
    int y = (int) (place.get("y").asDouble() + place.get("height").asDouble() / 2);
    Path file = tampered("inside.png", x, y, true);

    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(OUT.toString())
        .contains("altered in face 0 (RESTORED): 1 pixel")
        .contains("at x %d, y %d (1 x 1)".formatted(x, y))
        .contains("altered outside every face: nothing");
  }

  @Test
  void againstItsOriginalAFileShowsWhatTheRestorationChangedAndNothingElse() {
    assertThat(verify(restored.toString(), "--original", original.toString())).isZero();
    assertThat(OUT.toString())
        .containsPattern("restored in face 0 \\(RESTORED\\): [0-9,]+ pixels")
        .contains("restored outside every face: nothing");
  }

  @Test
  void aFileThatSaysNothingOfItselfIsKnownByItsOriginal() throws IOException {
    Path file = tampered("stripped.png", 3, 5, false);

    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(OUT.toString()).contains("stripped.png: unknown");
    assertThat(verify(file.toString(), "--original", original.toString())).isEqualTo(1);
    assertThat(OUT.toString()).contains("at x 3, y 5 (1 x 1)");
  }

  @Test
  void bytesBesideThePixelsCount() throws IOException {
    byte[] longer = Files.readAllBytes(restored);
    Path file = Files.write(folder.resolve("longer.png"), Arrays.copyOf(longer, longer.length + 1));

    assertThat(verify(file.toString())).isEqualTo(1);
    assertThat(OUT.toString()).contains("every pixel is as recorded");
  }

  @Test
  void anotherOriginalIsNotTakenForIt() throws IOException {
    Path other = tampered("other.png", 1, 1, false);

    assertThat(verify(restored.toString(), "--original", other.toString())).isEqualTo(1);
    assertThat(OUT.toString()).contains("was not made of the --original given");
  }

  @Test
  void wrongUsageIsOneLineWithItsRemedy() {
    assertThat(verify("gone.png")).isEqualTo(2);
    assertThat(ERR.toString()).isEqualTo("heirloom: there is no file gone.png; check the name\n");
    assertThat(verify(restored.toString(), original.toString(), "--original", "a.jpg"))
        .isEqualTo(2);
    assertThat(ERR.toString().lines()).singleElement().asString().contains("one by one");
    assertThat(run("verify", restored.toString(), "--tables", folder.resolve("no").toString()))
        .isEqualTo(1);
    assertThat(ERR.toString()).contains("there is no table of restored photos");
  }
}
