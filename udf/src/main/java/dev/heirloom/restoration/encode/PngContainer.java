package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Puts metadata into the chunks of a PNG file. */
final class PngContainer {
  private static final int BEHIND_HEADER = 33;
  private static final double INCHES_PER_METRE = 1 / 0.0254;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PngContainer() {}

  static byte[] embed(byte[] png, CarriedMetadata carried) {
    PngContainer file = new PngContainer();
    file.out.write(png, 0, BEHIND_HEADER);
    carried.icc().ifPresent(icc -> file.write("iCCP", joined("icc\0\0", deflated(icc))));
    if (!carried.density().saysNothing()) {
      file.write("pHYs", physical(carried.density()));
    }
    carried.exif().ifPresent(exif -> file.write("eXIf", exif));
    carried.xmp().ifPresent(xmp -> file.write("iTXt", joined("XML:com.adobe.xmp\0\0\0\0\0", xmp)));
    carried.iptc().ifPresent(iptc -> file.write("zTXt", iptc(iptc)));
    carried.chunks().forEach(chunk -> file.write(chunk.type(), chunk.content()));
    file.out.write(png, BEHIND_HEADER, png.length - BEHIND_HEADER);
    return file.out.toByteArray();
  }

  /** Says what becomes of a chunk in a file of another format. */
  static void lose(CarriedMetadata.Chunk chunk, List<String> lost) {
    String what =
        switch (chunk.type()) {
          case "tEXt", "zTXt", "iTXt" -> "texts";
          case "tIME" -> "time of last change";
          case "sRGB" -> "";
          default -> "colour space stated without a profile";
        };
    if (!what.isEmpty() && !lost.contains(what)) {
      lost.add(what);
    }
  }

  private static byte[] physical(Density density) {
    double factor =
        switch (density.unit()) {
          case NONE -> 1;
          case INCH -> INCHES_PER_METRE;
          case CENTIMETRE -> 100;
        };
    return ByteBuffer.allocate(9)
        .putInt((int) Math.round(density.x() * factor))
        .putInt((int) Math.round(density.y() * factor))
        .put((byte) (density.isKnown() ? 1 : 0))
        .array();
  }

  /** As ImageMagick writes IPTC data, and others read them: PNG has no place of its own. */
  private static byte[] iptc(byte[] dataSets) {
    String text =
        "\niptc\n%8d\n%s\n".formatted(dataSets.length, HexFormat.of().formatHex(dataSets));
    return joined("Raw profile type iptc\0\0", deflated(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] deflated(byte[] bytes) {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
      deflater.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return deflated.toByteArray();
  }

  private void write(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    chunk.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, 4 + content.length);
    out.writeBytes(chunk.putInt((int) checksum.getValue()).array());
  }

  private static byte[] joined(String head, byte[] rest) {
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + rest.length).put(start).put(rest).array();
  }
}
