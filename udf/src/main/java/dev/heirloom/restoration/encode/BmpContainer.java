package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.Density;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Bitmaps can state a resolution, and carry nothing else. */
final class BmpContainer {
  private static final double INCHES_PER_METRE = 1 / 0.0254;
  private static final int PER_METRE = 38;

  private BmpContainer() {}

  /**
   * @param bmp as the encoder made it; is changed
   * @param lost is added to
   */
  static byte[] embed(byte[] bmp, CarriedMetadata carried, List<String> lost) {
    carried.exif().ifPresent(exif -> lost.add("EXIF data"));
    carried.xmp().ifPresent(xmp -> lost.add("XMP"));
    carried.iptc().ifPresent(iptc -> lost.add("IPTC data"));
    carried.icc().ifPresent(icc -> lost.add("colour profile"));
    carried.chunks().forEach(chunk -> PngContainer.lose(chunk, lost));
    Density density = carried.density().byInch();
    if (density.isKnown()) {
      ByteBuffer.wrap(bmp)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(PER_METRE, (int) Math.round(density.x() * INCHES_PER_METRE))
          .putInt(PER_METRE + 4, (int) Math.round(density.y() * INCHES_PER_METRE));
    }
    return bmp;
  }
}
