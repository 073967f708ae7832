package dev.heirloom.restoration.decode;

/** The tags that are read: of TIFF 6.0, of EXIF, and one of DNG. */
final class TiffTag {
  static final int NEW_SUBFILE_TYPE = 254;
  static final int IMAGE_WIDTH = 256;
  static final int IMAGE_LENGTH = 257;
  static final int BITS_PER_SAMPLE = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int MAKE = 271;
  static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_BYTE_COUNTS = 279;
  static final int X_RESOLUTION = 282;
  static final int Y_RESOLUTION = 283;
  static final int PLANAR_CONFIGURATION = 284;
  static final int RESOLUTION_UNIT = 296;
  static final int COLOR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_LENGTH = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_BYTE_COUNTS = 325;
  static final int SUB_IFDS = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_THUMBNAIL = 513;
  static final int JPEG_THUMBNAIL_LENGTH = 514;
  static final int XMP = 700;
  static final int IPTC = 33723;
  static final int EXIF_DIRECTORY = 34665;
  static final int ICC_PROFILE = 34675;
  static final int GPS_DIRECTORY = 34853;
  static final int INTEROPERABILITY_DIRECTORY = 40965;
  static final int DNG_VERSION = 50706;

  private TiffTag() {}
}
