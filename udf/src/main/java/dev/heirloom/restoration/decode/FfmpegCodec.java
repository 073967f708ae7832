package dev.heirloom.restoration.decode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_JPEG2000;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.AV_OPT_SEARCH_CHILDREN;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY16LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB48LE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGBA64LE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_16UC4;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC4;

import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.photo.PhotoException;
import java.util.function.IntFunction;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * FFmpeg's JPEG 2000 codec, set up for one picture, with one packet and one frame. The library is
 * loaded when it is first needed. Owns native memory: close it. Not thread-safe.
 */
public final class FfmpegCodec implements AutoCloseable {
  private final AVCodec codec;
  private final AVCodecContext context;
  private final AVPacket packet = av_packet_alloc();
  private final AVFrame frame = av_frame_alloc();

  private FfmpegCodec(AVCodec codec, int type) {
    this.codec = codec;
    context = avcodec_alloc_context3(codec);
    // Photos are worked on side by side; threads inside one of them would only get in the way.
    context.thread_count(1);
    context.pix_fmt(pixelFormat(type));
  }

  /**
   * @param type OpenCV's word for depth and channels of the decoded picture
   */
  static FfmpegCodec decoder(int type) {
    return open(avcodec::avcodec_find_decoder, type).open();
  }

  /**
   * A lossless encoder that makes bare codestreams.
   *
   * @param picture of the kind and, but for the rows, of the size that is encoded
   * @param tileRows rows of a tile, which is as wide as the picture
   */
  public static FfmpegCodec encoder(Mat picture, int rows, int tileRows) {
    FfmpegCodec codec = open(avcodec::avcodec_find_encoder, picture.type());
    codec.context.width(picture.cols()).height(rows);
    // Says nothing of its own version, so that the same picture gives the same bytes.
    codec.context.flags(AV_CODEC_FLAG_BITEXACT);
    try (AVRational still = new AVRational()) {
      codec.context.time_base(still.num(1).den(1));
    }
    codec.option("pred", "dwt53");
    codec.option("format", "j2k");
    codec.option("tile_width", Integer.toString(picture.cols()));
    codec.option("tile_height", Integer.toString(tileRows));
    return codec.open();
  }

  private static FfmpegCodec open(IntFunction<AVCodec> find, int type) {
    try {
      Loader.load(avcodec.class);
      av_log_set_level(AV_LOG_QUIET);
      return new FfmpegCodec(find.apply(AV_CODEC_ID_JPEG2000), type);
    } catch (LinkageError e) {
      throw new PhotoException(
          FailureCode.UNSUPPORTED_FORMAT,
          "JPEG 2000 needs FFmpeg's library, which cannot be loaded on this machine (%s); convert the photo to TIFF, PNG or JPEG"
              .formatted(Loader.getPlatform()),
          e);
    }
  }

  private void option(String name, String value) {
    av_opt_set(context, name, value, AV_OPT_SEARCH_CHILDREN);
  }

  private FfmpegCodec open() {
    int result = avcodec_open2(context, codec, (AVDictionary) null);
    if (result < 0) {
      close();
      throw new IllegalStateException("FFmpeg's JPEG 2000 codec does not open: " + result);
    }
    return this;
  }

  public AVCodecContext context() {
    return context;
  }

  public AVPacket packet() {
    return packet;
  }

  public AVFrame frame() {
    return frame;
  }

  /**
   * Throws where a call of FFmpeg gave up.
   *
   * @param result of the call
   * @param code of the failure, unless memory was short
   */
  public static void require(int result, FailureCode code, String message) {
    if (result == AVERROR_ENOMEM()) {
      throw new PhotoException(
          FailureCode.OUT_OF_MEMORY, "native memory was short for this JPEG 2000 photo");
    }
    if (result < 0) {
      throw new PhotoException(code, message);
    }
  }

  /** FFmpeg's word for OpenCV's; colours are red, green, blue there. */
  public static int pixelFormat(int type) {
    if (type == CV_8UC1) {
      return AV_PIX_FMT_GRAY8;
    } else if (type == CV_8UC3) {
      return AV_PIX_FMT_RGB24;
    } else if (type == CV_8UC4) {
      return AV_PIX_FMT_RGBA;
    } else if (type == CV_16UC1) {
      return AV_PIX_FMT_GRAY16LE;
    } else if (type == CV_16UC3) {
      return AV_PIX_FMT_RGB48LE;
    } else if (type == CV_16UC4) {
      return AV_PIX_FMT_RGBA64LE;
    }
    throw new IllegalArgumentException("no picture has the type " + type);
  }

  @Override
  public void close() {
    av_frame_free(frame);
    av_packet_free(packet);
    avcodec_free_context(context);
  }
}
