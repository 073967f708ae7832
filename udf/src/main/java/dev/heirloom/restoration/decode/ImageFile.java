package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A file of one of the formats that are read. All methods throw {@link PhotoException}, and {@link
 * IndexOutOfBoundsException} where the file ends too early.
 */
abstract sealed class ImageFile permits JpegFile, PngFile, TiffFile, WebpFile, BmpFile, Jp2File {
  private final PhotoFormat format;
  private final byte[] file;

  ImageFile(PhotoFormat format, byte[] file) {
    this.format = format;
    this.file = file;
  }

  static ImageFile of(PhotoFormat format, byte[] file) {
    return switch (format) {
      case JPEG -> new JpegFile(file);
      case PNG -> new PngFile(file);
      case TIFF -> new TiffFile(file);
      case WEBP -> new WebpFile(file);
      case BMP -> new BmpFile(file);
      case JP2 -> new Jp2File(file);
    };
  }

  /** What the header states; refuses kinds of this format that would not decode right. */
  abstract ImageHeader header();

  /** Refuses a file that ends before its picture does. */
  abstract void requireComplete();

  /** The pixels as stored, not yet upright; to be closed by the caller. */
  Mat pixels() {
    return NativeDecoder.decode(file, IMREAD_UNCHANGED, format);
  }

  /** What the file carries beside its pixels, but its density; to be asked after the header. */
  CarriedMetadata.Builder metadata() {
    return new CarriedMetadata.Builder();
  }

  /**
   * @see DecodedPhoto#obstacle
   */
  String obstacle() {
    return "";
  }

  /** The obstacle of a file with further pictures, each of which may be a photo. */
  final String furtherPictures(int count, String what) {
    return count < 2
        ? ""
        : "the %s file holds %d %s, and only single pictures are restored; split it into one file for each"
            .formatted(format, count, what);
  }

  final PhotoFormat format() {
    return format;
  }

  final byte[] file() {
    return file;
  }

  final ByteBuffer bytes(ByteOrder order) {
    return ByteBuffer.wrap(file).asReadOnlyBuffer().order(order);
  }

  static PhotoException endsInsideHeader(PhotoFormat format, IndexOutOfBoundsException e) {
    return new PhotoException(
        FailureCode.TRUNCATED, "the %s file ends inside its header".formatted(format), e);
  }

  final PhotoException unsupported(String kind) {
    return FormatSniffer.unsupported(kind);
  }

  final PhotoException truncated(String what) {
    return new PhotoException(
        FailureCode.TRUNCATED, "the %s file is cut off: %s".formatted(format, what));
  }

  final PhotoException corrupt(String what) {
    return new PhotoException(
        FailureCode.CORRUPT, "the %s file is damaged: %s".formatted(format, what));
  }
}
