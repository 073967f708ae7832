package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.Serializable;
import java.util.Map;

/**
 * A photo as a source lists it, before it is read.
 *
 * @param uri canonical: what the photo is called in the result table
 * @param location what the file system calls the photo, unescaped; where the bytes come with the
 *     row, the table file that holds them
 * @param attributes columns carried along from the input
 * @param length bytes; {@link #UNKNOWN} where nothing was found at the location
 * @param modified milliseconds since 1970; {@link #UNKNOWN} where the source does not say
 * @param etag the store's tag of the bytes; empty where it has none
 * @param attempts how often these bytes failed before
 */
public record SourcePhoto(
    String uri,
    String location,
    Map<String, String> attributes,
    long length,
    long modified,
    String etag,
    int attempts)
    implements Serializable {
  public static final long UNKNOWN = -1;

  public SourcePhoto {
    if (uri.isBlank()) {
      throw new IllegalArgumentException("a photo needs a URI");
    }
    if (length < UNKNOWN || modified < UNKNOWN || attempts < 0) {
      throw new IllegalArgumentException(
          "length, time and attempts are not negative, got %d, %d, %d for %s"
              .formatted(length, modified, attempts, uri));
    }
    attributes = Map.copyOf(attributes);
  }

  /** The same photo, which failed {@code times} times before. */
  public SourcePhoto afterAttempts(int times) {
    return new SourcePhoto(uri, location, attributes, length, modified, etag, times);
  }

  /**
   * @throws PhotoException if {@code read} is not as many bytes as the source listed
   */
  void requireLength(long read) {
    if (read != length) {
      throw new PhotoException(
          FailureCode.VANISHED,
          "changed while the run was under way: %d bytes were listed, %d read"
              .formatted(length, read));
    }
  }
}
