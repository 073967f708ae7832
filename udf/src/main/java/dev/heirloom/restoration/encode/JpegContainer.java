package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Puts metadata into the segments of a JPEG file. */
final class JpegContainer {
  private static final int MOST = 65533;
  private static final int ICC_PART = 65000;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP13 = 0xed;
  private static final int COM = 0xfe;
  private static final String COMMENT = "Comment\0";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<String> lost;

  private JpegContainer(List<String> lost) {
    this.lost = lost;
  }

  /**
   * @param jpeg as an encoder made it, with or without a JFIF segment
   * @param lost is added to
   */
  static byte[] embed(byte[] jpeg, CarriedMetadata carried, List<String> lost) {
    JpegContainer file = new JpegContainer(lost);
    file.out.write(jpeg, 0, 2);
    file.write(APP0, jfif(carried.density()), "");
    carried.exif().ifPresent(exif -> file.write(APP1, joined("Exif\0\0", exif), "EXIF data"));
    carried
        .xmp()
        .ifPresent(xmp -> file.write(APP1, joined("http://ns.adobe.com/xap/1.0/\0", xmp), "XMP"));
    carried.iptc().ifPresent(iptc -> file.write(APP13, photoshop(iptc), "IPTC data"));
    carried.icc().ifPresent(file::writeProfile);
    carried.chunks().forEach(file::writeComment);
    int rest = behindJfif(jpeg);
    file.out.write(jpeg, rest, jpeg.length - rest);
    return file.out.toByteArray();
  }

  private static int behindJfif(byte[] jpeg) {
    boolean hasJfif = (jpeg[3] & 0xff) == APP0;
    return hasJfif ? 4 + (ByteBuffer.wrap(jpeg).getShort(4) & 0xffff) : 2;
  }

  /** Whole numbers only; of a resolution that is none, the nearest by the inch. */
  private static byte[] jfif(Density density) {
    boolean whole = density.x() == Math.rint(density.x()) && density.y() == Math.rint(density.y());
    Density written = whole ? density : density.byInch();
    int unit = written.unit().ordinal();
    ByteBuffer jfif = ByteBuffer.allocate(14).put("JFIF\0".getBytes(StandardCharsets.US_ASCII));
    jfif.putShort((short) 0x0102).put((byte) unit);
    return jfif.putShort(sixteenBits(written.x())).putShort(sixteenBits(written.y())).array();
  }

  private static short sixteenBits(double number) {
    return (short) Math.max(1, Math.min(0xffff, Math.round(number)));
  }

  private static byte[] photoshop(byte[] iptc) {
    ByteBuffer resource = ByteBuffer.allocate(12 + iptc.length + iptc.length % 2);
    resource.put("8BIM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 0x0404);
    resource.putShort((short) 0).putInt(iptc.length).put(iptc);
    return joined("Photoshop 3.0\0", resource.array());
  }

  private void writeProfile(byte[] icc) {
    int parts = (icc.length + ICC_PART - 1) / ICC_PART;
    if (parts > 255) {
      lost.add("colour profile beyond 16 MB");
      return;
    }
    for (int i = 0; i < parts; i++) {
      byte[] part = Arrays.copyOfRange(icc, i * ICC_PART, Math.min(icc.length, (i + 1) * ICC_PART));
      String head = "ICC_PROFILE\0" + (char) (i + 1) + (char) parts;
      write(APP2, joined(head, part), "colour profile");
    }
  }

  private void writeComment(CarriedMetadata.Chunk chunk) {
    String text = new String(chunk.content(), StandardCharsets.ISO_8859_1);
    if (chunk.type().equals("tEXt") && text.startsWith(COMMENT)) {
      byte[] comment = text.substring(COMMENT.length()).getBytes(StandardCharsets.ISO_8859_1);
      write(COM, comment, "comment");
    } else {
      PngContainer.lose(chunk, lost);
    }
  }

  private void write(int marker, byte[] content, String what) {
    if (content.length > MOST) {
      lost.add(what + " beyond 64 KiB");
      return;
    }
    ByteBuffer head = ByteBuffer.allocate(4).put((byte) 0xff).put((byte) marker);
    out.writeBytes(head.putShort((short) (content.length + 2)).array());
    out.writeBytes(content);
  }

  private static byte[] joined(String head, byte[] rest) {
    byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(start.length + rest.length).put(start).put(rest).array();
  }
}
