package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.photo.PhotoBenchmark;
import dev.heirloom.restoration.photo.SyntheticPhoto;
import org.openjdk.jmh.annotations.Benchmark;

/** What it costs to write a changed JPEG photo with its own tables, which OpenCV cannot. */
public class JpegBenchmark extends PhotoBenchmark {
  private final PhotoEncoder encoder = new PhotoEncoder();
  private DecodedPhoto decoded;

  @Override
  protected void prepare() {
    try (PhotoDecoder decoder = new PhotoDecoder()) {
      decoded = decoder.decode(SyntheticPhoto.jpeg(photo), DecodeSettings.DEFAULT);
    }
  }

  @Override
  protected void release() {
    decoded.close();
  }

  @Benchmark
  public EncodedPhoto code() {
    return encoder.encode(
        decoded.picture(), decoded.source(), decoded.carried(), EncodeSettings.DEFAULT);
  }

  /** The same quality and subsampling: OpenCV's defaults, with which the photo was made. */
  @Benchmark
  public byte[] openCv() {
    return NativeEncoder.encode(PhotoFormat.JPEG, decoded.picture().mat());
  }
}
