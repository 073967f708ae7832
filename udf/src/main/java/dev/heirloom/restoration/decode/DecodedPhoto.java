package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.Picture;

/** The upright picture of a file, with what the file said of it. Owns the picture: close it. */
public record DecodedPhoto(Picture picture, SourceImage source) implements AutoCloseable {
  @Override
  public void close() {
    picture.close();
  }
}
