package dev.heirloom.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.encode.Encoding;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.model.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Two thousand photos, good and bad, of many shapes: resident memory stays flat after warm-up. */
class LeakIT {
  private static final int PHOTOS = 2000;
  private static final int WARM_UP = 600;
  private static final int THREADS = 2;
  private static final double GROWTH_MIB = 48;

  @Test
  void residentMemoryStaysFlat() throws Exception {
    List<byte[]> photos = photos();
    ModelSettings cpu = ModelSettings.DEFAULT.withSession(SessionSettings.shared(Device.CPU));
    try (PhotoRestorer restorer = PhotoRestorer.open(cpu, ModelFetcher.LOCAL)) {
      restore(restorer, photos, WARM_UP);
      double warm = residentMebibytes();
      restore(restorer, photos, PHOTOS - WARM_UP);
      double growth = residentMebibytes() - warm;
      System.out.printf("%.0f MiB resident after warm-up, %.0f more in the end%n", warm, growth);
      assertThat(growth)
          .as("growth of resident memory in MiB over %d photos", PHOTOS - WARM_UP)
          .isLessThan(GROWTH_MIB);
    }
  }

  private static List<byte[]> photos() {
    List<byte[]> photos = new ArrayList<>();
    for (int side = 90; side < 170; side += 5) {
      photos.add(Portraits.worn(side));
    }
    photos.add(jpeg2000(photos.get(2)));
    photos.add(jpeg2000(photos.get(9)));
    photos.add(broken(jpeg2000(photos.get(5))));
    photos.add(new byte[] {1, 2, 3});
    photos.add(Arrays.copyOf(photos.get(3), 1500));
    return photos;
  }

  private static byte[] jpeg2000(byte[] photo) {
    try (DecodedPhoto decoded = new PhotoDecoder().decode(photo, DecodeSettings.DEFAULT)) {
      return Encoding.encode(decoded.picture(), decoded.carried(), PhotoFormat.JP2).bytes();
    }
  }

  /** With all markers whole, so that the native decoder is what gives up. */
  private static byte[] broken(byte[] photo) {
    Arrays.fill(photo, photo.length - 400, photo.length - 2, (byte) 0x55);
    return photo;
  }

  private static void restore(PhotoRestorer restorer, List<byte[]> photos, int count)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] photo = photos.get(i % photos.size());
        // Results are not kept: they would be what grows.
        done.add(
            threads.submit(
                () -> {
                  restorer.restore(photo, RestorationSettings.DEFAULT);
                }));
      }
      for (Future<?> photo : done) {
        photo.get();
      }
    } finally {
      threads.shutdown();
    }
    System.gc();
  }

  private static double residentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
