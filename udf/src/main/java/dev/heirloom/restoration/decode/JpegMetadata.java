package dev.heirloom.restoration.decode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers what the segments of a JPEG file carry beside its pixels.
 *
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81</a>
 */
final class JpegMetadata {
  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  private static final String EXTENDED_XMP = "http://ns.adobe.com/xmp/extension/\0";
  private static final String ICC = "ICC_PROFILE\0";
  private static final String PICTURES = "MPF\0";
  private static final String PHOTOSHOP = "Photoshop 3.0\0";
  private static final int DQT = 0xdb;
  private static final int COM = 0xfe;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP13 = 0xed;

  private final CarriedMetadata.Builder carried = new CarriedMetadata.Builder();
  private final Map<Integer, int[]> tables = new HashMap<>();
  private final TreeMap<Integer, byte[]> profile = new TreeMap<>();
  private final ByteArrayOutputStream resources = new ByteArrayOutputStream();
  private int profileParts;

  /** Takes a segment ahead of the first scan. */
  void add(int marker, ByteBuffer segment) {
    byte[] content = new byte[segment.limit()];
    segment.get(0, content);
    switch (marker) {
      case DQT -> addTables(content);
      case COM -> addComment(content);
      case APP1 -> addExifOrXmp(content);
      case APP2 -> addProfile(content);
      case APP13 -> {
        if (startsWith(content, PHOTOSHOP)) {
          resources.write(content, PHOTOSHOP.length(), content.length - PHOTOSHOP.length());
        }
      }
      default -> {}
    }
  }

  void lost(String what) {
    carried.lost(what);
  }

  private void addComment(byte[] content) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes("Comment\0".getBytes(StandardCharsets.ISO_8859_1));
    text.writeBytes(content);
    carried.chunk("tEXt", text.toByteArray());
  }

  private void addExifOrXmp(byte[] content) {
    if (startsWith(content, EXIF)) {
      if (carried.lacksExif()) {
        ExifData.add(carried, behind(content, EXIF));
      }
    } else if (startsWith(content, XMP) && carried.lacksXmp()) {
      carried.xmp(behind(content, XMP));
    } else if (startsWith(content, EXTENDED_XMP)) {
      carried.lost("XMP beyond 64 KiB");
    }
  }

  private void addProfile(byte[] content) {
    if (startsWith(content, ICC) && content.length >= ICC.length() + 2) {
      profileParts = content[ICC.length() + 1] & 0xff;
      profile.putIfAbsent(
          content[ICC.length()] & 0xff,
          Arrays.copyOfRange(content, ICC.length() + 2, content.length));
    } else if (startsWith(content, PICTURES)) {
      carried.lost("further pictures of a multi-picture file");
    }
  }

  private void addTables(byte[] content) {
    int at = 0;
    while (at < content.length) {
      boolean wide = (content[at] >> 4 & 0xf) != 0;
      int[] table = new int[64];
      for (int i = 0; i < 64; i++) {
        int from = at + 1 + (wide ? 2 * i : i);
        table[i] = wide ? ByteBuffer.wrap(content).getShort(from) & 0xffff : content[from] & 0xff;
      }
      tables.put(content[at] & 0xf, table);
      at += wide ? 129 : 65;
    }
  }

  /**
   * @param frame precision, height, width, count, and three bytes for each component
   * @param rgb whether the components are red, green and blue
   */
  CarriedMetadata.Builder finish(ByteBuffer frame, boolean rgb) {
    addProfile();
    addIptc();
    JpegCoding coding = coding(frame);
    return carried.coding(rgb ? finest(coding) : coding);
  }

  private void addProfile() {
    boolean whole = profile.size() == profileParts && profileParts > 0;
    if (whole && profile.firstKey() == 1 && profile.lastKey() == profileParts) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      profile.values().forEach(all::writeBytes);
      IccProfile.add(carried, all.toByteArray());
    } else if (!profile.isEmpty()) {
      carried.lost("colour profile, which is damaged");
    }
  }

  private void addIptc() {
    if (resources.size() > 0) {
      PhotoshopResources.add(carried, resources.toByteArray());
    }
  }

  private JpegCoding coding(ByteBuffer frame) {
    int components = frame.get(5) & 0xff;
    List<int[]> steps = new ArrayList<>();
    List<Integer> sampling = new ArrayList<>();
    for (int i = 0; i < components; i++) {
      int at = 6 + 3 * i;
      int factors = frame.get(at + 1) & 0xff;
      int[] table = tables.get(frame.get(at + 2) & 0xff);
      boolean sampled = factors >> 4 > 0 && (factors & 0xf) > 0;
      if (!sampled
          || table == null
          || Arrays.stream(table).anyMatch(step -> step < 1 || step > 255)) {
        return JpegCoding.NONE;
      }
      steps.add(table);
      sampling.add(factors);
    }
    return new JpegCoding(steps, sampling);
  }

  /** Written again as Y, Cb, Cr, no component may be coarser than the finest of the others was. */
  private static JpegCoding finest(JpegCoding coding) {
    int[] finest = new int[64];
    for (int i = 0; i < finest.length; i++) {
      int step = i;
      finest[i] = coding.tables().stream().mapToInt(table -> table[step]).min().orElse(1);
    }
    return coding.isKnown()
        ? new JpegCoding(List.of(finest, finest, finest), List.of(0x11, 0x11, 0x11))
        : coding;
  }

  private static boolean startsWith(byte[] content, String name) {
    return content.length >= name.length()
        && new String(content, 0, name.length(), StandardCharsets.ISO_8859_1).equals(name);
  }

  private static byte[] behind(byte[] content, String name) {
    return Arrays.copyOfRange(content, name.length(), content.length);
  }
}
