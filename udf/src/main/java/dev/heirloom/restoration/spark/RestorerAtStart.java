package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.model.ModelException;
import java.io.Serializable;
import java.util.Optional;
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

  /** The driver's answer. */
  static RestorerAtStart[] answer() {
    return wanted.stream().toArray(RestorerAtStart[]::new);
  }

  /**
   * Opens what the driver wants. Where that fails, the first task says why, so that the run ends
   * with a reason instead of executors that never come up.
   */
  static void open(PluginContext executor) throws Exception {
    for (RestorerAtStart one : (RestorerAtStart[]) executor.ask(Question.WHICH_RESTORER)) {
      HadoopModelFetcher fetcher =
          new HadoopModelFetcher(SparkHadoopUtil.get().newConfiguration(executor.conf()));
      try {
        ExecutorRestorer.of(one.factory(), one.models(), fetcher);
      } catch (ModelException e) {
        LOG.error("This executor cannot restore photos: {}", e.getMessage());
      }
    }
  }
}
