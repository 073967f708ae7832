package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.PhotoRestorer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkBuildInfo;

/** Which software on which machine. */
record Provenance(
    String software,
    Map<String, String> versions,
    String executionProvider,
    String device,
    String host) {
  /** IPTC's term for a photograph in which a trained model drew some of the pixels. */
  static final String DIGITAL_SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

  static Provenance of(ExecutorRestorer restorer) {
    String version = PhotoRestorer.class.getPackage().getImplementationVersion();
    return new Provenance(
        "Heirloom",
        Map.of(
            "heirloom", Optional.ofNullable(version).orElse("development"),
            "java", Runtime.version().toString(),
            "spark", SparkBuildInfo.spark_version()),
        restorer.provider(),
        restorer.deviceName(),
        hostName());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return InetAddress.getLoopbackAddress().getHostName();
    }
  }
}
