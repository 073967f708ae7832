package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.RandomPictures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The picture this revision of the engine makes with the model on board. When pixels are meant to
 * change, raise {@code Recipe.ENGINE_REVISION} and write the new picture with {@code mvn test -pl
 * udf -Dtest=GoldenPictureTest -Dheirloom.golden=write}.
 */
class GoldenPictureTest {
  private static final RestorationSettings SETTINGS =
      RestorationSettings.DEFAULT.withEncode(new EncodeSettings(OutputFormat.PNG, 95));

  /** Processors differ in the last bit of a product: it may tip a rounding. */
  private static final double LEVELS = 2;

  @Test
  void theEngineMakesTheSamePictureAsEver() throws IOException {
    byte[] restored = restored();
    if (System.getProperty("heirloom.golden", "").equals("write")) {
      Files.write(Path.of("src/test/resources/dev/heirloom/restoration", name()), restored);
    }
    try (InputStream golden = getClass().getResourceAsStream(name())) {
      assertThat(golden)
          .as(
              "%s is missing: model or revision changed; look at the new picture and write it",
              name())
          .isNotNull();
      PhotoDecoder decoder = new PhotoDecoder();
      try (DecodedPhoto expected = decoder.decode(golden.readAllBytes(), DecodeSettings.DEFAULT);
          DecodedPhoto actual = decoder.decode(restored, DecodeSettings.DEFAULT)) {
        assertThat(RandomPictures.difference(expected.picture(), actual.picture()))
            .as("pixels changed: raise Recipe.ENGINE_REVISION")
            .isLessThanOrEqualTo(LEVELS);
      }
    }
  }

  private static String name() {
    Recipe recipe = Recipe.of(ModelSettings.DEFAULT, SETTINGS);
    return "golden-%d-%s.png"
        .formatted(Recipe.ENGINE_REVISION, recipe.modelSha256().substring(0, 8));
  }

  private static byte[] restored() {
    ModelSettings cpu = ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
    try (PhotoRestorer restorer = PhotoRestorer.open(cpu, ModelFetcher.LOCAL)) {
      PhotoResult result = restorer.restore(Portraits.worn(192), SETTINGS);
      return ((PhotoResult.Restored) result).image().bytes();
    }
  }
}
