package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.NativeMemory;
import dev.heirloom.restoration.photo.PhotoException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** OpenCV's encoders. */
final class NativeEncoder {

  private NativeEncoder() {}

  /**
   * @param parameters of {@code imwrite}: keys and values
   */
  static byte[] encode(PhotoFormat format, Mat picture, int... parameters) {
    try (BytePointer file = new BytePointer();
        IntPointer keysAndValues = new IntPointer(parameters)) {
      if (!imencode("." + format.extension(), picture, file, keysAndValues)) {
        throw new PhotoException(FailureCode.ENCODE_FAILED, refusal(format, picture));
      }
      byte[] bytes = new byte[(int) file.limit()];
      file.get(bytes);
      return bytes;
    } catch (PhotoException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure(e, format, picture);
    }
  }

  /** What it means for the photo that an encoder gave up. */
  static PhotoException refused(PhotoFormat format, Mat picture, Exception e) {
    return new PhotoException(FailureCode.ENCODE_FAILED, refusal(format, picture), e);
  }

  private static PhotoException failure(RuntimeException e, PhotoFormat format, Mat picture) {
    return NativeMemory.wasShort(e)
        ? new PhotoException(
            FailureCode.OUT_OF_MEMORY, "native memory was short for encoding this photo", e)
        : refused(format, picture, e);
  }

  private static String refusal(PhotoFormat format, Mat picture) {
    return "a picture of %d x %d pixels cannot be written as %s; choose another format"
        .formatted(picture.cols(), picture.rows(), format);
  }
}
