package dev.heirloom.job.source;

import java.util.List;

/**
 * Which photos a run is about.
 *
 * @param uris where they are; at least one, all of one kind
 * @param keep columns of a table or manifest that become attributes of the rows
 * @param exclude location of a text file of URIs never to touch, one a line; empty for none
 */
public record InputSettings(
    List<String> uris, InputFormat format, List<String> keep, String exclude) {

  public InputSettings {
    if (uris.isEmpty()) {
      throw new IllegalArgumentException("an input is needed");
    }
    uris = List.copyOf(uris);
    keep = List.copyOf(keep);
  }
}
