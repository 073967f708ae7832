package dev.heirloom.restoration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.photo.Sha256;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a photo was, or is to be, restored with.
 *
 * @param fingerprint 64 hex digits over every model file, every setting that can change a pixel,
 *     and the revision of the engine; not over the device
 * @param model name of the restorer
 * @param detector name of the detector
 * @param detectorSha256 of its file; of the hashes of its nets where there are several
 * @param settings the settings as JSON
 */
public record Recipe(
    String fingerprint,
    String model,
    String modelSha256,
    String detector,
    String detectorSha256,
    String settings)
    implements Serializable {

  /** Goes up with every change of this program that changes pixels; a golden test watches. */
  static final int ENGINE_REVISION = 6;

  static final List<String> MTCNN_NETS = List.of("mtcnn-pnet", "mtcnn-rnet", "mtcnn-onet");

  /** Models that every recipe has. */
  static final List<String> OTHERS = List.of("landmarks68", "recogniser", "triage");

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The recipe of these models and settings; opens no model.
   *
   * @throws dev.heirloom.restoration.model.ModelException if a name is in no catalog
   */
  public static Recipe of(ModelSettings models, RestorationSettings settings) {
    String model = models.restorer().hash();
    String detector =
        models.detectsWithMtcnn()
            ? Sha256.of(String.join("", hashes(MTCNN_NETS)).getBytes(StandardCharsets.US_ASCII))
            : models.detector().hash();
    Map<String, Object> everything = new LinkedHashMap<>();
    everything.put("engine", ENGINE_REVISION);
    everything.put("model", model);
    everything.put("detector", detector);
    everything.put("others", hashes(OTHERS));
    // How large a photo may be decides whether it is restored, not how.
    everything.put("settings", settings.withDecode(DecodeSettings.DEFAULT));
    return new Recipe(
        Sha256.of(json(everything).getBytes(StandardCharsets.UTF_8)),
        models.restorer().name(),
        model,
        models.detector().name(),
        detector,
        json(settings));
  }

  private static List<String> hashes(List<String> names) {
    return names.stream().map(name -> ModelSource.named(name).hash()).toList();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
