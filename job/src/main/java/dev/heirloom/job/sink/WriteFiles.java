package dev.heirloom.job.sink;

import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.sql.Row;

/** Writes rows of (uri, format, content) as files. Doing it twice gives the same files. */
final class WriteFiles implements ForeachPartitionFunction<Row> {
  private static final long serialVersionUID = 1L;

  private final ExportTarget target;

  WriteFiles(ExportTarget target) {
    this.target = target;
  }

  @Override
  public void call(Iterator<Row> rows) throws IOException {
    while (rows.hasNext()) {
      Row row = rows.next();
      target.write(row.getString(0), row.getString(1), row.getAs(2));
    }
  }
}
