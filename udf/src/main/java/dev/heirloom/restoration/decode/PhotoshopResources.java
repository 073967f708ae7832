package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Image resource blocks of Photoshop, in which JPEG files keep their IPTC data.
 *
 * @see <a href="https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/">Photoshop file
 *     formats</a>
 */
final class PhotoshopResources {
  private static final int IPTC = 0x0404;
  private static final int THUMBNAIL = 0x0409;
  private static final int COLOUR_THUMBNAIL = 0x040c;

  private PhotoshopResources() {}

  static void add(CarriedMetadata.Builder carried, byte[] resources) {
    ByteBuffer bytes = ByteBuffer.wrap(resources);
    try {
      while (bytes.remaining() >= 12) {
        byte[] signature = new byte[4];
        bytes.get(signature);
        if (!new String(signature, StandardCharsets.US_ASCII).equals("8BIM")) {
          return;
        }
        int id = bytes.getShort() & 0xffff;
        int name = bytes.get() & 0xff;
        bytes.position(bytes.position() + name + (name + 1) % 2);
        byte[] content = new byte[Math.min(bytes.getInt(), bytes.remaining())];
        bytes.get(content);
        bytes.position(Math.min(bytes.limit(), bytes.position() + content.length % 2));
        add(carried, id, content);
      }
    } catch (RuntimeException e) {
      carried.lost("Photoshop resources, which are damaged");
    }
  }

  private static void add(CarriedMetadata.Builder carried, int id, byte[] content) {
    if (id == IPTC && carried.lacksIptc()) {
      carried.iptc(content);
    } else if (id == THUMBNAIL || id == COLOUR_THUMBNAIL) {
      carried.lost("Photoshop thumbnail");
    }
  }
}
