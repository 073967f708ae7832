package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * JPEG (ITU-T T.81): baseline, extended and progressive with 8 bits. Three components are Y, Cb, Cr
 * or R, G, B; four are CMYK or YCCK as Adobe writes them, that is, inverted.
 */
final class JpegFile extends ImageFile {
  private static final int SOF0 = 0xc0;
  private static final int SOF2 = 0xc2;
  private static final int SOF15 = 0xcf;
  private static final int DHT = 0xc4;
  private static final int JPG = 0xc8;
  private static final int DAC = 0xcc;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int TEM = 0x01;
  private static final int JPEG_LS = 0xf7;

  private final ByteBuffer bytes;
  private int position = 2;
  private int frame = -1;
  private boolean adobe;
  private int adobeTransform;
  private Density jfif = Density.UNKNOWN;
  private Exif exif = Exif.NONE;
  private final JpegMetadata metadata = new JpegMetadata();

  JpegFile(byte[] file) {
    super(PhotoFormat.JPEG, file);
    bytes = bytes(ByteOrder.BIG_ENDIAN);
  }

  @Override
  ImageHeader header() {
    int marker = nextMarker();
    while (marker != SOS && marker != EOI) {
      readSegment(marker);
      marker = nextMarker();
    }
    if (frame < 0) {
      throw corrupt("there is no frame header");
    }
    return frameHeader();
  }

  private ImageHeader frameHeader() {
    int precision = unsigned(frame);
    int components = unsigned(frame + 5);
    if (precision != 8) {
      throw unsupported("JPEG with %d bits a sample".formatted(precision));
    }
    if (components == 4 && !adobe) {
      throw unsupported("CMYK JPEG that does not say how its inks are stored");
    }
    boolean onlyExifKnows = !jfif.isKnown() && exif.density().isKnown();
    return new ImageHeader(
        unsignedShort(frame + 3),
        unsignedShort(frame + 1),
        precision,
        exif.orientation(),
        onlyExifKnows ? exif.density() : jfif);
  }

  @Override
  CarriedMetadata.Builder metadata() {
    return metadata.finish(bytes.slice(frame, bytes.limit() - frame), holdsRgb());
  }

  private boolean holdsRgb() {
    boolean named =
        unsigned(frame + 6) == 'R' && unsigned(frame + 9) == 'G' && unsigned(frame + 12) == 'B';
    return unsigned(frame + 5) == 3 && (named || adobe && adobeTransform == 0);
  }

  /** Inks cannot be told from the colours that were made of them. */
  @Override
  String obstacle() {
    return unsigned(frame + 5) == 4
        ? "CMYK JPEG is not restored, since its inks cannot be written again as they were; convert"
            + " it to an RGB TIFF with its colour profile"
        : "";
  }

  /** Every scan up to the end-of-image marker; further pictures behind it do not matter. */
  @Override
  void requireComplete() {
    position = 2;
    try {
      int marker = nextMarker();
      while (marker != EOI) {
        if (marker != SOI) {
          position += unsignedShort(position);
        }
        marker = nextMarker();
      }
    } catch (IndexOutOfBoundsException e) {
      throw truncated("there is no end-of-image marker");
    }
  }

  @Override
  Mat pixels() {
    Mat pixels = super.pixels();
    if (JpegScans.endEarly(file(), pixels)) {
      pixels.close();
      throw truncated("its scans end before the picture does");
    }
    return pixels;
  }

  /** Goes past the next marker; skips what is no marker, as libjpeg does. */
  private int nextMarker() {
    while (true) {
      while (file()[position] != (byte) 0xff) {
        position++;
      }
      int code = unsigned(++position);
      boolean standsAlone = code == 0 || code == TEM || (code >= RST0 && code <= RST7);
      if (code != 0xff && !standsAlone) {
        position++;
        return code;
      }
    }
  }

  private void readSegment(int marker) {
    if (marker == SOI) {
      return;
    }
    int length = unsignedShort(position);
    ByteBuffer content = bytes.slice(position + 2, Math.max(0, length - 2));
    if (marker == APP0) {
      readJfif(content);
    } else if (marker == APP1 && exif.equals(Exif.NONE) && Exif.startsWithPrefix(content)) {
      exif = Exif.of(content);
    } else if (marker == APP14) {
      readAdobe(content);
    } else {
      readFrame(marker);
    }
    addMetadata(marker, content);
    position += Math.max(2, length);
  }

  /** What is wrong with metadata must not fail the photo. */
  private void addMetadata(int marker, ByteBuffer content) {
    try {
      metadata.add(marker, content);
    } catch (IndexOutOfBoundsException e) {
      metadata.lost("a damaged segment");
    }
  }

  private void readFrame(int marker) {
    if (marker == JPEG_LS) {
      throw unsupported("JPEG-LS");
    }
    boolean isFrame =
        marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
    if (!isFrame) {
      return;
    }
    if (marker > SOF2) {
      throw unsupported(
          marker % 4 == 3 ? "lossless JPEG" : "arithmetic-coded or hierarchical JPEG");
    }
    if (frame >= 0) {
      throw corrupt("there are two frame headers");
    }
    frame = position + 2;
  }

  private void readAdobe(ByteBuffer content) {
    if (startsWith(content, "Adobe")) {
      adobe = true;
      adobeTransform = content.limit() >= 12 ? content.get(11) : 0;
    }
  }

  private void readJfif(ByteBuffer content) {
    if (startsWith(content, "JFIF") && content.limit() >= 12) {
      int unit = content.get(7);
      int density = content.getShort(8) & 0xffff;
      int vertical = content.getShort(10) & 0xffff;
      jfif =
          switch (unit) {
            case 1 -> Density.of(density, vertical, Density.Unit.INCH);
            case 2 -> Density.of(density, vertical, Density.Unit.CENTIMETRE);
            default -> Density.of(density, vertical, Density.Unit.NONE);
          };
    }
  }

  private static boolean startsWith(ByteBuffer content, String name) {
    ByteBuffer expected = StandardCharsets.US_ASCII.encode(name);
    return content.limit() >= name.length() && content.slice(0, name.length()).equals(expected);
  }

  private int unsigned(int at) {
    return bytes.get(at) & 0xff;
  }

  private int unsignedShort(int at) {
    return bytes.getShort(at) & 0xffff;
  }
}
