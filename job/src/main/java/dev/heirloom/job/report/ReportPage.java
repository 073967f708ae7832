package dev.heirloom.job.report;

import static dev.heirloom.job.report.Html.escape;

import dev.heirloom.job.report.ReportPhoto.Measure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page itself: everything is inside, nothing is fetched.
 *
 * @param title what the page is about
 * @param facts name and value, in order
 * @param total photos there are; the page may show fewer
 */
record ReportPage(String title, Map<String, String> facts, List<ReportPhoto> photos, long total) {

  String html() {
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>%1$s</title>
        <style>%2$s</style>
        </head>
        <body>
        <header>
        <h1>%1$s</h1>
        <dl class="facts">%3$s</dl>
        <p class="note">Restored faces are drawn by a model: they show what a face may have looked like. The originals are untouched.</p>
        </header>
        <main>
        %4$s
        </main>
        <footer>%5$s</footer>
        </body>
        </html>
        """
        .formatted(
            escape(title),
            css(),
            facts.entrySet().stream()
                .map(
                    e ->
                        "<div><dt>%s</dt><dd>%s</dd></div>"
                            .formatted(escape(e.getKey()), escape(e.getValue())))
                .collect(Collectors.joining("\n")),
            photos.stream().map(ReportPage::article).collect(Collectors.joining("\n")),
            photos.size() < total
                ? "%,d of %,d photos are shown.".formatted(photos.size(), total)
                : "All %,d photos are shown.".formatted(total));
  }

  private static String article(ReportPhoto photo) {
    String preview =
        photo.preview().length == 0
            ? ""
            : "<img alt=\"%s\" src=\"%s\">"
                .formatted(
                    photo.status().equals("RESTORED") ? "before and after" : "the photo",
                    Html.jpeg(photo.preview()));
    return """
        <article class="%s">
        <h2>%s <span class="status">%s</span></h2>
        %s
        %s
        %s
        </article>"""
        .formatted(
            escape(photo.status().toLowerCase(java.util.Locale.ROOT)),
            escape(photo.uri()),
            escape(photo.status()),
            preview,
            photo.reason().isEmpty()
                ? ""
                : "<p class=\"reason\">" + escape(photo.reason()) + "</p>",
            details(photo));
  }

  private static String details(ReportPhoto photo) {
    if (photo.status().equals("FAILED")) {
      return "";
    }
    String faces =
        photo.faces().isEmpty()
            ? "<p>no face found</p>"
            : photo.faces().stream()
                .map(face -> "<li>%s</li>".formatted(escape(face)))
                .collect(Collectors.joining("", "<ul>", "</ul>"));
    String rows = photo.measures().stream().map(ReportPage::row).collect(Collectors.joining("\n"));
    return """
        <details><summary>%d faces, measures</summary>
        %s
        <table><thead><tr><th>measure</th><th>before</th><th>after</th></tr></thead>
        <tbody>%s</tbody></table>
        </details>"""
        .formatted(photo.faces().size(), faces, rows);
  }

  private static String row(Measure measure) {
    return "<tr><td>%s</td><td>%s</td><td>%s</td></tr>"
        .formatted(escape(measure.name()), escape(measure.before()), escape(measure.after()));
  }

  private static String css() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks report.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
