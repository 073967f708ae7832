import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.detect.Rotations;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.encode.OutputFormat;
import dev.heirloom.restoration.identity.IdentitySettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.Stage;
import dev.heirloom.restoration.quality.FaceMeasures;
import dev.heirloom.restoration.restore.RestoreSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Photos through the real engine: each line of the list names a photo and where its result goes.
 * Prints one JSON object a photo, in the order of the list.
 *
 * <p>Arguments: the list, then name=value: model, rotations (UPRIGHT, ALL), minScore, every=true
 * (restore each face that is one, however good or large it is, and whoever comes out).
 */
public final class RestoreAll {
  private static final double NEVER = 1e9;

  private RestoreAll() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new TreeMap<>();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      options.put(argument.substring(0, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1));
    }
    RestorationSettings settings = settings(options);
    ModelSettings models = ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
    if (options.containsKey("model")) {
      models = models.withRestorer(ModelSource.parse(options.get("model")));
    }
    try (PhotoRestorer restorer = PhotoRestorer.open(models, ModelFetcher.LOCAL)) {
      for (String line : Files.readAllLines(Path.of(arguments[0]))) {
        String[] names = line.split("\t");
        PhotoResult result = restorer.restore(Files.readAllBytes(Path.of(names[0])), settings);
        if (result instanceof PhotoResult.Restored restored && names.length > 1) {
          Files.write(Path.of(names[1]), restored.image().bytes());
        }
        System.out.println(json(names[0], result));
      }
    }
  }

  private static RestorationSettings settings(Map<String, String> options) {
    DetectSettings standard = DetectSettings.DEFAULT;
    DetectSettings detect =
        new DetectSettings(
            standard.minFacePixels(),
            standard.minFaceShare(),
            Double.parseDouble(options.getOrDefault("minScore", "" + standard.minScore())),
            standard.maxDisagreement(),
            Rotations.valueOf(options.getOrDefault("rotations", "ALL")));
    RestorationSettings settings =
        RestorationSettings.DEFAULT
            .withDetect(detect)
            .withEncode(new EncodeSettings(OutputFormat.PNG, 95));
    return options.containsKey("every")
        ? settings
            .withRestore(new RestoreSettings(NEVER, NEVER))
            .withIdentity(new IdentitySettings(NEVER, 0, 0, 0))
        : settings;
  }

  private static List<Face> faces(PhotoResult result) {
    return result instanceof PhotoResult.Restored restored
        ? restored.faces()
        : result instanceof PhotoResult.Unchanged unchanged ? unchanged.faces() : List.of();
  }

  private static String json(String name, PhotoResult result) {
    return String.format(
        Locale.ROOT,
        "{\"photo\": \"%s\", \"status\": \"%s\", \"detect_ms\": %.2f, \"faces\": [%s]}",
        name,
        result.status(),
        result.timings().millis(Stage.DETECT),
        faces(result).stream().map(RestoreAll::json).collect(Collectors.joining(", ")));
  }

  private static String json(Face face) {
    Box box = face.detected().box();
    return String.format(
        Locale.ROOT,
        "{\"outcome\": \"%s\", \"box\": [%.1f, %.1f, %.1f, %.1f], \"score\": %.4f,"
            + " \"disagreement\": %.4f, \"identity\": %s, \"before\": %s}",
        face.outcome(),
        box.x(),
        box.y(),
        box.width(),
        box.height(),
        face.detected().score(),
        face.detected().disagreement(),
        number(face.identity().distance()),
        json(face.before()));
  }

  private static String json(FaceMeasures measures) {
    return String.format(
        Locale.ROOT,
        "{\"sharpness\": %s, \"noise\": %s}",
        number(measures.sharpness()),
        number(measures.noise()));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.5f", value) : "null";
  }
}
