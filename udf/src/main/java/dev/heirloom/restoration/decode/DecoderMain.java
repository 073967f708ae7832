package dev.heirloom.restoration.decode;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The process that decodes for another one: files come in by standard input, pixels or failures go
 * out by standard output, until the input ends.
 */
final class DecoderMain {
  private static final int BUFFER = 1 << 16;

  private DecoderMain() {}

  public static void main(String[] args) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in, BUFFER));
    PrintStream answers = System.out;
    // Whatever a library prints must not come between the answers.
    System.setOut(System.err);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(answers, BUFFER));
    Loader.load(opencv_imgcodecs.class);
    out.writeByte(PixelStream.READY);
    out.flush();
    while (true) {
      PhotoFormat format;
      try {
        format = PhotoFormat.values()[in.readByte()];
      } catch (EOFException e) {
        return;
      }
      answer(format, in, out);
      out.flush();
    }
  }

  private static void answer(PhotoFormat format, DataInputStream in, DataOutputStream out)
      throws IOException {
    try (Mat pixels = pixels(format, in)) {
      PixelStream.write(pixels, out);
    } catch (PhotoException e) {
      PixelStream.writeFailure(e, out);
    } catch (OutOfMemoryError e) {
      PixelStream.writeFailure(
          new PhotoException(
              FailureCode.OUT_OF_MEMORY, "the decoding process has too little memory for it", e),
          out);
    }
  }

  private static Mat pixels(PhotoFormat format, DataInputStream in) throws IOException {
    ImageFile image = ImageFile.of(format, PixelStream.readFile(in));
    return PixelDecoder.HERE.pixels(image, image.header());
  }
}
