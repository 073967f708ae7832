package dev.heirloom.job.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.transform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table as this version writes them, held against those of a table that is there.
 * From version to version columns are added, at any depth, and never changed or taken away.
 *
 * @param columns all nullable
 */
public record TableSchema(StructType columns) {
  /** Raised with every column that is added. */
  public static final int VERSION = 2;

  /** Table property that names the version; tables of version 1 have none. */
  public static final String VERSION_PROPERTY = "heirloom.schema";

  /** Dotted names of what {@code found} lacks, outermost only. */
  public List<String> missingIn(StructType found) {
    return missing(found, columns, "").toList();
  }

  private static Stream<String> missing(DataType found, DataType wanted, String prefix) {
    if (found instanceof ArrayType foundArray && wanted instanceof ArrayType wantedArray) {
      return missing(foundArray.elementType(), wantedArray.elementType(), prefix);
    }
    if (found instanceof StructType foundStruct && wanted instanceof StructType wantedStruct) {
      return Arrays.stream(wantedStruct.fields())
          .flatMap(
              field ->
                  type(foundStruct, field.name())
                      .map(type -> missing(type, field.dataType(), prefix + field.name() + "."))
                      .orElseGet(() -> Stream.of(prefix + field.name())));
    }
    return Stream.of();
  }

  /** The first column that is of another type in {@code found}, dotted. */
  public Optional<String> conflictWith(StructType found) {
    return conflicts(found, columns, "").findFirst();
  }

  private static Stream<String> conflicts(DataType found, DataType wanted, String prefix) {
    if (found instanceof ArrayType foundArray && wanted instanceof ArrayType wantedArray) {
      return conflicts(foundArray.elementType(), wantedArray.elementType(), prefix);
    }
    if (found instanceof StructType foundStruct && wanted instanceof StructType wantedStruct) {
      return Arrays.stream(wantedStruct.fields())
          .flatMap(
              field ->
                  type(foundStruct, field.name()).stream()
                      .flatMap(
                          type -> conflicts(type, field.dataType(), prefix + field.name() + ".")));
    }
    return DataType.equalsStructurally(found, wanted, true)
        ? Stream.of()
        : Stream.of(prefix.substring(0, prefix.length() - 1));
  }

  /**
   * The rows with all columns: null where the table has none yet. What is there stays prunable, so
   * no picture is read for its neighbour in a struct.
   */
  public Dataset<Row> complete(Dataset<Row> rows) {
    Dataset<Row> complete = rows;
    for (StructField field : columns.fields()) {
      Optional<DataType> found = type(rows.schema(), field.name());
      if (found.isEmpty()) {
        complete = complete.withColumn(field.name(), nothing(field));
      } else if (missing(found.get(), field.dataType(), "").findAny().isPresent()) {
        complete =
            complete.withColumn(
                field.name(), complete(col(field.name()), found.get(), field.dataType()));
      }
    }
    return complete;
  }

  private static Column complete(Column column, DataType found, DataType wanted) {
    if (found instanceof ArrayType foundArray && wanted instanceof ArrayType wantedArray) {
      return transform(
          column,
          element -> complete(element, foundArray.elementType(), wantedArray.elementType()));
    }
    Column complete = column;
    if (found instanceof StructType foundStruct && wanted instanceof StructType wantedStruct) {
      for (StructField field : wantedStruct.fields()) {
        Optional<DataType> type = type(foundStruct, field.name());
        if (type.isEmpty()) {
          complete = complete.withField(field.name(), nothing(field));
        } else if (missing(type.get(), field.dataType(), "").findAny().isPresent()) {
          complete =
              complete.withField(
                  field.name(),
                  complete(column.getField(field.name()), type.get(), field.dataType()));
        }
      }
    }
    return complete;
  }

  private static Column nothing(StructField field) {
    return lit(null).cast(field.dataType());
  }

  private static Optional<DataType> type(StructType struct, String field) {
    return Arrays.stream(struct.fields())
        .filter(f -> f.name().equalsIgnoreCase(field))
        .map(StructField::dataType)
        .findFirst();
  }
}
