package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.ModelSettings;
import dev.heirloom.restoration.Software;
import dev.heirloom.restoration.model.UsedModel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkBuildInfo;

/** Which software on which machine. */
record Provenance(
    String software,
    Map<String, String> versions,
    String executionProvider,
    String device,
    String host,
    List<UsedModel> models) {
  /** Of every calculation: no session is allowed a smaller type, on any device. */
  static final String PRECISION = "float32";

  static Provenance of(ExecutorRestorer restorer, ModelSettings models) {
    return new Provenance(
        Software.NAME,
        Map.of(
            "heirloom", Software.version(),
            "java", Runtime.version().toString(),
            "spark", SparkBuildInfo.spark_version()),
        restorer.provider(),
        restorer.deviceName(),
        hostName(),
        models.used());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }
}
