package dev.heirloom.restoration;

import dev.heirloom.restoration.align.FaceAligner;
import dev.heirloom.restoration.align.FaceTemplate;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.encode.DerivationPacket;
import dev.heirloom.restoration.encode.DerivationPacket.Origin;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import dev.heirloom.restoration.photo.Sha256;
import dev.heirloom.restoration.quality.PictureDifference;
import java.util.List;
import java.util.Optional;

/** Two files of one photo, pixel by pixel; and what a file says of itself. Thread-safe. */
public final class PhotoComparison {
  /** The files are known; none is refused for its size. */
  private static final DecodeSettings ANY_SIZE = new DecodeSettings(1000);

  private static final PhotoDecoder DECODER = new PhotoDecoder();

  private PhotoComparison() {}

  /**
   * Compares the upright pictures of two files; in 8-bit colour where they differ in depth or in
   * channels.
   *
   * @param areas in pixels of the upright picture
   * @return nothing if the pictures differ in size
   * @throws PhotoException if one of the files is no photo that can be read
   */
  public static Optional<PictureDifference.Result> compare(
      byte[] one, byte[] other, List<Box> areas) {
    try (DecodedPhoto first = DECODER.decode(one, ANY_SIZE);
        DecodedPhoto second = DECODER.decode(other, ANY_SIZE)) {
      return compare(first.picture(), second.picture(), areas);
    }
  }

  private static Optional<PictureDifference.Result> compare(
      Picture one, Picture other, List<Box> areas) {
    if (one.width() != other.width() || one.height() != other.height()) {
      return Optional.empty();
    }
    if (one.mat().type() == other.mat().type()) {
      return Optional.of(PictureDifference.of(one, other, areas));
    }
    try (Picture first = one.toBgr8();
        Picture second = other.toBgr8()) {
      return Optional.of(PictureDifference.of(first, second, areas));
    }
  }

  /**
   * What the restoration of a face can have changed at most.
   *
   * @param landmarks the five of the face, in pixels of the upright picture
   * @param template name of the template it was aligned to, as the recipe has it
   */
  public static Box reach(List<Point> landmarks, String template) {
    return FaceAligner.reach(FaceLandmarks.of(landmarks), FaceTemplate.valueOf(template));
  }

  /** The hash that rows know a file by: 64 lower-case hex digits. */
  public static String sha256(byte[] file) {
    return Sha256.of(file);
  }

  /** Where a restored file says it comes from; nothing if it does not, or cannot be read. */
  public static Optional<Origin> origin(byte[] file) {
    try (DecodedPhoto photo = DECODER.decode(file, ANY_SIZE)) {
      return photo.carried().xmp().flatMap(DerivationPacket::origin);
    } catch (PhotoException e) {
      return Optional.empty();
    }
  }
}
