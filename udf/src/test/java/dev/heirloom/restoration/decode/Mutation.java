package dev.heirloom.restoration.decode;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damage done to files, as copying, storage and malice do it. */
enum Mutation {
  /** The file ends early. */
  CUT {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      return Arrays.copyOf(file, random.nextInt(file.length));
    }
  },
  /** Some bits are others, more often near the beginning. */
  BITS {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      byte[] bytes = file.clone();
      for (int i = 1 + random.nextInt(8); i > 0; i--) {
        bytes[place(bytes.length, random)] ^= (byte) (1 << random.nextInt(8));
      }
      return bytes;
    }
  },
  /** A number is one at which arithmetic goes wrong. */
  NUMBER {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      byte[] bytes = file.clone();
      long number = EDGES.get(random.nextInt(EDGES.size()));
      int width = 1 << random.nextInt(3);
      boolean bigEndian = random.nextBoolean();
      int from = place(bytes.length, random);
      for (int i = 0; i < width && from + i < bytes.length; i++) {
        bytes[from + i] = (byte) (number >> 8 * (bigEndian ? width - 1 - i : i));
      }
      return bytes;
    }
  },
  /** A part is missing. */
  GAP {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      int from = place(file.length, random);
      int to = from + random.nextInt(Math.min(4096, file.length - from) + 1);
      return TestFiles.concat(Arrays.copyOf(file, from), Arrays.copyOfRange(file, to, file.length));
    }
  },
  /** A part is there twice. */
  ECHO {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      int from = place(file.length, random);
      int to = from + random.nextInt(Math.min(4096, file.length - from) + 1);
      return TestFiles.concat(Arrays.copyOf(file, to), Arrays.copyOfRange(file, from, file.length));
    }
  },
  /** It goes on as another file. */
  SPLICE {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      int from = random.nextInt(file.length);
      return TestFiles.concat(
          Arrays.copyOf(file, from),
          Arrays.copyOfRange(other, Math.min(from, other.length), other.length));
    }
  },
  /** A block of zeros, as a disk leaves it. */
  ZEROS {
    @Override
    byte[] of(byte[] file, byte[] other, RandomGenerator random) {
      byte[] bytes = file.clone();
      int from = random.nextInt(bytes.length);
      Arrays.fill(bytes, from, Math.min(bytes.length, from + 512), (byte) 0);
      return bytes;
    }
  };

  private static final List<Long> EDGES =
      List.of(0L, 1L, 0x7fL, 0x80L, 0xffL, 0x7fffL, 0x8000L, 0xffffL, 0x7fffffffL, 0xffffffffL);

  private static final int HEAD = 512;

  /**
   * @param file not empty
   */
  abstract byte[] of(byte[] file, byte[] other, RandomGenerator random);

  /** Half of the time where headers are. */
  private static int place(int length, RandomGenerator random) {
    return random.nextInt(random.nextBoolean() ? length : Math.min(HEAD, length));
  }
}
