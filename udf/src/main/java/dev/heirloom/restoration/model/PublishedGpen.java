package dev.heirloom.restoration.model;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * A GPEN file that others have published, recognised by its hash. None of them is shipped or
 * fetched.
 *
 * @param name what users call it
 * @param publisher who exported it
 * @param bytes its length
 * @param sha256 64 lower-case hex digits
 */
public record PublishedGpen(String name, String publisher, long bytes, String sha256) {
  /** What is known of the rights in all of them, for people. */
  public static final String TERMS =
      "The weights of GPEN are the work of T. Yang, P. Ren, X. Xie and L. Zhang (github.com/yangxy/GPEN), copyright Alibaba. They were published for academic, non-commercial use only; since March 2026 their page states no licence at all. Whether you may use them is for you to find out.";

  /** The same in short. */
  public static final String LICENCE = "none stated";

  private static final List<PublishedGpen> ALL = read();

  /** The published file with this hash. */
  public static Optional<PublishedGpen> of(String sha256) {
    return ALL.stream().filter(published -> published.sha256().equals(sha256)).findFirst();
  }

  private static List<PublishedGpen> read() {
    try (InputStream in = PublishedGpen.class.getResourceAsStream("published.json")) {
      return new ObjectMapper().readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
