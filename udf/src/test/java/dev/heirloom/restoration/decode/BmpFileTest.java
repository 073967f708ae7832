package dev.heirloom.restoration.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.PhotoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class BmpFileTest {
  private static final int SIDE = 4;

  private final PhotoDecoder decoder = new PhotoDecoder();

  @Test
  void aBitmapOfOs2KeepsItsColours() {
    ByteBuffer file = file(12).putShort((short) SIDE).putShort((short) SIDE);
    assertThat(firstPixel(pixels(file.putShort((short) 1).putShort((short) 24), 3)))
        .containsExactly(50, 100, -56);
  }

  @Test
  void theFourthByteOf32BitsIsNoAlpha() {
    byte[] bitmap = pixels(info(SIDE, 32, 0), 4);
    assertThat(firstPixel(bitmap)).containsExactly(50, 100, -56);
  }

  @Test
  void rowsMayStandFromTheTop() {
    byte[] bitmap = pixels(info(-SIDE, 24, 0), 3);
    bitmap[54] = 7;
    assertThat(firstPixel(bitmap)).containsExactly(7, 100, -56);
    try (DecodedPhoto photo = decoder.decode(bitmap, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().dpi()).isCloseTo(72, within(0.1));
    }
  }

  @Test
  void otherCompressionsAreRefusedByName() {
    byte[] bitmap = pixels(info(SIDE, 24, 4), 3);
    assertThatThrownBy(() -> decoder.decode(bitmap, DecodeSettings.DEFAULT))
        .isInstanceOf(PhotoException.class)
        .hasMessage(
            "BMP with 24 bits a pixel and compression 4 is not read yet;"
                + " convert the photo to TIFF, PNG or JPEG");
  }

  private byte[] firstPixel(byte[] bitmap) {
    try (DecodedPhoto photo = decoder.decode(bitmap, DecodeSettings.DEFAULT)) {
      assertThat(photo.picture().channels()).isEqualTo(3);
      byte[] bgr = new byte[3];
      photo.picture().mat().data().get(bgr);
      return bgr;
    }
  }

  private static ByteBuffer info(int height, int bits, int compression) {
    return file(40)
        .putInt(SIDE)
        .putInt(height)
        .putShort((short) 1)
        .putShort((short) bits)
        .putInt(compression)
        .putInt(0)
        .putInt(2835)
        .putInt(2835)
        .putLong(0);
  }

  private static ByteBuffer file(int header) {
    return ByteBuffer.allocate(14 + header + 4 * SIDE * SIDE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'B')
        .put((byte) 'M')
        .putInt(0)
        .putInt(0)
        .putInt(14 + header)
        .putInt(header);
  }

  private static byte[] pixels(ByteBuffer file, int bytesPerPixel) {
    byte[] bgr = {50, 100, (byte) 200, 0};
    for (int i = 0; i < SIDE * SIDE; i++) {
      file.put(bgr, 0, bytesPerPixel);
    }
    return file.array();
  }
}
