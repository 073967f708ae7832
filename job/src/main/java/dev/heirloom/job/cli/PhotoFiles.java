package dev.heirloom.job.cli;

import dev.heirloom.job.SamplePhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Which photos are restored into which files. */
final class PhotoFiles {
  private final CommandLine line;
  private final Path directory;

  PhotoFiles(CommandLine line, Path directory) {
    this.line = line;
    this.directory = directory;
  }

  /**
   * @throws ParameterException if an input is missing, or a result would replace an input or
   *     another result
   */
  List<PhotoFile> plan(List<Path> input, @Nullable Path output) {
    List<PhotoFile> photos =
        input.isEmpty()
            ? List.of(sample(output))
            : input.stream().flatMap(p -> of(p, input, output)).toList();
    if (photos.isEmpty()) {
      throw new ParameterException(line, "there are no photos in " + input);
    }
    requireDistinct(photos);
    return photos;
  }

  private PhotoFile sample(@Nullable Path output) {
    Path target = target(Path.of(SamplePhoto.NAME), output);
    boolean named = output != null && !isFolder(output);
    return new PhotoFile(
        SamplePhoto.NAME, SamplePhoto::bytes, named ? directory.resolve(output) : target);
  }

  private Stream<PhotoFile> of(Path path, List<Path> all, @Nullable Path output) {
    Path place = directory.resolve(path);
    if (!Files.exists(place)) {
      throw new ParameterException(line, "there is no file or folder " + path);
    }
    if (Files.isDirectory(place)) {
      return inFolder(place, output);
    }
    boolean one = all.size() == 1 && output != null && !isFolder(output);
    Path target = one ? directory.resolve(output) : target(place.getFileName(), output);
    return Stream.of(file(place, target));
  }

  private Stream<PhotoFile> inFolder(Path folder, @Nullable Path output) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> visible =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !folder.relativize(file).toString().matches("(.*/)?[._].*"))
              .sorted()
              .toList();
      return visible.stream().map(file -> file(file, target(folder.relativize(file), output)));
    } catch (IOException e) {
      throw new ParameterException(
          line, "cannot look into %s: %s".formatted(folder, e.getMessage()));
    }
  }

  private Path target(Path relative, @Nullable Path output) {
    if (output != null) {
      return directory.resolve(output).resolve(relative);
    }
    return directory.resolve(relative).resolveSibling("output_" + relative.getFileName());
  }

  private boolean isFolder(Path output) {
    return Files.isDirectory(directory.resolve(output)) || output.toString().endsWith("/");
  }

  private PhotoFile file(Path place, Path target) {
    return new PhotoFile(place.toString(), () -> Files.readAllBytes(place), target);
  }

  /** The extension may change with the format: names are compared without it. */
  private void requireDistinct(List<PhotoFile> photos) {
    Map<Path, String> inputs = new HashMap<>();
    photos.forEach(photo -> inputs.put(real(Path.of(photo.name())), photo.name()));
    List<Path> taken = new ArrayList<>();
    for (PhotoFile photo : photos) {
      Path target = real(photo.target());
      if (inputs.containsKey(target)) {
        throw new ParameterException(
            line,
            "the result would replace the original %s; name another --output"
                .formatted(inputs.get(target)));
      }
      if (taken.contains(target)) {
        throw new ParameterException(
            line,
            "two photos would be written to %s; restore them one by one".formatted(photo.target()));
      }
      taken.add(target);
    }
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }
}
