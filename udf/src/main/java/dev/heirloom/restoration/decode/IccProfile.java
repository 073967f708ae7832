package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * ICC colour profiles: only one that is whole is carried on.
 *
 * @see <a href="https://www.color.org/specification/ICC.1-2022-05.pdf">ICC.1:2022, 7.2</a>
 */
final class IccProfile {
  private static final int HEADER = 128;
  private static final int SIGNATURE = 36;

  private IccProfile() {}

  static void add(CarriedMetadata.Builder carried, byte[] profile) {
    if (profile.length == 0) {
      return;
    }
    boolean signed =
        profile.length >= HEADER
            && new String(profile, SIGNATURE, 4, StandardCharsets.US_ASCII).equals("acsp");
    int stated = signed ? ByteBuffer.wrap(profile).getInt(0) : 0;
    if (signed && stated >= HEADER && stated <= profile.length) {
      carried.icc(stated == profile.length ? profile : Arrays.copyOf(profile, stated));
    } else {
      carried.lost("colour profile, which is damaged");
    }
  }
}
