package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * EXIF data for a picture that was turned upright and restored: the orientation, the size and the
 * thumbnail become those of the new picture. All else stays where it is, byte for byte, so that
 * maker notes stay whole.
 */
public final class UprightExif {
  private static final int PIXEL_X_DIMENSION = 40962;
  private static final int PIXEL_Y_DIMENSION = 40963;
  private static final int RATIONAL_SIZE = 8;

  private final byte[] block;
  private final TiffDirectory main;

  /**
   * @param exif as {@link CarriedMetadata#exif} gives them; not changed
   */
  public UprightExif(byte[] exif) {
    block = exif.clone();
    main = new TiffDirectory(ByteBuffer.wrap(exif));
  }

  /** Says that a picture of this size lies upright. */
  public UprightExif turn(int width, int height, boolean byAQuarter) {
    main.overwrite(block, TiffTag.ORIENTATION, 1);
    main.overwrite(block, TiffTag.IMAGE_WIDTH, width);
    main.overwrite(block, TiffTag.IMAGE_LENGTH, height);
    main.child(TiffTag.EXIF_DIRECTORY)
        .ifPresent(
            exif -> {
              exif.overwrite(block, PIXEL_X_DIMENSION, width);
              exif.overwrite(block, PIXEL_Y_DIMENSION, height);
            });
    if (byAQuarter) {
      swapResolutions();
    }
    return this;
  }

  private void swapResolutions() {
    if (main.count(TiffTag.X_RESOLUTION) == 1 && main.count(TiffTag.Y_RESOLUTION) == 1) {
      byte[] x = main.raw(TiffTag.X_RESOLUTION);
      byte[] y = main.raw(TiffTag.Y_RESOLUTION);
      if (x.length == RATIONAL_SIZE && y.length == RATIONAL_SIZE) {
        System.arraycopy(y, 0, block, main.valuePosition(TiffTag.X_RESOLUTION), RATIONAL_SIZE);
        System.arraycopy(x, 0, block, main.valuePosition(TiffTag.Y_RESOLUTION), RATIONAL_SIZE);
      }
    }
  }

  /** Whether there is a thumbnail of any kind. */
  public boolean hasThumbnail() {
    return main.next().isPresent();
  }

  /** The most bytes that a JPEG thumbnail may have; 0 where there can be none. */
  public int thumbnailRoom() {
    return main.next().map(this::room).orElse(0);
  }

  private int room(TiffDirectory thumbnail) {
    long start = thumbnail.value(TiffTag.JPEG_THUMBNAIL, 0);
    long length = thumbnail.value(TiffTag.JPEG_THUMBNAIL_LENGTH, 0);
    boolean inside = start >= 8 && length > 0 && start + length <= block.length;
    return inside ? (int) length : 0;
  }

  /**
   * @param jpeg of at most {@link #thumbnailRoom} bytes; empty to take the thumbnail out
   */
  public UprightExif thumbnail(byte[] jpeg) {
    Optional<TiffDirectory> thumbnail = main.next();
    thumbnail.ifPresent(
        directory -> {
          int room = room(directory);
          int start = (int) directory.value(TiffTag.JPEG_THUMBNAIL, 0);
          if (room > 0) {
            Arrays.fill(block, start, start + room, (byte) 0);
          }
          if (jpeg.length > 0) {
            System.arraycopy(jpeg, 0, block, start, jpeg.length);
            directory.overwrite(block, TiffTag.JPEG_THUMBNAIL_LENGTH, jpeg.length);
            directory.overwrite(block, TiffTag.ORIENTATION, 1);
          } else {
            ByteBuffer.wrap(block).putInt(main.nextPointer(), 0);
          }
        });
    return this;
  }

  public byte[] block() {
    return block;
  }
}
