package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.align.AlignSettings;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.detect.Rotations;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.identity.IdentitySettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelCatalog;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.paste.PasteSettings;
import dev.heirloom.restoration.restore.RestoreSettings;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RecipeTest {
  private static final ModelSettings MODELS = ModelSettings.DEFAULT;
  private static final RestorationSettings SETTINGS = RestorationSettings.DEFAULT;

  @Test
  void everySettingThatCanChangeAPixelChangesTheFingerprint() {
    List<RestorationSettings> others =
        List.of(
            SETTINGS,
            SETTINGS.withDetect(new DetectSettings(21, 0.01, 0.9, 0.25, Rotations.ALL)),
            SETTINGS.withDetect(DetectSettings.DEFAULT.withRotations(Rotations.UPRIGHT)),
            SETTINGS.withAlign(new AlignSettings(FaceTemplate.GPEN)),
            SETTINGS.withRestore(new RestoreSettings(21, 1.2)),
            SETTINGS.withIdentity(new IdentitySettings(0.5, 0, 0, 0)),
            SETTINGS.withPaste(new PasteSettings(0.5)),
            SETTINGS.withEncode(new EncodeSettings(OutputFormat.PNG, 95)));
    assertThat(others.stream().map(settings -> Recipe.of(MODELS, settings).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aHigherLimitOfSizeMakesNoPhotoStale() {
    RestorationSettings larger = SETTINGS.withDecode(new DecodeSettings(500));
    assertThat(Recipe.of(MODELS, larger).fingerprint())
        .isEqualTo(Recipe.of(MODELS, SETTINGS).fingerprint());
  }

  @Test
  void aFileWithoutItsHashIsAnsweredWithTheWayToGiveOne() {
    ModelSettings file = MODELS.withRestorer(ModelSource.parse("models/gpen.onnx"));
    assertThatThrownBy(() -> Recipe.of(file, SETTINGS))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("models/gpen.onnx#sha256=");
  }

  @Test
  void otherModelsChangeTheFingerprintAndOtherDevicesDoNot() {
    ModelSettings gpu = MODELS.withSession(new SessionSettings(Device.CUDA, 3, 4, 5));
    ModelSettings file =
        MODELS.withRestorer(new ModelSource("s3a://models/gpen.onnx", "ab".repeat(32)));
    assertThat(Recipe.of(gpu, SETTINGS)).isEqualTo(Recipe.of(MODELS, SETTINGS));
    assertThat(Stream.of(MODELS, file).map(models -> Recipe.of(models, SETTINGS).fingerprint()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aRecipeNamesItsModels() {
    Recipe recipe = Recipe.of(MODELS, SETTINGS);
    assertThat(recipe.model()).isEqualTo("gpen-512");
    assertThat(recipe.modelSha256()).isEqualTo(ModelCatalog.onBoard().entry("gpen-512").sha256());
    assertThat(recipe.detector()).isEqualTo("mtcnn");
    assertThat(recipe.detectorSha256()).matches("[0-9a-f]{64}");
    assertThat(recipe.settings()).contains("\"strength\":1.0");
  }
}
