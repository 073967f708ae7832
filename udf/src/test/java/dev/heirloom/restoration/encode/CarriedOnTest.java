package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.photo.RandomPictures.noise;
import static dev.heirloom.restoration.photo.RandomPictures.smooth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.Density;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.TiffFields;
import dev.heirloom.restoration.photo.Picture;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file carries beside its pixels, through decoding and encoding. */
class CarriedOnTest {
  private static final int ORIENTATION = 274;
  private static final int ARTIST = 315;
  private static final byte[] NAME = "Anna\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] XMP =
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
       xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
       xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="box 7"/></rdf:RDF></x:xmpmeta>"""
          .getBytes(StandardCharsets.UTF_8);

  private final PhotoDecoder decoder = new PhotoDecoder();
  private final PhotoEncoder encoder = new PhotoEncoder();

  @ParameterizedTest
  @EnumSource(
      value = PhotoFormat.class,
      names = {"JPEG", "PNG", "TIFF", "WEBP", "JP2"})
  void metadataComeBackFromEveryFormatThatCanHoldThem(PhotoFormat format) {
    byte[] exif = new TiffFields().setUndefined(ARTIST, NAME).block();
    CarriedMetadata carried =
        CarriedMetadata.NONE
            .withExif(exif)
            .withXmp(XMP)
            .withDensity(new Density(300, 600, Density.Unit.INCH));
    try (Picture picture = smooth(64, 48, 8, 3, 1);
        DecodedPhoto again = decode(Encoding.encode(picture, carried, format).bytes())) {
      assertThat(again.carried().xmp()).hasValue(XMP);
      byte[] block = again.carried().exif().orElseThrow();
      assertThat(TiffFields.of(block).orElseThrow().has(ARTIST)).isTrue();
      assertThat(again.carried().lost()).isEmpty();
      assertThat(again.source().dpi()).isCloseTo(300, org.assertj.core.api.Assertions.within(0.02));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no packet", "<x:xmpmeta", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
  void aDamagedXmpPacketIsLeftOutAndStated(String packet) {
    CarriedMetadata carried = CarriedMetadata.NONE.withXmp(packet.getBytes(StandardCharsets.UTF_8));
    try (Picture picture = smooth(64, 48, 8, 3, 1)) {
      EncodedPhoto encoded = Encoding.encode(picture, carried, PhotoFormat.JPEG);
      assertThat(encoded.metadataLost()).containsExactly("XMP packet, which is damaged");
      try (DecodedPhoto again = decode(encoded.bytes())) {
        assertThat(again.carried().xmp()).isEmpty();
      }
    }
  }

  @Test
  void damagedSegmentsOfAJpegCostThemselvesOnly() {
    try (Picture picture = smooth(64, 48, 8, 3, 1)) {
      byte[] plain = Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JPEG).bytes();
      byte[] file = plain;
      file = withSegment(file, 0xe1, "Exif\0\0MM\0*\0\0\u00ff\u00ff");
      file = withSegment(file, 0xe2, "ICC_PROFILE\0\1\2half a profile");
      file = withSegment(file, 0xed, "Photoshop 3.0\08BIM\4\4\0\0\0\0\u00ff\u00ff\u00ff\u00ff");
      try (DecodedPhoto photo = decode(file)) {
        assertThat(photo.carried().lost())
            .contains("EXIF data, which are damaged", "colour profile, which is damaged");
        assertThat(photo.carried().exif()).isEmpty();
        assertThat(photo.carried().icc()).isEmpty();
        EncodedPhoto encoded =
            encoder.encode(
                photo.picture(), photo.source(), photo.carried(), EncodeSettings.DEFAULT);
        assertThat(encoded.metadataLost()).isEqualTo(photo.carried().lost());
        decode(encoded.bytes()).close();
      }
    }
  }

  @Test
  void ofDamagedExifDataTheReadableFieldsAreKept() {
    byte[] exif = new TiffFields().setUndefined(ARTIST, NAME).setShort(ORIENTATION, 6).block();
    ByteBuffer.wrap(exif).putInt(8 + 2 + 12 + 8, 0x7fffffff);
    try (Picture picture = smooth(64, 48, 8, 3, 1)) {
      byte[] plain = Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JPEG).bytes();
      String segment = "Exif\0\0" + new String(exif, StandardCharsets.ISO_8859_1);
      try (DecodedPhoto photo = decode(withSegment(plain, 0xe1, segment))) {
        assertThat(photo.source().orientation()).isEqualTo(6);
        assertThat(photo.carried().lost())
            .containsExactly("fields and thumbnail of damaged EXIF data");
        assertThat(TiffFields.of(photo.carried().exif().orElseThrow()).orElseThrow())
            .matches(fields -> fields.has(ORIENTATION) && !fields.has(ARTIST));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
  void anOrientationIsAppliedOnceAndResetInExifAndXmp(int orientation) {
    byte[] exif = new TiffFields().setShort(ORIENTATION, orientation).block();
    byte[] xmp =
        new String(XMP, StandardCharsets.UTF_8)
            .replace(
                "dc:source=\"box 7\"",
                "xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" tiff:Orientation=\"%d\""
                    .formatted(orientation))
            .getBytes(StandardCharsets.UTF_8);
    try (Picture picture = smooth(64, 48, 8, 3, 1)) {
      byte[] plain = Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JPEG).bytes();
      String segment = "Exif\0\0" + new String(exif, StandardCharsets.ISO_8859_1);
      try (DecodedPhoto lying = decode(withSegment(plain, 0xe1, segment))) {
        EncodedPhoto upright =
            encoder.encode(
                lying.picture(),
                lying.source(),
                lying.carried().withXmp(xmp),
                EncodeSettings.DEFAULT);
        try (DecodedPhoto again = decode(upright.bytes())) {
          assertThat(lying.source().orientation()).isEqualTo(orientation);
          assertThat(again.source().orientation()).isEqualTo(1);
          assertThat(again.source().width()).isEqualTo(lying.source().width());
          assertThat(new String(again.carried().xmp().orElseThrow(), StandardCharsets.UTF_8))
              .contains("tiff:Orientation=\"1\"");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "75, 420, 1",
    "75, 422, 1",
    "92, 420, 1",
    "50, 444, 1",
    "85, 422, 6",
    "85, 420, 8",
    "60, 444, 5"
  })
  void aJpegIsWrittenWithItsOwnTablesAndSampling(int quality, int sampling, int orientation) {
    try (Picture picture = smooth(96, 64, 8, 3, 4)) {
      byte[] file =
          NativeEncoder.encode(
              PhotoFormat.JPEG,
              picture.mat(),
              IMWRITE_JPEG_QUALITY,
              quality,
              IMWRITE_JPEG_SAMPLING_FACTOR,
              switch (sampling) {
                case 420 -> IMWRITE_JPEG_SAMPLING_FACTOR_420;
                case 422 -> IMWRITE_JPEG_SAMPLING_FACTOR_422;
                default -> 0x111111;
              });
      byte[] exif = new TiffFields().setShort(ORIENTATION, orientation).block();
      file = withSegment(file, 0xe1, "Exif\0\0" + new String(exif, StandardCharsets.ISO_8859_1));
      try (DecodedPhoto photo = decode(file)) {
        EncodedPhoto encoded =
            encoder.encode(
                photo.picture(), photo.source(), photo.carried(), EncodeSettings.DEFAULT);
        assertThat(Encoding.psnr(photo.picture(), encoded)).isGreaterThan(50);
        try (DecodedPhoto again = decode(encoded.bytes())) {
          List<int[]> tables = photo.carried().coding().tables();
          for (int i = 0; i < tables.size(); i++) {
            assertThat(again.carried().coding().tables().get(i)).isEqualTo(tables.get(i));
          }
          assertThat(again.carried().coding().sampling())
              .isEqualTo(photo.carried().coding().sampling());
        }
      }
    }
  }

  @Test
  void whereTurningMovesTheGridOfBlocksTheStepsAreFiner() {
    try (Picture picture = smooth(93, 61, 8, 3, 4)) {
      byte[] file = NativeEncoder.encode(PhotoFormat.JPEG, picture.mat(), IMWRITE_JPEG_QUALITY, 60);
      byte[] exif = new TiffFields().setShort(ORIENTATION, 3).block();
      String segment = "Exif\0\0" + new String(exif, StandardCharsets.ISO_8859_1);
      try (DecodedPhoto straight = decode(file);
          DecodedPhoto turned = decode(withSegment(file, 0xe1, segment))) {
        int[] before = straight.carried().coding().tables().get(0);
        int[] after = turned.carried().coding().tables().get(0);
        assertThat(after).isEqualTo(Arrays.stream(before).map(step -> (step + 1) / 2).toArray());
        assertThat(turned.carried().coding().sampling()).containsExactly(0x11, 0x11, 0x11);
      }
    }
  }

  @Test
  void aGrayJpegStaysOneComponent() {
    try (Picture picture = smooth(96, 64, 8, 1, 4);
        DecodedPhoto photo =
            decode(Encoding.encode(picture, CarriedMetadata.NONE, PhotoFormat.JPEG).bytes());
        DecodedPhoto again =
            decode(
                encoder
                    .encode(
                        photo.picture(), photo.source(), photo.carried(), EncodeSettings.DEFAULT)
                    .bytes())) {
      assertThat(again.source().channels()).isEqualTo(1);
      assertThat(again.carried().coding().sampling()).hasSize(1);
    }
  }

  @Test
  void likenessIsMeasuredOnlyWhereItIsAskedFor() {
    try (Picture picture = noise(40, 30, 8, 3, 1);
        Picture changed = picture.copy();
        Scalar nothing = Scalar.all(0);
        Mat nowhere = new Mat(30, 40, CV_8UC1, nothing);
        Mat corner = nowhere.clone()) {
      changed.mat().ptr(0, 0).put((byte) (picture.mat().ptr(0, 0).get() ^ 64));
      corner.ptr(0, 0).put((byte) 255);
      EncodedPhoto file = Encoding.encode(changed, CarriedMetadata.NONE, PhotoFormat.PNG);
      Fidelity fidelity = new Fidelity();
      assertThat(fidelity.psnr(picture, file, nowhere, DecodeSettings.DEFAULT)).isNaN();
      assertThat(fidelity.psnr(changed, file, corner, DecodeSettings.DEFAULT)).isNaN();
      // One of three samples differs by 64: 10 · log10(255² · 3 / 64²).
      assertThat(fidelity.psnr(picture, file, corner, DecodeSettings.DEFAULT))
          .isCloseTo(16.778, org.assertj.core.api.Assertions.within(0.001));
    }
  }

  private DecodedPhoto decode(byte[] file) {
    return decoder.decode(file, DecodeSettings.DEFAULT);
  }

  private static byte[] withSegment(byte[] jpeg, int marker, String text) {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    ByteBuffer head = ByteBuffer.allocate(4).put((byte) 0xff).put((byte) marker);
    out.writeBytes(head.putShort((short) (content.length + 2)).array());
    out.writeBytes(content);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }
}
