package dev.heirloom.job.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What the {@code manifest.json} of an S3 inventory says.
 *
 * @param format {@code CSV} or {@code Parquet}
 * @param columns of CSV files, in snake case as the Parquet files have them
 * @param files URIs of the lists
 * @param prefix of the keys that are wanted; empty for all
 */
record Inventory(String format, List<String> columns, List<String> files, String prefix) {
  static final String MANIFEST = "manifest.json";
  private static final String PREFIX_MARK = "#prefix=";

  Inventory {
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }

  /** The URI of the manifest in {@code URI} or {@code URI#prefix=…}. */
  static String manifest(String input) {
    int mark = input.indexOf(PREFIX_MARK);
    return mark < 0 ? input : input.substring(0, mark);
  }

  /**
   * @param input URI of a manifest, perhaps with {@code #prefix=…}
   * @throws InputException if it is no manifest of an inventory in CSV or Parquet
   */
  static Inventory read(String input, Configuration hadoop) {
    Path manifest = CanonicalUri.path(manifest(input));
    try (InputStream in = manifest.getFileSystem(hadoop).open(manifest)) {
      JsonNode json = new ObjectMapper().readTree(in);
      String format = json.path("fileFormat").asText();
      if (!format.equals("CSV") && !format.equals("Parquet")) {
        throw new InputException(
            "%s is no manifest of an inventory in CSV or Parquet; name the %s of one day"
                .formatted(manifest, MANIFEST));
      }
      String bucket = json.path("destinationBucket").asText().replaceFirst("^arn:.*:", "");
      return new Inventory(
          format,
          Arrays.stream(json.path("fileSchema").asText().split(", *"))
              .map(Inventory::snake)
              .toList(),
          StreamSupport.stream(json.path("files").spliterator(), false)
              .map(file -> "s3a://%s/%s".formatted(bucket, file.path("key").asText()))
              .toList(),
          input.substring(manifest(input).length()).replaceFirst("^" + PREFIX_MARK, ""));
    } catch (IOException e) {
      throw new InputException(
          "cannot read the inventory %s: %s; name the %s of one day"
              .formatted(manifest, e.getMessage(), MANIFEST),
          e);
    }
  }

  private static String snake(String camel) {
    return camel
        .replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
