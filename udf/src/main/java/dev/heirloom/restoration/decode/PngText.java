package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The text chunks of a PNG file, by keyword, inflated within bounds. */
final class PngText {
  /** Far above any honest metadata; files that inflate further are bombs. */
  private static final int MAX_INFLATED = 32 << 20;

  private static final Set<String> COMPRESSED = Set.of("zTXt", "iTXt", "iCCP");
  private static final Pattern XMP_ORIENTATION =
      Pattern.compile("tiff:Orientation(?:=[\"']|>)([1-8])");

  private final Map<String, byte[]> texts = new HashMap<>();
  private int inflated;

  private PngText() {}

  /**
   * @throws PhotoException {@code TOO_LARGE} if the chunks inflate beyond all reason
   */
  static PngText of(ByteBuffer file, List<PngFile.Chunk> chunks) {
    PngText text = new PngText();
    for (PngFile.Chunk chunk : chunks) {
      if (COMPRESSED.contains(chunk.type()) || chunk.type().equals("tEXt")) {
        byte[] content = new byte[chunk.length()];
        file.get(chunk.content(), content);
        text.add(chunk.type(), content);
      }
    }
    return text;
  }

  private void add(String type, byte[] content) {
    int keyEnd = indexOfZero(content, 0);
    int from = keyEnd + 1;
    boolean compressed = COMPRESSED.contains(type);
    if (type.equals("iTXt")) {
      compressed = from < content.length && content[from] == 1;
      from = indexOfZero(content, indexOfZero(content, from + 2) + 1) + 1;
    } else if (compressed) {
      from++;
    }
    if (from <= content.length) {
      String key = new String(content, 0, keyEnd, StandardCharsets.ISO_8859_1);
      ByteBuffer value = ByteBuffer.wrap(content, from, content.length - from);
      texts.putIfAbsent(key, compressed ? inflate(value) : toBytes(value));
    }
  }

  private byte[] inflate(ByteBuffer value) {
    Inflater inflater = new Inflater();
    inflater.setInput(value);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    try {
      for (int n = inflater.inflate(part); n > 0; n = inflater.inflate(part)) {
        inflated += n;
        if (inflated > MAX_INFLATED) {
          throw new PhotoException(
              FailureCode.TOO_LARGE,
              "the text chunks of the PNG file inflate to more than %d MiB; remove them"
                  .formatted(MAX_INFLATED >> 20));
        }
        text.write(part, 0, n);
      }
    } catch (DataFormatException e) {
      // Damaged metadata say nothing and cost nothing.
      return new byte[0];
    } finally {
      inflater.end();
    }
    return text.toByteArray();
  }

  /** EXIF data as ImageMagick writes them: hexadecimal, below a name and a length. */
  Optional<Exif> exif() {
    return Optional.ofNullable(texts.get("Raw profile type exif"))
        .or(() -> Optional.ofNullable(texts.get("Raw profile type APP1")))
        .flatMap(PngText::fromHex)
        .map(block -> Exif.of(ByteBuffer.wrap(block)));
  }

  private static Optional<byte[]> fromHex(byte[] profile) {
    String[] parts = new String(profile, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3);
    try {
      return parts.length < 3
          ? Optional.empty()
          : Optional.of(HexFormat.of().parseHex(parts[2].replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** 1…8; 1 when there is no XMP packet, or none that says. */
  int xmpOrientation() {
    byte[] packet = texts.getOrDefault("XML:com.adobe.xmp", new byte[0]);
    Matcher matcher = XMP_ORIENTATION.matcher(new String(packet, StandardCharsets.UTF_8));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
  }

  /** The length where there is none. */
  private static int indexOfZero(byte[] content, int from) {
    int at = from;
    while (at < content.length && content[at] != 0) {
      at++;
    }
    return Math.min(at, content.length);
  }

  private static byte[] toBytes(ByteBuffer value) {
    byte[] text = new byte[value.remaining()];
    value.get(text);
    return text;
  }
}
