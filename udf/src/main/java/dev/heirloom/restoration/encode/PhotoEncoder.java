package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_PNG_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_TIFF_COMPRESSION_LZW;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes a file of a picture, upright and with the metadata of its source, as far as the format can
 * hold them. Thread-safe.
 *
 * <ul>
 *   <li>JPEG: 8 bit, with the quantisation tables and the chroma subsampling of its source where
 *       that was a JPEG file, else without subsampling; alpha is laid on white
 *   <li>PNG: lossless, all depths, alpha
 *   <li>TIFF: lossless, all depths, alpha; LZW, and Deflate for 16 bit, which LZW would swell
 *   <li>WebP: 8 bit, alpha, and lossless even where the source was not, so that nothing outside the
 *       faces changes; the colours of wholly transparent pixels are lost
 *   <li>BMP: 8 bit, alpha
 *   <li>JPEG 2000: lossless, all depths, alpha; a JP2 file
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
    CarriedMetadata upright = UprightMetadata.of(carried, source, picture);
    List<String> lost = new ArrayList<>(upright.lost());
    byte[] bytes =
        switch (format) {
          case JPEG -> JpegContainer.embed(jpeg(picture, carried, settings), upright, lost);
          case PNG -> PngContainer.embed(png(picture), upright);
          case TIFF -> TiffContainer.embed(tiff(picture), picture.channels(), upright, lost);
          case WEBP ->
              WebpContainer.embed(
                  eightBit(format, picture, IMWRITE_WEBP_QUALITY, WEBP_LOSSLESS), upright, lost);
          case BMP -> BmpContainer.embed(eightBit(format, picture), upright, lost);
          case JP2 ->
              Jp2Container.embed(
                  J2kEncoder.encode(picture.mat()), picture.channels(), upright, lost);
        };
    return new EncodedPhoto(format, picture.width(), picture.height(), bytes, lost);
  }

  /** No coarser than the JPEG file that the picture was; of another source, as the settings say. */
  private static byte[] jpeg(Picture picture, CarriedMetadata carried, EncodeSettings settings) {
    try (Mat opaque = EightBit.opaque(picture.mat())) {
      return carried.coding().sampling().size() == opaque.channels()
          ? JpegWriter.write(opaque, carried.coding())
          : NativeEncoder.encode(
              PhotoFormat.JPEG,
              opaque,
              IMWRITE_JPEG_QUALITY,
              settings.jpegQuality(),
              IMWRITE_JPEG_SAMPLING_FACTOR,
              IMWRITE_JPEG_SAMPLING_FACTOR_444);
    }
  }

  private static byte[] png(Picture picture) {
    return NativeEncoder.encode(
        PhotoFormat.PNG, picture.mat(), IMWRITE_PNG_COMPRESSION, PNG_COMPRESSION);
  }

  private static byte[] tiff(Picture picture) {
    return NativeEncoder.encode(
        PhotoFormat.TIFF,
        picture.mat(),
        IMWRITE_TIFF_COMPRESSION,
        picture.bitDepth() == 16
            ? IMWRITE_TIFF_COMPRESSION_ADOBE_DEFLATE
            : IMWRITE_TIFF_COMPRESSION_LZW);
  }

  private static byte[] eightBit(PhotoFormat format, Picture picture, int... parameters) {
    try (Mat eight = EightBit.of(picture.mat())) {
      return NativeEncoder.encode(format, eight, parameters);
    }
  }
}
