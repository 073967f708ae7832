package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes an upright picture of the bytes of a file: JPEG, PNG, TIFF, WebP or BMP, by OpenCV; JPEG
 * 2000, by FFmpeg.
 *
 * <p>The first bytes decide the format, never a name. The size that the header states is bounded
 * before memory is allocated for it. A file that ends before its picture does is refused rather
 * than filled up with gray. The orientation of the file's EXIF data, TIFF tag or, in PNG, XMP
 * packet is applied exactly once, whatever the format. Gray stays one channel, 16 bit stay 16 bit,
 * alpha stays. Of files with several pages or frames the first is read. CMYK is read from JPEG
 * only, and converted without its colour profile. Both are stated as an obstacle to a faithful
 * restoration. What the file carries beside its pixels comes along, without what is damaged.
 * Thread-safe.
 */
public final class PhotoDecoder implements AutoCloseable {
  private final PixelDecoder pixelDecoder;
  private final PixelBudget budget;

  PhotoDecoder(PixelDecoder pixelDecoder, PixelBudget budget) {
    this.pixelDecoder = pixelDecoder;
    this.budget = budget;
  }

  /** With native code in this process, which a bug in it may end. */
  public PhotoDecoder() {
    this(PixelBudget.UNBOUNDED);
  }

  /** The same; whoever decodes waits until {@code budget} has what the photo takes. */
  public PhotoDecoder(PixelBudget budget) {
    this(PixelDecoder.HERE, budget);
  }

  /**
   * With native code in processes of their own, one for each thread that decodes at a time. A photo
   * that ends its process, or takes longer than allowed, is {@code POISONED}; one that needs more
   * memory is {@code OUT_OF_MEMORY}. To be closed.
   */
  public static PhotoDecoder isolated(IsolationSettings settings, PixelBudget budget) {
    return new PhotoDecoder(new IsolatedDecoder(settings), budget);
  }

  /**
   * Decodes one file.
   *
   * @param file the whole file; not changed
   * @return the picture, owned by the caller, and what the file said of it
   * @throws PhotoException if there is no picture to be had: {@code EMPTY_FILE}, {@code
   *     NOT_AN_IMAGE}, {@code UNSUPPORTED_FORMAT}, {@code TOO_LARGE}, {@code TRUNCATED}, {@code
   *     CORRUPT} or {@code OUT_OF_MEMORY}, and {@code POISONED} where decoding is isolated
   */
  public DecodedPhoto decode(byte[] file, DecodeSettings settings) {
    PhotoFormat format = FormatSniffer.sniff(file);
    try {
      ImageFile image = ImageFile.of(format, file);
      ImageHeader header = image.header();
      requireWithin(header, settings);
      image.requireComplete();
      return decode(image, header);
    } catch (IndexOutOfBoundsException e) {
      throw ImageFile.endsInsideHeader(format, e);
    } catch (OutOfMemoryError e) {
      throw new PhotoException(
          FailureCode.OUT_OF_MEMORY, "memory was short for decoding this photo", e);
    }
  }

  private DecodedPhoto decode(ImageFile image, ImageHeader header) {
    PixelBudget.Lease memory = budget.take(header);
    try {
      return decode(image, header, memory);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private DecodedPhoto decode(ImageFile image, ImageHeader header, PixelBudget.Lease memory) {
    Mat pixels = pixelDecoder.pixels(image, header);
    try {
      Orientation.apply(header.orientation(), pixels);
      return new DecodedPhoto(
          new Picture(pixels),
          header.describe(image.format(), pixels),
          carried(image, header),
          image.obstacle(),
          memory);
    } catch (RuntimeException e) {
      pixels.close();
      throw NativeDecoder.failure(e, image.format());
    }
  }

  /** Metadata that cannot be read cost themselves, not the photo. */
  private static CarriedMetadata carried(ImageFile image, ImageHeader header) {
    CarriedMetadata.Builder carried;
    try {
      carried = image.metadata();
    } catch (IndexOutOfBoundsException e) {
      carried = new CarriedMetadata.Builder().lost("metadata, which are damaged");
    }
    return carried
        .density(header.uprightDensity())
        .upright(header.orientation(), header.width(), header.height())
        .build();
  }

  private static void requireWithin(ImageHeader header, DecodeSettings settings) {
    double megapixels = (double) header.width() * header.height() / 1e6;
    if (megapixels > settings.maxMegapixels()) {
      throw new PhotoException(
          FailureCode.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "%d x %d are %.2f megapixels, and at most %s are decoded; raise the limit if this"
                  + " photo is genuine",
              header.width(),
              header.height(),
              megapixels,
              settings.maxMegapixels()));
    }
  }

  /** Ends the processes that decode for this one, if there are any. */
  @Override
  public void close() {
    pixelDecoder.close();
  }
}
