package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells formats by their magic bytes. */
final class FormatSniffer {
  private static final int TEXT_PROBE = 1024;

  /** Magic bytes as one character each, at a fixed place. */
  private record Signature(String format, int offset, String magic) {
    boolean matches(byte[] file) {
      return FormatSniffer.has(file, offset, magic);
    }
  }

  private static final List<Signature> UNSUPPORTED =
      List.of(
          new Signature("JPEG XL", 0, "\0\0\0\fJXL "),
          new Signature("JPEG XL", 0, "\u00ff\n"),
          new Signature("JPEG XR", 0, "II\u00bc"),
          new Signature("GIF", 0, "GIF8"),
          new Signature("PDF", 0, "%PDF"),
          new Signature("PostScript", 0, "%!PS"),
          new Signature("PostScript", 0, "\u00c5\u00d0\u00d3\u00c6"),
          new Signature("Photoshop (PSD)", 0, "8BPS"),
          new Signature("Windows icon (ICO)", 0, "\0\0\1\0"),
          new Signature("Windows cursor (CUR)", 0, "\0\0\2\0"),
          new Signature("JBIG2", 0, "\u0097JB2\r\n"),
          new Signature("DjVu", 0, "AT&TFORM"),
          new Signature("OpenEXR", 0, "v/1\1"),
          new Signature("Radiance HDR", 0, "#?R"),
          new Signature("DDS", 0, "DDS "),
          new Signature("BLP", 0, "BLP"),
          new Signature("QOI", 0, "qoif"),
          new Signature("GIMP (XCF)", 0, "gimp xcf"),
          new Signature("SGI", 0, "\1\u00da"),
          new Signature("Sun raster", 0, "Y\u00a6j\u0095"),
          new Signature("MNG", 0, "\u008aMNG"),
          new Signature("JNG", 0, "\u008bJNG"),
          new Signature("FITS", 0, "SIMPLE  ="),
          new Signature("DICOM", 128, "DICM"),
          new Signature("WMF", 0, "\u00d7\u00cd\u00c6\u009a"),
          new Signature("WMF", 0, "\1\0\t\0"),
          new Signature("EMF", 40, " EMF"),
          new Signature("PICT", 522, "\0\21\2\u00ff"),
          new Signature("camera RAW (RAF)", 0, "FUJIFILMCCD-RAW"),
          new Signature("camera RAW (ORF)", 0, "IIR"),
          new Signature("camera RAW (ORF)", 0, "MMOR"),
          new Signature("camera RAW (RW2)", 0, "IIU\0"),
          new Signature("camera RAW (MRW)", 0, "\0MRM"),
          new Signature("camera RAW (X3F)", 0, "FOVb"),
          new Signature("camera RAW (CRW)", 6, "HEAPCCDR"));

  private FormatSniffer() {}

  /**
   * The format of a file.
   *
   * @throws PhotoException if the file is empty, no image, or of a format that is not read
   */
  static PhotoFormat sniff(byte[] file) {
    if (file.length == 0) {
      throw new PhotoException(FailureCode.EMPTY_FILE, "the file has no bytes");
    }
    return supported(file)
        .orElseThrow(
            () ->
                unsupportedName(file)
                    .map(FormatSniffer::unsupported)
                    .orElseGet(
                        () ->
                            new PhotoException(
                                FailureCode.NOT_AN_IMAGE,
                                "the first bytes belong to no known image format")));
  }

  /** The refusal of a format, or of a kind of one, that is recognised and not read. */
  static PhotoException unsupported(String kind) {
    return new PhotoException(
        FailureCode.UNSUPPORTED_FORMAT,
        kind + " is not read yet; convert the photo to TIFF, PNG or JPEG");
  }

  private static Optional<PhotoFormat> supported(byte[] file) {
    if (has(file, 0, "\u00ff\u00d8\u00ff")) {
      return Optional.of(PhotoFormat.JPEG);
    }
    if (has(file, 0, "\u0089PNG\r\n\u001a\n")) {
      return Optional.of(PhotoFormat.PNG);
    }
    if (has(file, 0, "II*\0")
        || has(file, 0, "MM\0*")
        || has(file, 0, "II+\0")
        || has(file, 0, "MM\0+")) {
      return Optional.of(PhotoFormat.TIFF);
    }
    if (has(file, 0, "RIFF") && has(file, 8, "WEBP")) {
      return Optional.of(PhotoFormat.WEBP);
    }
    if (has(file, 0, "\0\0\0\fjP  \r\n\u0087\n") || has(file, 0, Jp2File.BARE_CODESTREAM)) {
      return Optional.of(PhotoFormat.JP2);
    }
    return has(file, 0, "BM") ? Optional.of(PhotoFormat.BMP) : Optional.empty();
  }

  private static Optional<String> unsupportedName(byte[] file) {
    for (Signature signature : UNSUPPORTED) {
      if (signature.matches(file)) {
        return Optional.of(signature.format());
      }
    }
    if (has(file, 4, "ftyp")) {
      return Optional.of(isoMediaName(file));
    }
    if (isNetpbm(file)) {
      return Optional.of("Netpbm (PBM, PGM, PPM, PAM, PFM)");
    }
    if (isPcx(file)) {
      return Optional.of("PCX");
    }
    return has(file, file.length - 18, "TRUEVISION-XFILE.")
        ? Optional.of("TGA")
        : textFormatName(file);
  }

  private static String isoMediaName(byte[] file) {
    String brand = latin1(file, 8, 4);
    if (brand.startsWith("avi")) {
      return "AVIF";
    }
    if (Set.of("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1").contains(brand)) {
      return latin1(file, 8, 64).contains("avif") ? "AVIF" : "HEIC";
    }
    return brand.equals("crx ") ? "camera RAW (CR3)" : "video or an ISO media file";
  }

  private static boolean isNetpbm(byte[] file) {
    return file.length > 3
        && file[0] == 'P'
        && "1234567Ff".indexOf(file[1]) >= 0
        && Character.isWhitespace(file[2]);
  }

  private static boolean isPcx(byte[] file) {
    return file.length >= 128 && file[0] == 10 && file[1] >= 0 && file[1] <= 5 && file[2] == 1;
  }

  private static Optional<String> textFormatName(byte[] file) {
    String text = latin1(file, 0, TEXT_PROBE).toLowerCase(Locale.ROOT);
    if (text.contains("<svg")) {
      return Optional.of("SVG");
    }
    return text.contains("%pdf-") ? Optional.of("PDF") : Optional.empty();
  }

  /** Whether {@code magic}, one character a byte, stands at {@code offset}. */
  static boolean has(byte[] file, int offset, String magic) {
    return offset >= 0 && latin1(file, offset, magic.length()).equals(magic);
  }

  private static String latin1(byte[] file, int offset, int length) {
    int from = Math.min(offset, file.length);
    int to = Math.min(file.length, from + length);
    return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
