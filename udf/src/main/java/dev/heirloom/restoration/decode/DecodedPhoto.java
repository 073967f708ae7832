package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.Picture;

/**
 * The upright picture of a file, with what the file said of it. Owns the picture: close it.
 *
 * @param carried what the file has beside its pixels
 * @param obstacle why a file that is made of this picture alone would lose something of the
 *     original that is no metadata, such as further pages, in one sentence with its remedy; empty
 *     where it would not
 * @param memory given back with the picture
 */
public record DecodedPhoto(
    Picture picture,
    SourceImage source,
    CarriedMetadata carried,
    String obstacle,
    PixelBudget.Lease memory)
    implements AutoCloseable {
  @Override
  public void close() {
    picture.close();
    memory.close();
  }
}
