package dev.heirloom.job.source;

import dev.heirloom.restoration.spark.SourcePhoto;
import java.util.List;
import org.apache.commons.collections4.ListUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A place photos come from. */
public interface PhotoSource {
  /**
   * All photos, one row for each URI, as {@code PhotoSchema.SOURCE}; no bytes are read that the
   * listing does not need.
   *
   * @throws InputException if the input cannot be listed
   */
  Dataset<Row> list();

  /**
   * Those of {@code known}, rows with a column {@code uri}, that {@link #list} would give if they
   * were there; none where the source names its photos one by one, and so says nothing of others.
   */
  default Dataset<Row> within(Dataset<Row> known) {
    return known.limit(0);
  }

  /**
   * {@code photos} in slices of about {@code size}, cut so that no slice reads what another one
   * needs. Of a list on disk only the slice that is looked at comes into memory.
   */
  default List<List<SourcePhoto>> chunks(List<SourcePhoto> photos, int size) {
    return ListUtils.partition(photos, size);
  }

  /**
   * One slice as {@code PhotoSchema.SOURCE}, in partitions of about equal work; with content where
   * the source has it.
   */
  Dataset<Row> load(List<SourcePhoto> chunk);
}
