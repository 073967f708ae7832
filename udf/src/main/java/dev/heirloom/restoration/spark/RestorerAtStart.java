package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import java.io.Serializable;
import java.util.Optional;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The restorer that executors open when they start, before they are given a task. A driver that
 * works alone opens it with the first photo instead: most nights have few, and some none.
 *
 * @param factory what opens it
 * @param models opened by it
 */
public record RestorerAtStart(RestorerFactory factory, ModelSettings models)
    implements Serializable {
  private static final Logger LOG = LoggerFactory.getLogger(RestorerAtStart.class);

  private static volatile Optional<RestorerAtStart> wanted = Optional.empty();

  /** What an executor asks the driver. */
  enum Question {
    WHICH_RESTORER
  }

  /** Makes the executors that start from now on open this one; to be called in the driver. */
  public void want() {
    wanted = Optional.of(this);
  }

  /** At the end of an application. */
  static void wantNone() {
    wanted = Optional.empty();
  }

  /**
   * The driver's answer: none or one, as bytes, since what a run brings is not known everywhere.
   */
  static byte[][] answer() {
    return wanted.stream().map(SerializationUtils::serialize).toArray(byte[][]::new);
  }

  /**
   * Opens what the driver wants. Where that fails, the first task says why, so that the run ends
   * with a reason instead of executors that never come up.
   */
  static void open(PluginContext executor) {
    for (byte[] one : answer(executor)) {
      try {
        RestorerAtStart restorer = SerializationUtils.deserialize(one);
        ExecutorRestorer.of(
            restorer.factory(),
            restorer.models(),
            new HadoopModelFetcher(SparkHadoopUtil.get().newConfiguration(executor.conf())));
      } catch (RuntimeException | LinkageError e) {
        LOG.error("This executor cannot restore photos", e);
      }
    }
  }

  private static byte[][] answer(PluginContext executor) {
    try {
      return (byte[][]) executor.ask(Question.WHICH_RESTORER);
    } catch (Exception e) {
      throw new IllegalStateException("the driver does not answer", e);
    }
  }
}
