package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import dev.heirloom.restoration.decode.TiffFields;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Puts metadata into a lossless WebP file, which then is of the extended kind (RFC 9649). */
final class WebpContainer {
  private static final int FIRST_CHUNK = 12;
  private static final int LOSSLESS_SIDES = FIRST_CHUNK + 8 + 1;
  private static final int FOURTEEN_BITS = 0x3fff;
  private static final int ALPHA_BIT = 28;
  private static final int ICC = 0x20;
  private static final int ALPHA = 0x10;
  private static final int EXIF = 0x08;
  private static final int XMP = 0x04;

  private WebpContainer() {}

  /**
   * @param webp as the encoder made it: a single {@code VP8L} chunk
   * @param lost is added to
   */
  static byte[] embed(byte[] webp, CarriedMetadata carried, List<String> lost) {
    carried.iptc().ifPresent(iptc -> lost.add("IPTC data"));
    carried.chunks().forEach(chunk -> PngContainer.lose(chunk, lost));
    byte[] exif = exif(carried);
    byte[] icc = carried.icc().orElse(new byte[0]);
    byte[] xmp = carried.xmp().orElse(new byte[0]);
    if (exif.length + icc.length + xmp.length == 0) {
      return webp;
    }
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    chunks.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    int flags = (icc.length > 0 ? ICC : 0) | (exif.length > 0 ? EXIF : 0);
    chunks.writeBytes(chunk("VP8X", extended(webp, flags | (xmp.length > 0 ? XMP : 0))));
    chunks.writeBytes(icc.length == 0 ? icc : chunk("ICCP", icc));
    chunks.write(webp, FIRST_CHUNK, webp.length - FIRST_CHUNK);
    chunks.writeBytes(exif.length == 0 ? exif : chunk("EXIF", exif));
    chunks.writeBytes(xmp.length == 0 ? xmp : chunk("XMP ", xmp));
    return chunk("RIFF", chunks.toByteArray());
  }

  /** WebP has no other place for a resolution. */
  private static byte[] exif(CarriedMetadata carried) {
    byte[] exif = carried.exif().orElse(new byte[0]);
    Density density = carried.density();
    if (!density.isKnown()) {
      return exif;
    }
    TiffFields fields = TiffFields.of(exif).orElseGet(TiffFields::new);
    return fields.has(TiffContainer.X_RESOLUTION)
        ? exif
        : TiffContainer.withDensity(fields, density).block();
  }

  private static byte[] extended(byte[] webp, int flags) {
    int sides = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN).getInt(LOSSLESS_SIDES);
    int width = sides & FOURTEEN_BITS;
    int height = sides >> 14 & FOURTEEN_BITS;
    int alpha = (sides >> ALPHA_BIT & 1) == 1 ? ALPHA : 0;
    return ByteBuffer.allocate(10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(flags | alpha)
        .putShort((short) width)
        .put((byte) 0)
        .putShort((short) height)
        .put((byte) 0)
        .array();
  }

  private static byte[] chunk(String name, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(8 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    chunk.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
    return Arrays.copyOf(chunk.array(), chunk.capacity() + content.length % 2);
  }
}
