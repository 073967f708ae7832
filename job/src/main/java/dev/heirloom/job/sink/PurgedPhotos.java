package dev.heirloom.job.sink;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The photos of a purge: those of the names, and all with the same bytes.
 *
 * @param uris canonical
 * @param sha256 of all bytes that photos of these names ever had
 */
record PurgedPhotos(Set<String> uris, Set<String> sha256) implements Serializable {

  PurgedPhotos {
    uris = Set.copyOf(uris);
    sha256 = Set.copyOf(sha256);
  }

  /**
   * Whether a row is about one of them. A function, not a list of values: names in a condition
   * would be found in plans, in logs and in the history of the table.
   *
   * @param uri column of the name
   * @param hash column of the SHA-256
   */
  Column in(String uri, String hash) {
    UDF2<String, String, Boolean> test = this::has;
    return udf(test, DataTypes.BooleanType).apply(col(uri), col(hash));
  }

  private boolean has(@Nullable String uri, @Nullable String hash) {
    return (uri != null && uris.contains(uri)) || (hash != null && sha256.contains(hash));
  }
}
