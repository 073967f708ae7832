package dev.heirloom.job.incremental;

import java.util.List;

/**
 * Photos of the tables that the input should hold and does not, under any name. Their rows stay.
 *
 * @param examples URIs of some of them, the first by name
 */
public record GonePhotos(long count, List<String> examples) {
  public static final GonePhotos NONE = new GonePhotos(0, List.of());

  public GonePhotos {
    examples = List.copyOf(examples);
  }
}
