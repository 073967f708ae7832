package dev.heirloom.job.sink;

/**
 * The rows that count. Only URIs and run numbers are gathered and sent round; the pictures stay
 * where they are until they are asked for.
 */
public final class CurrentView {
  private CurrentView() {}

  /**
   * @param restorations path of that Delta table
   * @param runs path of that Delta table
   * @return a query for the current rows, with the columns of {@code restorations}
   */
  public static String sql(String restorations, String runs) {
    return """
        SELECT /*+ BROADCAST(newest) */ r.*
        FROM delta.`%1$s` r
        JOIN (
          SELECT source.uri AS uri, max(run_number) AS run_number
          FROM delta.`%1$s`
          LEFT ANTI JOIN (SELECT run_number AS n FROM delta.`%2$s` WHERE event = 'REVOKED')
            ON run_number = n
          GROUP BY source.uri
        ) newest
        ON r.source.uri = newest.uri AND r.run_number = newest.run_number
        """
        .formatted(restorations, runs);
  }
}
