package dev.heirloom.restoration.encode;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.photo.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Pictures of tests as files, and how near these come. */
public final class Encoding {
  private Encoding() {}

  /** As if the picture came, upright, from a file of this format. */
  public static EncodedPhoto encode(Picture picture, CarriedMetadata carried, PhotoFormat format) {
    SourceImage source =
        new SourceImage(
            format,
            picture.width(),
            picture.height(),
            picture.bitDepth(),
            picture.channels(),
            1,
            carried.density().dpi());
    return new PhotoEncoder().encode(picture, source, carried, EncodeSettings.DEFAULT);
  }

  /** Over the whole picture, in dB; NaN where nothing differs. */
  public static double psnr(Picture picture, EncodedPhoto file) {
    try (Scalar all = Scalar.all(255);
        Mat everywhere = new Mat(picture.height(), picture.width(), CV_8UC1, all)) {
      return new Fidelity().psnr(picture, file, everywhere, DecodeSettings.DEFAULT);
    }
  }
}
