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
import org.jspecify.annotations.Nullable;

/** The text chunks of a PNG file, by keyword, inflated within bounds. */
final class PngText {
  /** Far above any honest metadata; files that inflate further are bombs. */
  private static final int MAX_INFLATED = 32 << 20;

  private static final Set<String> COMPRESSED = Set.of("zTXt", "iTXt", "iCCP");
  private static final Pattern XMP_ORIENTATION =
      Pattern.compile("tiff:Orientation(?:=[\"']|>)([1-8])");

  private static final String XMP = "XML:com.adobe.xmp";
  private static final String RAW = "Raw profile type ";

  private final Map<String, byte[]> texts = new HashMap<>();
  private byte @Nullable [] profile;
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
      byte[] text = compressed ? inflate(value) : toBytes(value);
      if (type.equals("iCCP")) {
        profile = text;
      } else {
        texts.putIfAbsent(key, text);
      }
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
  Optional<byte[]> exif() {
    return raw("exif").or(() -> raw("APP1")).filter(block -> !isXmp(block));
  }

  /** The XMP packet. */
  Optional<byte[]> xmp() {
    return Optional.ofNullable(texts.get(XMP))
        .or(() -> raw("xmp"))
        .filter(packet -> packet.length > 0);
  }

  /** IPTC data sets, by themselves or inside Photoshop's resources. */
  Optional<byte[]> iptc() {
    return raw("iptc")
        .or(() -> raw("8bim"))
        .flatMap(
            block -> {
              CarriedMetadata.Builder inside = new CarriedMetadata.Builder();
              if (FormatSniffer.has(block, 0, "8BIM")) {
                PhotoshopResources.add(inside, block);
              } else {
                inside.iptc(block);
              }
              return inside.build().iptc();
            });
  }

  /** The colour profile, inflated. */
  Optional<byte[]> profile() {
    return Optional.ofNullable(profile);
  }

  /** Whether the chunk holds EXIF, XMP or IPTC data, which are carried by themselves. */
  boolean isMetadata(PngFile.Chunk chunk, ByteBuffer file) {
    byte[] start = new byte[Math.min(chunk.length(), 80)];
    file.get(chunk.content(), start);
    return FormatSniffer.has(start, 0, XMP + "\0") || FormatSniffer.has(start, 0, RAW);
  }

  private Optional<byte[]> raw(String kind) {
    return Optional.ofNullable(texts.get(RAW + kind)).flatMap(PngText::fromHex);
  }

  private static boolean isXmp(byte[] block) {
    return FormatSniffer.has(block, 0, "http:");
  }

  private static Optional<byte[]> fromHex(byte[] profile) {
    String[] parts = new String(profile, StandardCharsets.ISO_8859_1).strip().split("\n", 3);
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
    byte[] packet = texts.getOrDefault(XMP, new byte[0]);
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
