package dev.heirloom.restoration.spark;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.heirloom.restoration.PhotoResult;
import dev.heirloom.restoration.photo.FailureCode;
import dev.heirloom.restoration.spark.PoisonJournal.Sign;
import dev.heirloom.restoration.spark.PoisonJournal.Way;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which photos were in work when a process ended. One of several that were is a suspect, no more;
 * it is done alone from then on, and what ends the process twice alone is not tried again.
 *
 * @param deaths by key of the photo
 */
record PoisonHistory(Map<String, List<Way>> deaths) {
  static final PoisonHistory NONE = new PoisonHistory(Map.of());

  /** A machine may be switched off while a photo is alone in work; hardly twice. */
  private static final int DEATHS_ALONE = 2;

  PoisonHistory {
    deaths = Map.copyOf(deaths);
  }

  static PoisonHistory of(List<Sign> left) {
    return new PoisonHistory(
        left.stream().collect(groupingBy(Sign::photo, mapping(Sign::way, toList()))));
  }

  /** How the photo is to be done. */
  Way way(SourcePhoto photo) {
    return of(photo).isEmpty() ? Way.TOGETHER : Way.ALONE;
  }

  /** The result of a photo that is not tried again. */
  Optional<PhotoResult> verdict(SourcePhoto photo) {
    List<Way> died = of(photo);
    long overtime = died.stream().filter(way -> way == Way.OVERTIME).count();
    long alone = died.stream().filter(way -> way == Way.ALONE).count();
    // A process that ended itself over a photo has left both signs where it was wary.
    long certain = Math.max(overtime, alone);
    if (certain < DEATHS_ALONE) {
      return Optional.empty();
    }
    String message =
        overtime >= DEATHS_ALONE
            ? "was not done within the time limit, %d times; its process had to be ended"
                .formatted(overtime)
            : "ended its process %d times with no other photo in work".formatted(alone);
    return Optional.of(new PhotoResult.Failed(FailureCode.POISONED, message));
  }

  private List<Way> of(SourcePhoto photo) {
    return deaths.getOrDefault(PoisonJournal.key(photo), List.of());
  }
}
