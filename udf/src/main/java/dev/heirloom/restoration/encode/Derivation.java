package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.model.UsedModel;
import dev.heirloom.restoration.photo.Box;
import java.util.List;

/**
 * How a restored photo came about: what its file says of itself. Nothing in it depends on the time
 * or on chance.
 *
 * @param software name of the program
 * @param version of the program
 * @param executionProvider what the restorer ran on, by name
 * @param recipe fingerprint of models and settings
 * @param originalSha256 of the bytes of the file that was restored
 * @param models the restorer first
 */
public record Derivation(
    String software,
    String version,
    String executionProvider,
    String recipe,
    String originalSha256,
    List<UsedModel> models,
    List<FaceRegion> faces) {

  /**
   * What became of a face.
   *
   * @param index of the face in the photo, from 0
   * @param box around the face, in pixels of the upright picture
   * @param strength how much of the restored face was taken, 0…1; 0 where the face was left alone
   */
  public record FaceRegion(int index, Box box, String outcome, double strength) {}

  public Derivation {
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a derived photo has at least its restorer");
    }
    models = List.copyOf(models);
    faces = List.copyOf(faces);
  }

  Derivation withoutFaces() {
    return new Derivation(
        software, version, executionProvider, recipe, originalSha256, models, List.of());
  }

  UsedModel restorer() {
    return models.get(0);
  }
}
