package dev.heirloom.restoration.decode;

/** The image formats that are read and written. */
public enum PhotoFormat {
  JPEG("jpg", "image/jpeg"),
  PNG("png", "image/png"),
  TIFF("tif", "image/tiff"),
  WEBP("webp", "image/webp"),
  BMP("bmp", "image/bmp"),
  /** JPEG 2000. */
  JP2("jp2", "image/jp2");

  private final String extension;
  private final String mediaType;

  PhotoFormat(String extension, String mediaType) {
    this.extension = extension;
    this.mediaType = mediaType;
  }

  /** Without the dot. */
  public String extension() {
    return extension;
  }

  public String mediaType() {
    return mediaType;
  }
}
