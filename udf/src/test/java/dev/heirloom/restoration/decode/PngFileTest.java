package dev.heirloom.restoration.decode;

import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PngFileTest {
  private final PhotoDecoder decoder = new PhotoDecoder();
  private byte[] file = new byte[0];

  @BeforeEach
  void encode() {
    try (Picture picture = noise(10, 10, 8, 3, 1)) {
      file = TestFiles.encoded(PhotoFormat.PNG, picture);
    }
  }

  @Test
  void textThatInflatesBeyondReasonIsRefused() {
    byte[] bomb =
        TestFiles.concat(
            "bomb\0\0".getBytes(StandardCharsets.ISO_8859_1),
            TestFiles.deflated(new byte[33 << 20]));
    assertRefused(TestFiles.withChunk(file, "zTXt", bomb), FailureCode.TOO_LARGE)
        .hasMessage("the text chunks of the PNG file inflate to more than 32 MiB; remove them");
  }

  @Test
  void damagedMetadataCostNothing() {
    byte[] rubbish = "Raw profile type exif\0\0rubbish".getBytes(StandardCharsets.ISO_8859_1);
    byte[] odd = TestFiles.withChunk(TestFiles.withChunk(file, "zTXt", rubbish), "eXIf", rubbish);
    decoder.decode(TestFiles.withChunk(odd, "iTXt", new byte[0]), DecodeSettings.DEFAULT).close();
  }

  @Test
  void theDefaultImageOfAnAnimationIsRead() {
    byte[] twoFrames = ByteBuffer.allocate(8).putInt(2).putInt(0).array();
    byte[] animation = TestFiles.withChunk(file, "acTL", twoFrames);
    try (DecodedPhoto photo = decoder.decode(animation, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().width()).isEqualTo(10);
    }
  }

  @Test
  void theResolutionIsPerMetre() {
    byte[] perMetre = ByteBuffer.allocate(9).putInt(11811).putInt(11811).put((byte) 1).array();
    byte[] scan = TestFiles.withChunk(file, "pHYs", perMetre);
    try (DecodedPhoto photo = decoder.decode(scan, DecodeSettings.DEFAULT)) {
      assertThat(photo.source().dpi()).isCloseTo(300, within(0.01));
    }
  }

  @Test
  void aWrongChecksumIsDamage() {
    file[file.length - 20] ^= 1;
    assertRefused(file, FailureCode.CORRUPT)
        .hasMessage("the PNG file is damaged: its data cannot be decoded");
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] png, FailureCode code) {
    return assertThatThrownBy(() -> decoder.decode(png, DecodeSettings.DEFAULT).close())
        .isInstanceOfSatisfying(
            PhotoException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
