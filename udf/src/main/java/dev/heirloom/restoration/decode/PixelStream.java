package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.bytedeco.opencv.opencv_core.Mat;

/** Files and pixels between a process and the one that decodes for it. */
final class PixelStream {
  /** The first byte of a process that is ready to decode. */
  static final int READY = 0;

  private static final int PIXELS = 1;
  private static final int FAILURE = 2;

  private PixelStream() {}

  static void writeFile(PhotoFormat format, byte[] file, DataOutputStream out) throws IOException {
    out.writeByte(format.ordinal());
    out.writeInt(file.length);
    out.write(file);
    out.flush();
  }

  static byte[] readFile(DataInputStream in) throws IOException {
    byte[] file = new byte[in.readInt()];
    in.readFully(file);
    return file;
  }

  static void write(Mat pixels, DataOutputStream out) throws IOException {
    out.writeByte(PIXELS);
    out.writeInt(pixels.rows());
    out.writeInt(pixels.cols());
    out.writeInt(pixels.type());
    byte[] row = new byte[Math.toIntExact(pixels.cols() * pixels.elemSize())];
    for (int y = 0; y < pixels.rows(); y++) {
      pixels.ptr(y).get(row);
      out.write(row);
    }
  }

  static void writeFailure(PhotoException failure, DataOutputStream out) throws IOException {
    out.writeByte(FAILURE);
    out.writeUTF(failure.code().name());
    out.writeUTF(failure.getMessage());
  }

  /**
   * @param header what the file states: other sizes are refused before memory is allocated
   * @throws PhotoException the failure, if that was the answer
   * @throws IOException if the stream ends early, or says what no answer says
   */
  static Mat read(DataInputStream in, ImageHeader header) throws IOException {
    int kind = in.readByte();
    if (kind == FAILURE) {
      throw new PhotoException(FailureCode.valueOf(in.readUTF()), in.readUTF());
    }
    int rows = in.readInt();
    int cols = in.readInt();
    int type = in.readInt();
    if (kind != PIXELS || rows != header.height() || cols != header.width()) {
      throw new IOException("%d x %d pixels of answer %d".formatted(cols, rows, kind));
    }
    Mat pixels = new Mat(rows, cols, type);
    try {
      byte[] row = new byte[Math.toIntExact(cols * pixels.elemSize())];
      for (int y = 0; y < rows; y++) {
        in.readFully(row);
        pixels.ptr(y).put(row);
      }
      return pixels;
    } catch (IOException | RuntimeException e) {
      pixels.close();
      throw e;
    }
  }
}
