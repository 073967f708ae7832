import dev.heirloom.restoration.Face;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoRestorer;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.ModelSource;
import dev.heirloom.restoration.model.SessionSettings;
import dev.heirloom.restoration.restore.FaceBatcher;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Whether host and device overlap: the host's work on real photos, with a network that takes no
 * time, and then each face through the batcher of a device that takes a fixed time for a batch.
 * Prints one JSON object a line. Arguments: a folder of photos, and the file of a network with
 * GPEN's contract that does next to nothing.
 */
public final class SimulatedDevice {
  /** So many that the cores have work while the faces of most tasks wait for the slowest device. */
  private static final int TASKS_A_CORE = 6;

  /** How often the photos are gone through, so that the end of a run weighs little. */
  private static final int ROUNDS = 3;

  private static final int[] MILLIS = {5, 20, 80};
  private static final int[] BATCHES = {1, 8};

  private SimulatedDevice() {}

  private record Run(double seconds, long faces) {}

  public static void main(String[] arguments) throws Exception {
    List<byte[]> folder = photos(Path.of(arguments[0]));
    List<byte[]> photos = Collections.nCopies(ROUNDS, folder).stream().flatMap(List::stream).toList();
    Path network = Path.of(arguments[1]);
    ModelSettings models =
        ModelSettings.DEFAULT
            .withSession(SessionSettings.shared(Device.CPU))
            .withRestorer(new ModelSource(network.toString(), sha256(network)));
    try (PhotoRestorer host = PhotoRestorer.open(models, ModelFetcher.LOCAL)) {
      run(host, photos, 0, 1);
      for (int millis : MILLIS) {
        for (int batch : BATCHES) {
          Run alone = run(host, photos, 0, 1);
          Run together = run(host, photos, millis, batch);
          print(photos.size(), millis, batch, alone, together);
        }
      }
    }
  }

  private static Run run(PhotoRestorer host, List<byte[]> photos, int millis, int batch)
      throws Exception {
    int tasks = TASKS_A_CORE * Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(tasks);
    try (FaceBatcher device = new FaceBatcher((faces, count) -> slow(faces, millis), 1, batch)) {
      long start = System.nanoTime();
      List<Future<Integer>> done = new ArrayList<>();
      for (byte[] photo : photos) {
        done.add(threads.submit(() -> restore(host, photo, device, millis)));
      }
      long faces = 0;
      for (Future<Integer> one : done) {
        faces += one.get();
      }
      return new Run((System.nanoTime() - start) / 1e9, faces);
    } finally {
      threads.shutdown();
    }
  }

  private static int restore(PhotoRestorer host, byte[] photo, FaceBatcher device, int millis) {
    PhotoResult result = host.restore(photo, RestorationSettings.DEFAULT);
    List<Face> faces = result.faces();
    for (int i = 0; millis > 0 && i < faces.size(); i++) {
      device.restore(FloatBuffer.allocate(1));
    }
    return faces.size();
  }

  private static FloatBuffer slow(FloatBuffer faces, int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FloatBuffer.allocate(faces.remaining());
  }

  private static void print(int photos, int millis, int batch, Run alone, Run together) {
    double host = photos / alone.seconds();
    double device = batch * 1000.0 / millis * photos / together.faces();
    double both = photos / together.seconds();
    System.out.printf(
        Locale.ROOT,
        "{\"milliseconds\": %d, \"batch\": %d, \"host_alone\": %.2f, \"device_alone\": %.2f,"
            + " \"together\": %.2f, \"of_the_smaller\": %.3f}%n",
        millis,
        batch,
        host,
        device,
        both,
        both / Math.min(host, device));
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
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
