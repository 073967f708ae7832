package dev.heirloom.restoration.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model whose bytes have been checked against their hash. */
public sealed interface ModelFile {
  String name();

  /** 64 lower-case hex digits. */
  String sha256();

  /**
   * @return the bytes; the caller closes it
   */
  InputStream open() throws IOException;

  /**
   * From the jar.
   *
   * @param bytes not to be changed
   */
  record Embedded(String name, String sha256, byte[] bytes) implements ModelFile {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Embedded that && sha256.equals(that.sha256);
    }

    @Override
    public int hashCode() {
      return sha256.hashCode();
    }

    @Override
    public String toString() {
      return "Embedded[%s, %s]".formatted(name, sha256);
    }
  }

  /** From the verified cache on local disk. */
  record Cached(String name, String sha256, Path path) implements ModelFile {
    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
