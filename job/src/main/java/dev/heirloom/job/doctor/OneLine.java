package dev.heirloom.job.doctor;

import java.util.Optional;

/** What an exception says, where its kind says too little by itself. */
final class OneLine {
  private OneLine() {}

  static String of(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .filter(line -> !line.isBlank())
        .orElse(thrown.getClass().getSimpleName());
  }
}
