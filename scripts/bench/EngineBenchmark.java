import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.photo.Stage;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The engine alone: a folder of photos through one {@code PhotoRestorer} with as many threads as
 * cores, each calling the models itself. Prints one JSON object. The first pass warms up. A second
 * argument names another GPEN as {@code --model} does.
 */
public final class EngineBenchmark {
  private static final int PASSES = 3;

  private EngineBenchmark() {}

  private record Pass(int photos, long faces, long restored, double seconds, double cpu, double models) {}

  public static void main(String[] arguments) throws Exception {
    List<byte[]> photos = photos(Path.of(arguments[0]));
    ModelSettings onBoard = ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
    ModelSettings cpu =
        arguments.length > 1 ? onBoard.withRestorer(ModelSource.parse(arguments[1])) : onBoard;
    try (PhotoRestorer restorer = PhotoRestorer.open(cpu, ModelFetcher.LOCAL)) {
      Map<Stage, Double> stages = new EnumMap<>(Stage.class);
      run(restorer, photos, stages);
      Pass best = null;
      for (int i = 0; i < PASSES; i++) {
        Map<Stage, Double> measured = new EnumMap<>(Stage.class);
        Pass pass = run(restorer, photos, measured);
        if (best == null || pass.cpu() < best.cpu()) {
          best = pass;
          stages = measured;
        }
      }
      print(best, stages);
    }
  }

  private static Pass run(PhotoRestorer restorer, List<byte[]> photos, Map<Stage, Double> stages)
      throws Exception {
    var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      long start = System.nanoTime();
      double cpu = cpuSeconds();
      long models = PhotoRestorer.modelNanos();
      List<Future<PhotoResult>> results = new ArrayList<>();
      for (byte[] photo : photos) {
        results.add(threads.submit(() -> restorer.restore(photo, RestorationSettings.DEFAULT)));
      }
      long faces = 0;
      long restored = 0;
      for (Future<PhotoResult> future : results) {
        PhotoResult result = future.get();
        List<Face> found =
            result instanceof PhotoResult.Restored r
                ? r.faces()
                : result instanceof PhotoResult.Unchanged u ? u.faces() : List.of();
        faces += found.size();
        restored += found.stream().filter(f -> f.outcome().name().equals("RESTORED")).count();
        for (Stage stage : Stage.values()) {
          stages.merge(stage, result.timings().millis(stage) / 1000, Double::sum);
        }
      }
      return new Pass(
          photos.size(),
          faces,
          restored,
          (System.nanoTime() - start) / 1e9,
          cpuSeconds() - cpu,
          (PhotoRestorer.modelNanos() - models) / 1e9);
    } finally {
      threads.shutdown();
    }
  }

  private static double cpuSeconds() {
    var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  private static void print(Pass pass, Map<Stage, Double> stages) throws Exception {
    StringBuilder json = new StringBuilder();
    json.append(
        String.format(
            Locale.ROOT,
            "{\"photos\": %d, \"faces\": %d, \"faces_restored\": %d, \"seconds\": %.3f,"
                + " \"cpu_seconds\": %.3f, \"model_seconds\": %.3f, \"photos_per_second\": %.2f,"
                + " \"faces_per_second\": %.2f, \"model_share\": %.3f, \"peak_rss_mib\": %.0f,"
                + " \"stage_seconds\": {",
            pass.photos(),
            pass.faces(),
            pass.restored(),
            pass.seconds(),
            pass.cpu(),
            pass.models(),
            pass.photos() / pass.seconds(),
            pass.faces() / pass.seconds(),
            pass.models() / pass.cpu(),
            peakMebibytes()));
    String comma = "";
    for (Map.Entry<Stage, Double> stage : stages.entrySet()) {
      json.append(comma)
          .append(
              String.format(Locale.ROOT, "\"%s\": %.3f", stage.getKey().label(), stage.getValue()));
      comma = ", ";
    }
    System.out.println(json.append("}}"));
  }

  private static double peakMebibytes() throws Exception {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith("VmHWM:")).findFirst().orElseThrow();
      return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
    }
  }

  private static List<byte[]> photos(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      List<byte[]> photos = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
        photos.add(Files.readAllBytes(file));
      }
      return photos;
    }
  }
}
