package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.PhotoResult.Restored;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Sha256;
import dev.heirloom.restoration.quality.PictureDifference;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PhotoComparisonTest {
  private static final ModelSettings CPU =
      ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
  private static final byte[] PHOTO = Portraits.worn(256);
  private static PhotoRestorer restorer;

  @BeforeAll
  static void openTheModels() {
    restorer = PhotoRestorer.open(CPU, ModelFetcher.LOCAL);
  }

  @AfterAll
  static void closeTheModels() {
    restorer.close();
  }

  private static RestorationSettings as(OutputFormat format) {
    return RestorationSettings.DEFAULT.withEncode(new EncodeSettings(format, 95));
  }

  private static Restored restored(OutputFormat format) {
    return (Restored) restorer.restore(PHOTO, as(format));
  }

  @ParameterizedTest
  @EnumSource(value = OutputFormat.class, mode = Mode.EXCLUDE, names = "SAME")
  void aRestoredFileSaysWhatItWasMadeOfAndHow(OutputFormat format) {
    assertThat(PhotoComparison.origin(restored(format).image().bytes()))
        .hasValueSatisfying(
            origin -> {
              assertThat(origin.originalSha256()).isEqualTo(Sha256.of(PHOTO));
              assertThat(origin.recipe()).isEqualTo(Recipe.of(CPU, as(format)).fingerprint());
            });
  }

  @Test
  void anOriginalSaysNothingOfTheKind() {
    assertThat(PhotoComparison.origin(PHOTO)).isEmpty();
    assertThat(PhotoComparison.origin(new byte[] {1, 2})).isEmpty();
  }

  @Test
  void aRestorationChangesItsFaceAndNothingOutside() {
    Restored result = restored(OutputFormat.PNG);
    Box reach =
        PhotoComparison.reach(result.faces().get(0).detected().landmarks().points(), "FFHQ");
    PictureDifference.Result difference =
        PhotoComparison.compare(PHOTO, result.image().bytes(), List.of(reach)).orElseThrow();

    assertThat(difference.inside().get(0).pixels()).isGreaterThan(1000);
    assertThat(difference.outside()).isEqualTo(PictureDifference.Part.NONE);
  }

  @Test
  void picturesOfTwoSizesCannotBeCompared() {
    assertThat(PhotoComparison.compare(PHOTO, Portraits.worn(200), List.of())).isEmpty();
  }
}
