package dev.heirloom.job.doctor;

import dev.heirloom.job.Causes;
import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.RestorationSettings;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.model.ModelException;
import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.spark.ExecutorRestorer;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of a sample photo in a process, restored as a run would restore it.
 *
 * @param provider execution provider that was used, by name
 * @param device processor or GPU, by name
 * @param millis for the photo, once the models were open
 * @param modelMemory MiB outside the heap that the restorer's model takes, up to the next hundred;
 *     0 if it did not open
 * @param complaint what went wrong; empty if nothing did
 */
record Probe(String provider, String device, long millis, long modelMemory, String complaint)
    implements Serializable {

  /** Opens the restorer of this process, as a run does, and keeps it open. */
  static Probe here(
      RestorerFactory factory, ModelSettings models, ModelFetcher fetcher, byte[] photo) {
    try {
      ExecutorRestorer restorer = ExecutorRestorer.of(factory, models, fetcher);
      long start = System.nanoTime();
      PhotoResult result = restorer.restore(photo, RestorationSettings.DEFAULT);
      long millis = (System.nanoTime() - start) / 1_000_000;
      return new Probe(
          restorer.provider(),
          restorer.deviceName(),
          millis,
          hundreds(restorer.modelMemory()),
          complaint(result));
    } catch (ModelException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      return failed("the sample photo cannot be restored: " + Causes.oneLine(e));
    }
  }

  private static long hundreds(long bytes) {
    return ((bytes >> 20) / 100 + 1) * 100;
  }

  private static String complaint(PhotoResult result) {
    return result instanceof PhotoResult.Failed failed
        ? "the sample photo fails with %s: %s".formatted(failed.code(), failed.message())
        : "";
  }

  static Probe failed(String complaint) {
    return new Probe("", "", 0, 0, complaint);
  }

  /** One for all processes that use the same device. */
  static List<Finding> findings(Map<String, Probe> probes, Device asked) {
    List<Finding> findings = new ArrayList<>();
    probes.forEach((on, probe) -> probe.trouble(on, asked, findings));
    probes.entrySet().stream()
        .filter(entry -> entry.getValue().isAsAsked(asked))
        .collect(
            Collectors.groupingBy(
                entry -> "%s, %s".formatted(entry.getValue().provider(), entry.getValue().device()),
                TreeMap::new,
                Collectors.toList()))
        .forEach((device, same) -> findings.add(worked(device, same)));
    return findings;
  }

  private boolean isAsAsked(Device asked) {
    return complaint.isEmpty() && (asked == Device.AUTO || provider.equals(asked.name()));
  }

  private void trouble(String on, Device asked, List<Finding> findings) {
    if (!complaint.isEmpty()) {
      findings.add(Finding.fail("probe", on, complaint));
    } else if (!isAsAsked(asked)) {
      findings.add(
          Finding.fail(
              "probe",
              on,
              "%s was asked for, and the models run on %s".formatted(asked, provider),
              "see what the check gpu says"));
    }
  }

  private static Finding worked(String device, List<Map.Entry<String, Probe>> same) {
    LongSummaryStatistics millis =
        same.stream().mapToLong(entry -> entry.getValue().millis()).summaryStatistics();
    String time =
        millis.getMin() == millis.getMax()
            ? "%d ms".formatted(millis.getMin())
            : "%d to %d ms".formatted(millis.getMin(), millis.getMax());
    return Finding.ok(
        "probe",
        Places.together(same.stream().map(Map.Entry::getKey).toList()),
        "the sample photo was restored on %s in %s".formatted(device, time));
  }
}
