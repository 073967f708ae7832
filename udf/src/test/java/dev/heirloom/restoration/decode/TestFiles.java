package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_WEBP_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.heirloom.restoration.encode.Encoding;
import dev.heirloom.restoration.photo.Picture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** Small image files made for tests. */
final class TestFiles {
  private TestFiles() {}

  /** As good as the format can, by OpenCV; JPEG 2000, which it cannot, by this program. */
  static byte[] encoded(PhotoFormat format, Picture picture) {
    if (format == PhotoFormat.JP2) {
      return Encoding.encode(picture, CarriedMetadata.NONE, format).bytes();
    }
    return encoded(
        format,
        picture,
        switch (format) {
          case JPEG ->
              new int[] {
                IMWRITE_JPEG_QUALITY,
                100,
                IMWRITE_JPEG_SAMPLING_FACTOR,
                IMWRITE_JPEG_SAMPLING_FACTOR_444
              };
          case WEBP -> new int[] {IMWRITE_WEBP_QUALITY, 101};
          default -> new int[0];
        });
  }

  /**
   * @param parameters of {@code imwrite}: keys and values
   */
  static byte[] encoded(PhotoFormat format, Picture picture, int... parameters) {
    try (BytePointer file = new BytePointer();
        IntPointer keysAndValues = new IntPointer(parameters)) {
      imencode("." + format.extension(), picture.mat(), file, keysAndValues);
      byte[] bytes = new byte[(int) file.limit()];
      file.get(bytes);
      return bytes;
    }
  }

  /** The file with EXIF data that state an orientation. */
  static byte[] withOrientation(PhotoFormat format, byte[] file, int orientation) {
    byte[] exif =
        new TiffBuilder(ByteOrder.BIG_ENDIAN).shorts(TiffTag.ORIENTATION, orientation).build();
    return switch (format) {
      case JPEG ->
          withSegment(file, 0xe1, concat("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif));
      case PNG -> withChunk(file, "eXIf", exif);
      case WEBP -> withWebpExif(file, exif);
      case JP2 ->
          withBox(
              file, "uuid", concat("JpgTiffExif->JP2".getBytes(StandardCharsets.US_ASCII), exif));
      case TIFF, BMP -> throw new IllegalArgumentException("no EXIF data in " + format);
    };
  }

  /** A segment right behind the start of a JPEG file. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteBuffer segment = ByteBuffer.allocate(4 + content.length);
    segment.put((byte) 0xff).put((byte) marker).putShort((short) (2 + content.length)).put(content);
    return concat(slice(jpeg, 0, 2), segment.array(), slice(jpeg, 2, jpeg.length));
  }

  /** A box right behind the file type of a JP2 file. */
  static byte[] withBox(byte[] jp2, String type, byte[] content) {
    return concat(slice(jp2, 0, 32), box(type, content), slice(jp2, 32, jp2.length));
  }

  static byte[] box(String type, byte[]... contents) {
    byte[] content = concat(contents);
    ByteBuffer box = ByteBuffer.allocate(8 + content.length).putInt(8 + content.length);
    return box.put(type.getBytes(StandardCharsets.US_ASCII)).put(content).array();
  }

  /** A chunk right behind the header of a PNG file. */
  static byte[] withChunk(byte[] png, String type, byte[] content) {
    return concat(slice(png, 0, 33), chunk(type, content), slice(png, 33, png.length));
  }

  static byte[] chunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    chunk.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) checksum.getValue()).array();
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    while (!deflater.finished()) {
      out.write(part, 0, deflater.deflate(part));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Makes the extended form of a plain lossless WebP file. */
  private static byte[] withWebpExif(byte[] webp, byte[] exif) {
    ByteBuffer plain = ByteBuffer.wrap(webp).order(ByteOrder.LITTLE_ENDIAN);
    int sides = plain.getInt(21);
    int width = sides & 0x3fff;
    int height = sides >> 14 & 0x3fff;
    ByteBuffer extended = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    extended.putInt(8).putShort((short) width).put((byte) 0).putShort((short) height).put((byte) 0);
    byte[] chunks =
        concat(riff("VP8X", extended.array()), slice(webp, 12, webp.length), riff("EXIF", exif));
    return riff("RIFF", concat("WEBP".getBytes(StandardCharsets.US_ASCII), chunks));
  }

  private static byte[] riff(String name, byte[] content) {
    ByteBuffer chunk =
        ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    chunk.put(name.getBytes(StandardCharsets.US_ASCII)).putInt(content.length).put(content);
    return chunk.array();
  }

  static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
