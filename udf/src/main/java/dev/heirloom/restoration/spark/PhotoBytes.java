package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** The bytes of photos, read inside the task from whatever file system they lie in. */
final class PhotoBytes {
  /** No photograph's file is larger; one that claims to be is refused before it is read. */
  static final long MAX_LENGTH = 1L << 30;

  private final Configuration hadoop;

  PhotoBytes(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * @return the whole file
   * @throws PhotoException if it is not there any more, has changed, is too large, or cannot be
   *     read
   */
  byte[] read(SourcePhoto photo) {
    if (photo.length() > MAX_LENGTH) {
      throw new PhotoException(
          FailureCode.TOO_LARGE,
          "the file has %d bytes; at most %d are read".formatted(photo.length(), MAX_LENGTH));
    }
    if (photo.length() == SourcePhoto.UNKNOWN) {
      throw new PhotoException(FailureCode.VANISHED, "listed, but there is no such file");
    }
    Path path = new Path(photo.location());
    try (FSDataInputStream stream = path.getFileSystem(hadoop).open(path)) {
      byte[] bytes = stream.readNBytes(Math.toIntExact(photo.length()));
      boolean longer = stream.read() >= 0;
      photo.requireLength(bytes.length + (longer ? 1L : 0L));
      return bytes;
    } catch (FileNotFoundException e) {
      throw new PhotoException(FailureCode.VANISHED, "listed, but gone when it was read", e);
    } catch (IOException e) {
      throw new PhotoException(FailureCode.READ_FAILED, oneLine(e), e);
    } catch (OutOfMemoryError e) {
      throw new PhotoException(
          FailureCode.OUT_OF_MEMORY,
          "no memory for the %d bytes of the file".formatted(photo.length()),
          e);
    }
  }

  private static String oneLine(IOException e) {
    String message = e.getMessage() == null ? "no reason given" : e.getMessage();
    return "cannot be read: %s: %s"
        .formatted(e.getClass().getSimpleName(), message.lines().findFirst().orElse(""));
  }
}
