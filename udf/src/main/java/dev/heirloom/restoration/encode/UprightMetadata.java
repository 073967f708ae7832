package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.decode.UprightExif;
import dev.heirloom.restoration.photo.Picture;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/** Carried metadata as they are true of the upright, restored picture. */
final class UprightMetadata {
  private static final int THUMBNAIL_SIDE = 160;
  private static final int[] THUMBNAIL_QUALITIES = {85, 70, 50, 30};

  private UprightMetadata() {}

  static CarriedMetadata of(CarriedMetadata carried, SourceImage source, Picture picture) {
    CarriedMetadata upright = carried;
    Optional<byte[]> exif = carried.exif();
    if (exif.isPresent()) {
      upright = withExif(upright, exif.get(), source, picture);
    }
    Optional<byte[]> xmp = carried.xmp();
    if (xmp.isPresent()) {
      Optional<byte[]> kept = UprightXmp.of(xmp.get(), picture.width(), picture.height());
      upright = upright.withXmp(kept.orElse(new byte[0]));
      if (kept.isEmpty()) {
        upright = upright.withLost("XMP packet, which is damaged");
      }
    }
    return upright;
  }

  private static CarriedMetadata withExif(
      CarriedMetadata carried, byte[] block, SourceImage source, Picture picture) {
    UprightExif exif =
        new UprightExif(block).turn(picture.width(), picture.height(), source.orientation() >= 5);
    if (!exif.hasThumbnail()) {
      return carried.withExif(exif.block());
    }
    byte[] thumbnail = thumbnail(picture, exif.thumbnailRoom());
    CarriedMetadata upright = carried.withExif(exif.thumbnail(thumbnail).block());
    return thumbnail.length == 0
        ? upright.withLost("EXIF thumbnail, for want of room for the new one")
        : upright;
  }

  /** The best that fits; empty where none does. */
  private static byte[] thumbnail(Picture picture, int room) {
    try (Mat small = PreviewEncoder.thumbnail(picture, THUMBNAIL_SIDE, THUMBNAIL_SIDE)) {
      for (int quality : THUMBNAIL_QUALITIES) {
        byte[] jpeg = NativeEncoder.encode(PhotoFormat.JPEG, small, IMWRITE_JPEG_QUALITY, quality);
        if (jpeg.length <= room) {
          return jpeg;
        }
      }
      return new byte[0];
    }
  }
}
