package dev.heirloom.restoration.decode;

import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_core.merge;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGBA2BGRA;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_YCrCb2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.heirloom.restoration.photo.FailureCode;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/** Makes pictures of JPEG 2000 codestreams, by FFmpeg. */
final class J2kDecoder {
  private static final String DAMAGED = "the JP2 file is damaged: its data cannot be decoded";

  private J2kDecoder() {}

  /**
   * @param codestream complete; not changed
   * @param type of the picture: 8 bit, or 16 bit for 9 to 16 bits a sample, which become the higher
   *     ones
   * @return gray; blue, green, red; or these and alpha
   */
  static Mat decode(ByteBuffer codestream, int type, Jp2Header.Colours colours) {
    try (FfmpegCodec codec = FfmpegCodec.decoder(type)) {
      require(av_new_packet(codec.packet(), codestream.limit()));
      codec.packet().data().limit(codestream.limit()).asByteBuffer().put(codestream.duplicate());
      require(avcodec_send_packet(codec.context(), codec.packet()));
      require(avcodec_receive_frame(codec.context(), codec.frame()));
      if (codec.frame().format() != FfmpegCodec.pixelFormat(type)) {
        throw FormatSniffer.unsupported("JPEG 2000 of this kind");
      }
      return picture(codec.frame(), type, colours);
    }
  }

  private static void require(int result) {
    FfmpegCodec.require(result, FailureCode.CORRUPT, DAMAGED);
  }

  private static Mat picture(AVFrame frame, int type, Jp2Header.Colours colours) {
    try (Mat decoded =
        new Mat(frame.height(), frame.width(), type, frame.data(0), frame.linesize(0))) {
      Mat picture = new Mat();
      if (decoded.channels() == 1) {
        decoded.copyTo(picture);
      } else if (decoded.channels() == 4) {
        cvtColor(decoded, picture, COLOR_RGBA2BGRA);
      } else if (colours == Jp2Header.Colours.RGB) {
        cvtColor(decoded, picture, COLOR_RGB2BGR);
      } else {
        fromLumaAndChroma(decoded, picture);
      }
      return picture;
    }
  }

  /** The two chroma components lie the other way round in OpenCV. */
  private static void fromLumaAndChroma(Mat decoded, Mat picture) {
    try (Mat luma = new Mat();
        Mat blue = new Mat();
        Mat red = new Mat();
        Mat swapped = new Mat();
        MatVector components = new MatVector(luma, red, blue)) {
      extractChannel(decoded, luma, 0);
      extractChannel(decoded, blue, 1);
      extractChannel(decoded, red, 2);
      components.put(luma, red, blue);
      merge(components, swapped);
      cvtColor(swapped, picture, COLOR_YCrCb2BGR);
    }
  }
}
