package dev.heirloom.job.sink;

import java.io.Serializable;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * What is left of photos in text: their URIs as programs spell them, and their hashes. A longer
 * name that begins like one of theirs is none.
 */
final class Traces implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String REPLACEMENT = "(purged)";

  /** Of longer texts Delta keeps the beginning, when it notes the least and the greatest. */
  private static final int DELTA_PREFIX = 32;

  private final Pattern pattern;

  /**
   * @param uris canonical, of the photos
   * @param hashes of the photos
   * @param longerUris of other photos, those that begin with one of {@code uris}
   */
  Traces(Collection<String> uris, Collection<String> hashes, Collection<String> longerUris) {
    Stream<String> others =
        longerUris.stream()
            .flatMap(uri -> Stream.of(uri, uri.substring(0, Math.min(DELTA_PREFIX, uri.length()))))
            .filter(name -> uris.stream().anyMatch(uri -> isLonger(name, uri)));
    this.pattern =
        Pattern.compile(
            "(%s)|(%s)"
                .formatted(
                    anyOf(others.flatMap(Traces::spellings)),
                    anyOf(
                        Stream.concat(uris.stream().flatMap(Traces::spellings), hashes.stream()))));
  }

  static boolean isLonger(String name, String uri) {
    return name.startsWith(uri) && name.length() > uri.length();
  }

  /** None for an empty stream; the longest first, since the first that fits is taken. */
  private static String anyOf(Stream<String> texts) {
    String any =
        texts
            .flatMap(Traces::quoted)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return any.isEmpty() ? "(?!)" : any;
  }

  private static Stream<String> spellings(String uri) {
    return Stream.of(uri, escaped(uri))
        .flatMap(name -> Stream.of(name, name.replaceFirst("^file:///", "file:/")));
  }

  private static String escaped(String uri) {
    try {
      return new Path(uri).toUri().toASCIIString();
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }

  /** As it is, as a text in JSON, and as one in JSON in JSON. */
  private static Stream<String> quoted(String text) {
    String once = quote(text);
    return Stream.of(text, once, quote(once));
  }

  private static String quote(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  boolean in(String text) {
    return matches(text).findAny().isPresent();
  }

  /** The text without them. */
  String redacted(String text) {
    Function<MatchResult, String> replacement =
        match -> Matcher.quoteReplacement(match.group(2) == null ? match.group() : REPLACEMENT);
    return pattern.matcher(text).replaceAll(replacement);
  }

  private Stream<MatchResult> matches(String text) {
    return pattern.matcher(text).results().filter(match -> match.group(2) != null);
  }
}
