package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.SyntheticPhoto;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.bytedeco.opencv.opencv_core.Mat;
import org.openjdk.jmh.annotations.Benchmark;

/** OpenCV or Java's own decoder for JPEG, and what looking at the whole file first costs. */
public class DecodeBenchmark extends PhotoBenchmark {
  private final PhotoDecoder decoder = new PhotoDecoder();
  private byte[] jpeg;

  @Override
  protected void prepare() {
    ImageIO.setUseCache(false);
    jpeg = SyntheticPhoto.jpeg(photo);
  }

  @Override
  protected void release() {
    decoder.close();
  }

  /** With format, completeness and metadata. */
  @Benchmark
  public int code() {
    try (DecodedPhoto decoded = decoder.decode(jpeg, DecodeSettings.DEFAULT)) {
      return firstLevel(decoded.picture().mat());
    }
  }

  @Benchmark
  public int openCvAlone() {
    try (Mat pixels = NativeDecoder.decode(jpeg, IMREAD_UNCHANGED, PhotoFormat.JPEG)) {
      return firstLevel(pixels);
    }
  }

  /** Without the copy into native memory that would have to follow. */
  @Benchmark
  public BufferedImage imageIo() throws IOException {
    return ImageIO.read(new ByteArrayInputStream(jpeg));
  }
}
