package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_16U;
import static org.bytedeco.opencv.global.opencv_core.CV_8U;
import static org.bytedeco.opencv.global.opencv_core.CV_MAKETYPE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * JPEG 2000 (ITU-T T.800): JP2 files and bare codestreams with 8 to 16 bits, gray, RGB, and luma
 * with chroma of the same size; alpha.
 *
 * <p>The decoder sees the codestream alone; the boxes around it are read here.
 */
final class Jp2File extends ImageFile {
  static final String BARE_CODESTREAM = "\u00ff\u004f\u00ff\u0051";

  private static final int UUID = 16;
  private static final String EXIF =
      HexFormat.of().formatHex("JpgTiffExif->JP2".getBytes(StandardCharsets.US_ASCII));
  private static final String XMP = "be7acfcb97a942e89c71999491e3afac";
  private static final String IPTC = "33c7a4d2b81d4723a0baf1a3e097ad38";

  private final List<Jp2Box> boxes;
  private final Jp2Header header;

  Jp2File(byte[] file) {
    super(PhotoFormat.JP2, file);
    boxes = isBare() ? List.of() : Jp2Box.all(bytes(ByteOrder.BIG_ENDIAN));
    header = new Jp2Header(this, first("jp2h").map(Jp2Box::children).orElse(List.of()));
  }

  private boolean isBare() {
    return FormatSniffer.has(file(), 0, BARE_CODESTREAM);
  }

  @Override
  ImageHeader header() {
    J2kCodestream codestream = codestream();
    Density stated = header.density();
    Exif exif = exif();
    ImageHeader read =
        new ImageHeader(
            codestream.width(),
            codestream.height(),
            Math.max(1, Math.min(16, codestream.depth())),
            exif.orientation(),
            stated.isKnown() ? stated : exif.density());
    codestream.refuseUnreadSamples();
    header.colours(codestream.components());
    return read;
  }

  private J2kCodestream codestream() {
    return new J2kCodestream(this, codestreamBytes());
  }

  private ByteBuffer codestreamBytes() {
    return isBare()
        ? bytes(ByteOrder.BIG_ENDIAN)
        : first("jp2c")
            .map(Jp2Box::content)
            .orElseThrow(() -> truncated("there is no codestream in it"));
  }

  @Override
  void requireComplete() {
    codestream().requireComplete();
  }

  @Override
  Mat pixels() {
    J2kCodestream codestream = codestream();
    int type = CV_MAKETYPE(codestream.depth() == 8 ? CV_8U : CV_16U, codestream.components());
    return J2kDecoder.decode(codestreamBytes(), type, header.colours(codestream.components()));
  }

  private Exif exif() {
    return uuid(EXIF).map(box -> Exif.of(ByteBuffer.wrap(box))).orElse(Exif.NONE);
  }

  @Override
  CarriedMetadata.Builder metadata() {
    CarriedMetadata.Builder carried = new CarriedMetadata.Builder();
    uuid(EXIF).ifPresent(block -> ExifData.add(carried, block));
    uuid(XMP).ifPresent(carried::xmp);
    uuid(IPTC).ifPresent(carried::iptc);
    header.profile().ifPresent(profile -> IccProfile.add(carried, profile));
    if (codestream().isCommented()) {
      carried.lost("comment of the codestream");
    }
    for (Jp2Box box : boxes) {
      switch (box.type()) {
        case "xml " -> carried.lost("XML box");
        case "jp2i" -> carried.lost("box of intellectual property rights");
        case "uuid" -> {
          if (!List.of(EXIF, XMP, IPTC).contains(identifier(box))) {
            carried.lost("box of another program");
          }
        }
        default -> {}
      }
    }
    return carried;
  }

  @Override
  String obstacle() {
    return furtherPictures(
        (int) boxes.stream().filter(box -> box.type().equals("jp2c")).count(), "pictures");
  }

  private Optional<byte[]> uuid(String identifier) {
    return boxes.stream()
        .filter(box -> box.type().equals("uuid") && identifier(box).equals(identifier))
        .map(box -> box.bytesFrom(UUID))
        .filter(content -> content.length > 0)
        .findFirst();
  }

  private static String identifier(Jp2Box uuid) {
    byte[] identifier = new byte[Math.min(UUID, uuid.content().limit())];
    uuid.content().get(0, identifier);
    return HexFormat.of().formatHex(identifier);
  }

  private Optional<Jp2Box> first(String type) {
    return Jp2Box.first(boxes, type);
  }
}
