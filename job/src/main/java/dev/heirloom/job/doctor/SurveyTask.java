package dev.heirloom.job.doctor;

import dev.heirloom.restoration.model.ModelFetcher;
import dev.heirloom.restoration.spark.HadoopModelFetcher;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Looks about in the process it runs in, once: tasks that come to the same process wait for the
 * first and say the same. So they hold their slots, and others go to other processes.
 */
final class SurveyTask implements FlatMapFunction<Iterator<Integer>, ProcessSurvey> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, ProcessSurvey> DONE = new ConcurrentHashMap<>();

  private final String id;
  private final DoctorSettings settings;
  private final List<String> files;
  private final RestorerFactory factory;
  private final byte[] photo;
  private final Broadcast<SerializableConfiguration> hadoop;

  /**
   * @param id of this examination
   * @param files to be read
   * @param photo a sample to be restored
   */
  SurveyTask(
      String id,
      DoctorSettings settings,
      List<String> files,
      RestorerFactory factory,
      byte[] photo,
      Broadcast<SerializableConfiguration> hadoop) {
    this.id = id;
    this.settings = settings;
    this.files = files;
    this.factory = factory;
    this.photo = photo.clone();
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<ProcessSurvey> call(Iterator<Integer> slots) {
    return List.of(DONE.computeIfAbsent(id, once -> survey())).iterator();
  }

  private ProcessSurvey survey() {
    Configuration configuration = hadoop.value().value();
    ModelFetcher fetcher = new HadoopModelFetcher(configuration);
    return new ProcessSurvey(
        ProcessName.here(),
        Versions.here(),
        Memory.here(),
        ScratchFolder.here(),
        ModelFolder.here(settings.models(), fetcher),
        GpuAccess.here(settings.models().session().device()),
        Probe.here(factory, settings.models(), fetcher, photo),
        files.stream().map(file -> FileReading.here(file, configuration)).toList(),
        ScratchObject.tryBelow(settings.output(), configuration));
  }
}
