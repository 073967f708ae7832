package dev.heirloom.job;

import java.io.IOException;
import java.io.InputStream;

/** A photo with a face to restore, to try this program with. */
public final class SamplePhoto {
  public static final String NAME = "low-light.jpg";

  private SamplePhoto() {}

  /**
   * @throws IOException if the jar was built without it
   */
  public static byte[] bytes() throws IOException {
    try (InputStream in = SamplePhoto.class.getResourceAsStream("sample/" + NAME)) {
      if (in == null) {
        throw new IOException("the jar lacks its sample");
      }
      return in.readAllBytes();
    }
  }
}
