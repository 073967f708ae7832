package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.bitwise_not;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * TIFF 6.0 and BigTIFF, first page: bilevel, gray, palette, RGB and Y, Cb, Cr with 1, 8 or 16 bits
 * (gray and RGB also 10, 12, 14), strips or tiles, alpha.
 *
 * <p>OpenCV would give wrong pixels for some files: 16 bits in separate planes, 16-bit gray with
 * white as zero, alpha that is not premultiplied, and it applies the orientation in its own way.
 * Such kinds are refused here, or set right.
 */
final class TiffFile extends ImageFile {

  private static final String CANON_MAGIC = "CR\2\0";

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int YCBCR = 6;
  private static final int SEPARATE_PLANES = 2;
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;

  private static final Map<Integer, String> UNREAD_COLOURS =
      Map.of(
          4, "TIFF transparency mask",
          5, "CMYK TIFF",
          8, "CIELab TIFF",
          9, "ICCLab TIFF",
          32803, "camera RAW (CFA)",
          34892, "camera RAW (linear)");

  /**
   * Fields that describe the picture rather than its strips: name, description, make, model, page
   * name and position, resolution, page number, software, time, artist, computer, copyright,
   * rating.
   */
  private static final Set<Integer> DESCRIPTIONS =
      Set.of(
          269, 270, 271, 272, 282, 283, 285, 286, 287, 296, 297, 305, 306, 315, 316, 18246, 18249,
          33432, 40091, 40092, 40093, 40094, 40095);

  private static final Set<Integer> COMPRESSIONS = Set.of(1, 2, 3, 4, 5, 7, 8, 32773, 32946);

  private final TiffDirectory directory;

  TiffFile(byte[] file) {
    super(PhotoFormat.TIFF, file);
    directory = new TiffDirectory(bytes(ByteOrder.BIG_ENDIAN));
  }

  @Override
  ImageHeader header() {
    refuseCameraRaw();
    ImageHeader header =
        new ImageHeader(
            side(TiffTag.IMAGE_WIDTH),
            side(TiffTag.IMAGE_LENGTH),
            photometric() == PALETTE ? 8 : boundedBits(),
            directory.orientation(),
            directory.density());
    refuseUnreadColours();
    refuseUnreadSamples();
    return header;
  }

  @Override
  CarriedMetadata.Builder metadata() {
    CarriedMetadata.Builder carried = new CarriedMetadata.Builder();
    carry(TiffTag.XMP, carried::xmp);
    carry(TiffTag.IPTC, carried::iptc);
    carry(TiffTag.ICC_PROFILE, profile -> IccProfile.add(carried, profile));
    TiffFields descriptions = TiffFields.of(directory).keepOnly(DESCRIPTIONS);
    if (!descriptions.isEmpty()) {
      carried.exif(descriptions.block());
    }
    if (directory.isDamaged()) {
      carried.lost("fields of a damaged TIFF directory");
    }
    if (directory.has(TiffTag.SUB_IFDS) || directory.next().isPresent()) {
      carried.lost("reduced copies and masks beside the picture");
    }
    return carried;
  }

  private void carry(int tag, Consumer<byte[]> to) {
    if (directory.has(tag)) {
      to.accept(directory.raw(tag));
    }
  }

  @Override
  String obstacle() {
    return furtherPictures(directory.pages(), "pages");
  }

  private int side(int tag) {
    return (int) Math.min(Integer.MAX_VALUE, directory.value(tag, 0));
  }

  private void refuseCameraRaw() {
    if (directory.has(TiffTag.DNG_VERSION)) {
      throw unsupported("camera RAW (DNG)");
    }
    if (FormatSniffer.has(file(), 8, CANON_MAGIC)) {
      throw unsupported("camera RAW (CR2)");
    }
    boolean previewFirst = (directory.value(TiffTag.NEW_SUBFILE_TYPE, 0) & 1) == 1;
    if (previewFirst) {
      String maker = directory.text(TiffTag.MAKE).strip();
      throw unsupported(
          directory.has(TiffTag.SUB_IFDS) && !maker.isEmpty()
              ? "camera RAW of " + maker
              : "TIFF whose first page is a preview only");
    }
  }

  private void refuseUnreadColours() {
    int photometric = photometric();
    if (photometric < 0) {
      throw corrupt("it does not say how its colours are stored");
    }
    if (photometric > PALETTE && photometric != YCBCR) {
      throw unsupported(
          UNREAD_COLOURS.getOrDefault(photometric, "TIFF with colours of kind " + photometric));
    }
    int compression = (int) directory.value(TiffTag.COMPRESSION, 1);
    if (!COMPRESSIONS.contains(compression)) {
      throw unsupported(
          compression == 6 ? "old-style JPEG in TIFF" : "TIFF with compression " + compression);
    }
    if (photometric == PALETTE && directory.count(TiffTag.COLOR_MAP) != 3L << bits()) {
      throw corrupt("its palette does not fit its samples");
    }
  }

  private void refuseUnreadSamples() {
    int bits = bits();
    int samples = samples();
    boolean colour = photometric() == RGB || photometric() == YCBCR;
    boolean channelsFit =
        colour ? samples == 3 || samples == 4 && photometric() == RGB : samples == 1;
    if (!channelsFit) {
      throw unsupported("%s TIFF with %d samples a pixel".formatted(kind(), samples));
    }
    if (directory.value(TiffTag.SAMPLE_FORMAT, 1) != 1
        && directory.value(TiffTag.SAMPLE_FORMAT, 1) != 4) {
      throw unsupported(kind() + " TIFF with signed or floating-point samples");
    }
    if (!depthFits(bits)) {
      throw unsupported("%s TIFF with %d bits a sample".formatted(kind(), bits));
    }
    boolean separate = directory.value(TiffTag.PLANAR_CONFIGURATION, 1) == SEPARATE_PLANES;
    if (separate && (bits > 8 || photometric() == YCBCR)) {
      throw unsupported("%s TIFF with %d bits in separate planes".formatted(kind(), bits));
    }
    if (directory.value(TiffTag.EXTRA_SAMPLES, 0) == ASSOCIATED_ALPHA) {
      throw unsupported("TIFF with premultiplied alpha");
    }
  }

  private boolean depthFits(int bits) {
    return switch (bits) {
      case 1 -> isGray();
      case 4 -> photometric() == PALETTE;
      case 8 -> true;
      case 10, 12, 14, 16 -> photometric() <= RGB;
      default -> false;
    };
  }

  @Override
  void requireComplete() {
    new TiffLayout(directory).requireComplete(file());
  }

  /**
   * Gives OpenCV a copy in which it finds nothing to turn, nothing to multiply, and no strip that
   * is higher than the picture.
   */
  @Override
  Mat pixels() {
    byte[] plain = file().clone();
    directory.overwrite(plain, TiffTag.ORIENTATION, 1);
    directory.overwrite(plain, TiffTag.ROWS_PER_STRIP, new TiffLayout(directory).rowsPerStrip());
    if (directory.value(TiffTag.EXTRA_SAMPLES, 0) == UNASSOCIATED_ALPHA) {
      directory.overwrite(plain, TiffTag.EXTRA_SAMPLES, ASSOCIATED_ALPHA);
    }
    Mat pixels = NativeDecoder.decode(plain, IMREAD_UNCHANGED, format());
    if (photometric() == WHITE_IS_ZERO && pixels.depth() == CV_16U) {
      bitwise_not(pixels, pixels);
    }
    return pixels;
  }

  private boolean isGray() {
    return photometric() == WHITE_IS_ZERO || photometric() == BLACK_IS_ZERO;
  }

  private String kind() {
    return switch (photometric()) {
      case RGB -> "RGB";
      case PALETTE -> "palette";
      case YCBCR -> "YCbCr";
      default -> "gray";
    };
  }

  private int photometric() {
    return (int) directory.value(TiffTag.PHOTOMETRIC, -1);
  }

  private int bits() {
    return (int) directory.value(TiffTag.BITS_PER_SAMPLE, 1);
  }

  private int boundedBits() {
    return Math.max(1, Math.min(16, bits()));
  }

  private int samples() {
    return (int) directory.value(TiffTag.SAMPLES_PER_PIXEL, 1);
  }
}
