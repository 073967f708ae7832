package dev.heirloom.job.delta;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Asks an object store once whether a place in it can be used. In the middle of a run errors of a
 * network are tried again for minutes, as they should be; at the start they are mostly typing
 * errors.
 */
public final class StoreAccess {
  private static final String KEYS =
      "check the access key and secret (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another"
          + " spark.hadoop.fs.s3a.aws.credentials.provider), their rights to the bucket, and this"
          + " machine's clock";
  private static final String REGION =
      "set spark.hadoop.fs.s3a.endpoint.region to that of the bucket";
  private static final String ENDPOINT =
      "check spark.hadoop.fs.s3a.endpoint, spark.hadoop.fs.s3a.connection.ssl.enabled and the"
          + " network";

  private StoreAccess() {}

  /**
   * @param place on any file system; only those of S3 are asked
   * @return what is wrong and what to do about it, in one line; nothing if the store answers, be it
   *     that there is nothing at the place yet
   */
  public static Optional<String> complaint(Path place, Configuration hadoop) {
    if (!"s3a".equals(place.toUri().getScheme())) {
      return Optional.empty();
    }
    try (FileSystem fs = FileSystem.newInstance(place.toUri(), impatient(hadoop))) {
      if (fs.getFileStatus(place).isDirectory()) {
        fs.listStatusIterator(place).hasNext();
      }
      return Optional.empty();
    } catch (FileNotFoundException e) {
      return isAbout(e, Set.of("UnknownStoreException"))
          ? Optional.of(explained(e, place))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(explained(e, place));
    }
  }

  private static Configuration impatient(Configuration hadoop) {
    Configuration once = new Configuration(hadoop);
    once.setInt("fs.s3a.attempts.maximum", 1);
    once.setInt("fs.s3a.retry.limit", 1);
    once.set("fs.s3a.retry.interval", "200ms");
    once.set("fs.s3a.connection.establish.timeout", "15s");
    return once;
  }

  /** By names, since the classes of S3A are there only when the job runs. */
  private static String explained(IOException e, Path place) {
    String bucket = place.toUri().getHost();
    if (isAbout(e, Set.of("UnknownStoreException", "NoSuchBucketException"))) {
      return "there is no bucket %s; check its name and the endpoint".formatted(bucket);
    }
    if (isAbout(e, Set.of("AWSRedirectException")) || says(e, "AuthorizationHeaderMalformed")) {
      return "bucket %s is in another region; %s".formatted(bucket, REGION);
    }
    if (says(e, "Status Code: 400")) {
      return "the store takes requests for bucket %s for wrong, mostly because of the region; %s"
          .formatted(bucket, REGION);
    }
    if (isAbout(e, Set.of("NoAuthWithAWSException", "CredentialInitializationException"))) {
      return "there are no keys for the store; " + KEYS;
    }
    if (isAbout(e, Set.of("AccessDeniedException"))) {
      return "the store of bucket %s refuses access; %s".formatted(bucket, KEYS);
    }
    if (isAbout(
        e,
        Set.of(
            "ConnectException",
            "UnknownHostException",
            "NoRouteToHostException",
            "ConnectTimeoutException",
            "SocketTimeoutException",
            "SSLException",
            "SSLHandshakeException"))) {
      return "the store of bucket %s does not answer; %s".formatted(bucket, ENDPOINT);
    }
    return "the store of bucket %s answers %s; %s".formatted(bucket, firstLine(e), ENDPOINT);
  }

  private static boolean isAbout(Throwable thrown, Set<String> names) {
    return chain(thrown).anyMatch(cause -> names.contains(cause.getClass().getSimpleName()));
  }

  private static boolean says(Throwable thrown, String word) {
    return chain(thrown).anyMatch(cause -> String.valueOf(cause.getMessage()).contains(word));
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause);
  }
}
