package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import dev.heirloom.restoration.decode.TiffFields;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Puts metadata into a TIFF file: a new directory behind it, with all that the encoder's has. The
 * strips stay where they are.
 */
final class TiffContainer {
  static final int X_RESOLUTION = 282;
  private static final int Y_RESOLUTION = 283;
  private static final int RESOLUTION_UNIT = 296;
  private static final int EXTRA_SAMPLES = 338;
  private static final int UNASSOCIATED_ALPHA = 2;
  private static final int XMP = 700;
  private static final int IPTC = 33723;
  private static final int ICC = 34675;

  /** Fields of EXIF data that would speak of the strips, or of what has a field of its own. */
  private static final Set<Integer> STRUCTURE =
      Stream.of(
              IntStream.rangeClosed(254, 266),
              IntStream.rangeClosed(273, 284),
              IntStream.rangeClosed(288, 296),
              IntStream.rangeClosed(317, 347),
              IntStream.rangeClosed(512, 532),
              IntStream.of(301, XMP, IPTC, 34377, ICC))
          .flatMap(IntStream::boxed)
          .collect(Collectors.toUnmodifiableSet());

  private TiffContainer() {}

  /**
   * @param tiff classic TIFF, little-endian, one page
   * @param channels of its picture
   * @param lost is added to
   */
  static byte[] embed(byte[] tiff, int channels, CarriedMetadata carried, List<String> lost) {
    TiffFields fields = TiffFields.of(tiff).orElseThrow();
    carried.exif().flatMap(TiffFields::of).ifPresent(exif -> fields.addAll(exif.remove(STRUCTURE)));
    carried.xmp().ifPresent(xmp -> fields.setBytes(XMP, xmp));
    carried.iptc().ifPresent(iptc -> fields.setBytes(IPTC, iptc));
    carried.icc().ifPresent(icc -> fields.setBytes(ICC, icc));
    carried.chunks().forEach(chunk -> PngContainer.lose(chunk, lost));
    if (!carried.density().saysNothing()) {
      withDensity(fields, carried.density());
    }
    if (channels == 4) {
      fields.setShort(EXTRA_SAMPLES, UNASSOCIATED_ALPHA);
    }
    return withDirectory(tiff, fields);
  }

  static TiffFields withDensity(TiffFields fields, Density density) {
    return fields
        .setRational(X_RESOLUTION, density.x())
        .setRational(Y_RESOLUTION, density.y())
        .setShort(RESOLUTION_UNIT, density.unit().ordinal() + 1);
  }

  private static byte[] withDirectory(byte[] tiff, TiffFields fields) {
    int at = tiff.length + tiff.length % 2;
    byte[] directory = fields.directory(ByteOrder.LITTLE_ENDIAN, at);
    return ByteBuffer.allocate(at + directory.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(tiff)
        .position(at)
        .put(directory)
        .putInt(4, at)
        .array();
  }
}
