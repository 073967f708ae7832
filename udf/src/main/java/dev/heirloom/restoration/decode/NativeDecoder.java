package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.NativeMemory;
import dev.heirloom.restoration.photo.PhotoException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenCV's decoders, and what their failures mean. */
final class NativeDecoder {
  static {
    // Photos are decoded side by side; threads inside one of them would only get in the way.
    setNumThreads(1);
  }

  private NativeDecoder() {}

  /**
   * @param flags of {@code imread}
   */
  static Mat decode(byte[] file, int flags, PhotoFormat format) {
    try (BytePointer bytes = new BytePointer(file);
        Mat encoded = new Mat(1, file.length, CV_8UC1, bytes)) {
      Mat pixels = imdecode(encoded, flags);
      if (pixels.empty()) {
        pixels.close();
        throw new PhotoException(
            FailureCode.CORRUPT,
            "the %s file is damaged: its data cannot be decoded".formatted(format));
      }
      return pixels;
    } catch (RuntimeException e) {
      throw failure(e, format);
    }
  }

  /** What it means for the photo that OpenCV gave up. */
  static PhotoException failure(RuntimeException e, PhotoFormat format) {
    if (e instanceof PhotoException known) {
      return known;
    }
    return NativeMemory.wasShort(e)
        ? new PhotoException(
            FailureCode.OUT_OF_MEMORY, "native memory was short for decoding this photo", e)
        : new PhotoException(
            FailureCode.CORRUPT,
            "the %s file is damaged: its data cannot be decoded".formatted(format),
            e);
  }
}
