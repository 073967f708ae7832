package dev.heirloom.restoration.encode;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2RGBA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.heirloom.restoration.decode.FfmpegCodec;
import dev.heirloom.restoration.photo.FailureCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Makes lossless JPEG 2000 codestreams (ITU-T T.800), by FFmpeg.
 *
 * <p>A tile is as wide as the picture and {@value #TILE_ROWS} rows high, and each is encoded by
 * itself, so that memory does not grow with the picture. Tiles that low have another reason: FFmpeg
 * gives each coded block 8 KiB, which noise of 16 bit overflows in a block of 64 x 64 samples. In
 * such a tile the blocks have 64 x 32.
 */
final class J2kEncoder {
  static final int TILE_ROWS = 64;

  private static final int HEIGHT = 12;
  private static final int TILE_INDEX = 4;
  private static final int END_MARKER = 2;

  private J2kEncoder() {}

  /**
   * @param picture gray; blue, green, red; or these and alpha
   */
  static byte[] encode(Mat picture) {
    ByteArrayOutputStream codestream = new ByteArrayOutputStream();
    for (int row = 0; row < picture.rows(); row += TILE_ROWS) {
      byte[] tile = tile(picture, row, Math.min(picture.rows(), row + TILE_ROWS));
      int body = tilePart(tile);
      if (row == 0) {
        ByteBuffer.wrap(tile).putInt(HEIGHT, picture.rows());
        codestream.write(tile, 0, body);
      }
      ByteBuffer.wrap(tile).putShort(body + TILE_INDEX, (short) (row / TILE_ROWS));
      boolean isLast = row + TILE_ROWS >= picture.rows();
      codestream.write(tile, body, tile.length - body - (isLast ? 0 : END_MARKER));
    }
    return codestream.toByteArray();
  }

  /** A codestream of these rows alone. */
  private static byte[] tile(Mat picture, int from, int to) {
    try (FfmpegCodec codec = FfmpegCodec.encoder(picture, to - from, TILE_ROWS);
        Mat rows = picture.rowRange(from, to)) {
      AVFrame frame = codec.frame();
      frame.width(rows.cols()).height(rows.rows()).format(codec.context().pix_fmt());
      require(av_frame_get_buffer(frame, 0), picture);
      fill(frame, rows);
      require(avcodec_send_frame(codec.context(), frame), picture);
      require(avcodec_send_frame(codec.context(), null), picture);
      require(avcodec_receive_packet(codec.context(), codec.packet()), picture);
      byte[] bytes = new byte[codec.packet().size()];
      codec.packet().data().get(bytes);
      return bytes;
    }
  }

  private static void fill(AVFrame frame, Mat rows) {
    try (Mat pixels =
        new Mat(rows.rows(), rows.cols(), rows.type(), frame.data(0), frame.linesize(0))) {
      switch (rows.channels()) {
        case 1 -> rows.copyTo(pixels);
        case 3 -> cvtColor(rows, pixels, COLOR_BGR2RGB);
        default -> cvtColor(rows, pixels, COLOR_BGRA2RGBA);
      }
    }
  }

  private static void require(int result, Mat picture) {
    FfmpegCodec.require(
        result,
        FailureCode.ENCODE_FAILED,
        "a picture of %d x %d pixels cannot be written as JP2; choose another format"
            .formatted(picture.cols(), picture.rows()));
  }

  /** Where the main header ends. */
  private static int tilePart(byte[] codestream) {
    ByteBuffer bytes = ByteBuffer.wrap(codestream);
    int at = 2;
    while ((bytes.getShort(at) & 0xffff) != 0xff90) {
      at += 2 + (bytes.getShort(at + 2) & 0xffff);
    }
    return at;
  }
}
