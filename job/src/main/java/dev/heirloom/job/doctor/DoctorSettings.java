package dev.heirloom.job.doctor;

import dev.heirloom.restoration.ModelSettings;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run would be given.
 *
 * @param inputs URIs of photos; none if they are not to be looked at
 * @param output URI of the place of the tables; empty if it is not to be looked at
 */
public record DoctorSettings(List<String> inputs, String output, ModelSettings models)
    implements Serializable {
  public DoctorSettings {
    inputs = List.copyOf(inputs);
  }

  DoctorSettings withoutOutput() {
    return new DoctorSettings(inputs, "", models);
  }

  /** Whether anything of a run lies on S3. */
  boolean usesS3() {
    return Stream.concat(
            inputs.stream(),
            Stream.of(output, models.restorer().location(), models.detector().location()))
        .anyMatch(uri -> uri.matches("(?i)s3[an]?://.*"));
  }
}
