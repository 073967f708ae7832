package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Puts a codestream and metadata into the boxes of a JP2 file (ITU-T T.800, Annex I). */
final class Jp2Container {
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a870a");
  private static final byte[] TYPE = "jp2 \0\0\0\0jp2 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXIF = "JpgTiffExif->JP2".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] XMP = HexFormat.of().parseHex("be7acfcb97a942e89c71999491e3afac");
  private static final byte[] IPTC = HexFormat.of().parseHex("33c7a4d2b81d4723a0baf1a3e097ad38");
  private static final int SIZES = 8;
  private static final int DEPTH = 42;
  private static final int JPEG_2000 = 7;
  private static final int PROFILE_SPACE = 16;
  private static final int SRGB = 16;
  private static final int GRAY = 17;

  /** 1 inch = 254 · 10⁻⁴ m, so that whole dots per inch are kept to the last digit. */
  private static final int TEN_THOUSANDTHS_OF_INCH = 254;

  private Jp2Container() {}

  /**
   * @param codestream as the encoder made it
   * @param channels of its picture
   * @param lost is added to
   */
  static byte[] embed(byte[] codestream, int channels, CarriedMetadata carried, List<String> lost) {
    carried.chunks().forEach(chunk -> PngContainer.lose(chunk, lost));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(box("jP  ", SIGNATURE));
    file.writeBytes(box("ftyp", TYPE));
    file.writeBytes(box("jp2h", header(codestream, channels, carried, lost)));
    carried.exif().ifPresent(exif -> file.writeBytes(box("uuid", EXIF, exif)));
    carried.xmp().ifPresent(xmp -> file.writeBytes(box("uuid", XMP, xmp)));
    carried.iptc().ifPresent(iptc -> file.writeBytes(box("uuid", IPTC, iptc)));
    file.writeBytes(box("jp2c", codestream));
    return file.toByteArray();
  }

  private static byte[] header(
      byte[] codestream, int channels, CarriedMetadata carried, List<String> lost) {
    ByteArrayOutputStream boxes = new ByteArrayOutputStream();
    ByteBuffer size = ByteBuffer.wrap(codestream);
    ByteBuffer image = ByteBuffer.allocate(14);
    image.putInt(size.getInt(SIZES + 4)).putInt(size.getInt(SIZES)).putShort((short) channels);
    boxes.writeBytes(box("ihdr", image.put(codestream[DEPTH]).put((byte) JPEG_2000).array()));
    boxes.writeBytes(colours(channels, carried.icc(), lost));
    if (channels == 4) {
      boxes.writeBytes(box("cdef", redGreenBlueAlpha()));
    }
    Density density = carried.density();
    if (density.isKnown()) {
      boxes.writeBytes(box("res ", box("resc", resolution(density.byInch()))));
    } else if (!density.saysNothing()) {
      lost.add("shape of the pixels");
    }
    return boxes.toByteArray();
  }

  private static byte[] colours(int channels, Optional<byte[]> icc, List<String> lost) {
    String space = channels == 1 ? "GRAY" : "RGB ";
    boolean fits = icc.map(profile -> space(profile).equals(space)).orElse(false);
    if (fits) {
      return box("colr", new byte[] {2, 0, 0}, icc.orElseThrow());
    }
    icc.ifPresent(profile -> lost.add("colour profile, which is for other colours"));
    return box("colr", new byte[] {1, 0, 0, 0, 0, 0, (byte) (channels == 1 ? GRAY : SRGB)});
  }

  private static String space(byte[] profile) {
    return new String(profile, PROFILE_SPACE, 4, StandardCharsets.US_ASCII);
  }

  private static byte[] redGreenBlueAlpha() {
    ByteBuffer definitions = ByteBuffer.allocate(26).putShort((short) 4);
    for (int colour = 0; colour < 3; colour++) {
      definitions.putShort((short) colour).putShort((short) 0).putShort((short) (colour + 1));
    }
    return definitions.putShort((short) 3).putShort((short) 1).putShort((short) 0).array();
  }

  /** Vertical first; numerators, denominators and exponents of ten of dots per metre. */
  private static byte[] resolution(Density byInch) {
    int down = exponent(byInch.y());
    int across = exponent(byInch.x());
    return ByteBuffer.allocate(10)
        .putShort(numerator(byInch.y(), down))
        .putShort((short) TEN_THOUSANDTHS_OF_INCH)
        .putShort(numerator(byInch.x(), across))
        .putShort((short) TEN_THOUSANDTHS_OF_INCH)
        .put((byte) down)
        .put((byte) across)
        .array();
  }

  /** The least with which the numerator has 16 bits. */
  private static int exponent(double perInch) {
    int exponent = 0;
    while (perInch * Math.pow(10, 4 - exponent) > 0xffff) {
      exponent++;
    }
    return exponent;
  }

  private static short numerator(double perInch, int exponent) {
    return (short) Math.max(1, Math.round(perInch * Math.pow(10, 4 - exponent)));
  }

  private static byte[] box(String type, byte[]... parts) {
    int length = 8;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer box = ByteBuffer.allocate(length).putInt(length);
    box.put(type.getBytes(StandardCharsets.US_ASCII));
    for (byte[] part : parts) {
      box.put(part);
    }
    return box.array();
  }
}
