package dev.heirloom.job.cli;

/** What became of a file since its row was written. */
enum Verdict {
  AS_RECORDED("as recorded"),
  ORIGINAL("an original, as it was when it was read"),
  METADATA_ALTERED("altered: every pixel is as recorded, something beside the pixels is not"),
  ALTERED("altered"),
  REVOKED("of a run that was revoked"),
  ANOTHER_ORIGINAL("as recorded, but it was not made of the --original given"),
  UNKNOWN("unknown: no row of the tables is about this file; give its --original to compare more");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  boolean isGood() {
    return this == AS_RECORDED || this == ORIGINAL;
  }
}
