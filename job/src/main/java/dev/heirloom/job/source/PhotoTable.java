package dev.heirloom.job.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.map_filter;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * A table with a row for each photo, as the user has it.
 *
 * @param keep its columns that become attributes
 */
record PhotoTable(Dataset<Row> rows, List<String> keep) {

  PhotoTable {
    List<String> columns = Arrays.asList(rows.columns());
    keep.stream()
        .filter(column -> !columns.contains(column))
        .findFirst()
        .ifPresent(
            missing -> {
              throw new InputException(
                  "the input has no column %s to keep; it has %s"
                      .formatted(missing, String.join(", ", columns)));
            });
  }

  boolean has(String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  /** The column that names the photo. */
  Column uri() {
    String name =
        Stream.of("uri", "path")
            .filter(this::has)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "the input has neither a column uri nor path; it has "
                            + String.join(", ", rows.columns())));
    return col(name).cast(DataTypes.StringType);
  }

  /** The kept columns as a map of text; those that are null are left out. */
  Column attributes() {
    if (keep.isEmpty()) {
      return expr("cast(map() as map<string,string>)");
    }
    Column[] pairs =
        keep.stream()
            .flatMap(name -> Stream.of(lit(name), col(name).cast(DataTypes.StringType)))
            .toArray(Column[]::new);
    return map_filter(map(pairs), (key, value) -> value.isNotNull());
  }
}
