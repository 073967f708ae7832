package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_LZW;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_RESOLUTION_UNIT_INCH;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_RESUNIT;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_XDPI;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_YDPI;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes a file of a picture, upright and with the resolution of its source. Thread-safe.
 *
 * <ul>
 *   <li>JPEG: 8 bit, without chroma subsampling; alpha is laid on white
 *   <li>PNG: lossless, all depths, alpha
 *   <li>TIFF: lossless, all depths, alpha; LZW, and Deflate for 16 bit, which LZW would swell
 *   <li>WebP: 8 bit, alpha, and lossless even where the source was not, so that nothing outside the
 *       faces changes; the colours of wholly transparent pixels are lost; states no resolution
 *   <li>BMP: 8 bit, alpha
 * </ul>
 *
 * 16 bit become 8 bit, where they must, by division by 257.
 */
public final class PhotoEncoder {
  /** Any quality above 100 is OpenCV's word for lossless. */
  private static final int WEBP_LOSSLESS = 101;

  private static final int PNG_COMPRESSION = 4;

  /**
   * Encodes one picture.
   *
   * @param picture not changed
   * @param source where the picture came from: its format, unless the settings name another
   * @param carried what the source has beside its pixels, and is to be carried on; its XMP packet
   *     may be another one
   * @throws PhotoException {@code ENCODE_FAILED}, when the format cannot hold the picture
   */
  public EncodedPhoto encode(
      Picture picture, SourceImage source, CarriedMetadata carried, EncodeSettings settings) {
    PhotoFormat format = settings.format().of(source.format());
    byte[] bytes =
        switch (format) {
          case JPEG -> jpeg(picture, settings.jpegQuality());
          case PNG ->
              NativeEncoder.encode(format, picture.mat(), IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION);
          case TIFF -> NativeEncoder.encode(format, picture.mat(), tiffParameters(picture, source));
          case WEBP -> eightBit(format, picture, IMWRITE_WEBP_QUALITY, WEBP_LOSSLESS);
          case BMP -> eightBit(format, picture);
        };
    return new EncodedPhoto(
        format, picture.width(), picture.height(), Resolution.stamp(format, bytes, source.dpi()));
  }

  private static byte[] jpeg(Picture picture, int quality) {
    try (Mat opaque = EightBit.opaque(picture.mat())) {
      return NativeEncoder.encode(
          PhotoFormat.JPEG,
          opaque,
          IMWRITE_JPEG_QUALITY,
          quality,
          IMWRITE_JPEG_SAMPLING_FACTOR,
          IMWRITE_JPEG_SAMPLING_FACTOR_444);
    }
  }

  private static byte[] eightBit(PhotoFormat format, Picture picture, int... parameters) {
    try (Mat eight = EightBit.of(picture.mat())) {
      return NativeEncoder.encode(format, eight, parameters);
    }
  }

  private static int[] tiffParameters(Picture picture, SourceImage source) {
    int compression =
        picture.bitDepth() == 16
            ? IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE
            : IMWRITE_TIFF_COMPRESSION_LZW;
    int dpi = (int) Math.round(source.dpi());
    return dpi == 0
        ? new int[] {IMWRITE_TIFF_COMPRESSION, compression}
        : new int[] {
          IMWRITE_TIFF_COMPRESSION,
          compression,
          IMWRITE_TIFF_RESUNIT,
          IMWRITE_TIFF_RESOLUTION_UNIT_INCH,
          IMWRITE_TIFF_XDPI,
          dpi,
          IMWRITE_TIFF_YDPI,
          dpi
        };
  }
}
