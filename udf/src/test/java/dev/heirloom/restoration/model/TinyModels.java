package dev.heirloom.restoration.model;

import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files that scripts/model/test_models.py makes: GPEN's contract at 64 pixels, no weights. */
public final class TinyModels {
  private TinyModels() {}

  public static ModelFile named(String name) {
    byte[] bytes = bytes(name);
    return new ModelFile.Embedded(name, Sha256.of(bytes), bytes);
  }

  public static byte[] bytes(String name) {
    try (InputStream in = TinyModels.class.getResourceAsStream(name + ".onnx")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
