package dev.heirloom.job.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One name for each photo, however the input spells it: one scheme per store, no escapes, composed
 * characters (NFC).
 */
public final class CanonicalUri {
  private static final Pattern SCHEME =
      Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);
  private static final Pattern S3 = Pattern.compile("^[sS]3[nN]?(?=://)");
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");

  private CanonicalUri() {}

  /** Of a path as a file system lists it: without escapes, so a percent sign is one. */
  public static String of(Path qualified) {
    return normalise(qualified.toString());
  }

  /** Of a URI as people and tables write it: escapes are decoded if it has a scheme. */
  public static String parse(String text) {
    return normalise(decode(text.strip()));
  }

  /**
   * The path of a place as people write it, with its scheme and from the root.
   *
   * @throws IOException if no file system is configured for its scheme
   */
  public static Path qualified(String place, Configuration hadoop) throws IOException {
    Path path = path(place);
    return path.getFileSystem(hadoop).makeQualified(path);
  }

  /** The path that names the store of {@code text} as Hadoop knows it. */
  public static Path path(String text) {
    return new Path(S3.matcher(text.strip()).replaceFirst("s3a"));
  }

  /** {@code text} without escapes; as it is if it has no scheme or the escapes are no UTF-8. */
  static String decode(String text) {
    if (!SCHEME.matcher(text).matches() || !ESCAPE.matcher(text).find()) {
      return text;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(utf8.length);
    for (int i = 0; i < utf8.length; i++) {
      boolean escape = utf8[i] == '%' && isHex(utf8, i + 1) && isHex(utf8, i + 2);
      decoded.put(escape ? (byte) (hex(utf8[i + 1]) * 16 + hex(utf8[i + 2])) : utf8[i]);
      i += escape ? 2 : 0;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }

  private static boolean isHex(byte[] text, int at) {
    return at < text.length && hex(text[at]) >= 0;
  }

  private static int hex(byte digit) {
    return Character.digit(digit, 16);
  }

  private static String normalise(String text) {
    String uri = S3.matcher(text).replaceFirst("s3a");
    if (uri.startsWith("/")) {
      uri = "file://" + uri;
    } else if (uri.matches("(?s)^file:/[^/].*")) {
      uri = "file://" + uri.substring("file:".length());
    }
    return Normalizer.normalize(uri, Normalizer.Form.NFC);
  }
}
