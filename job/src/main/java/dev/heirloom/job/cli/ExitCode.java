package dev.heirloom.job.cli;

/** Exit statuses, which schedulers rely on. */
final class ExitCode {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int DONE_WITH_FAILED_PHOTOS = 3;
  static final int LOCKED = 4;

  private ExitCode() {}
}
