package dev.heirloom.job.report;

import java.util.Base64;

/** Text and pictures inside a page. */
final class Html {
  private Html() {}

  /** Text that came from somewhere, harmless between tags and inside quoted attributes. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** A picture that needs no further request. */
  static String jpeg(byte[] bytes) {
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes);
  }
}
