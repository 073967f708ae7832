package dev.heirloom.restoration.spark;

import dev.heirloom.restoration.photo.PhotoException;
import dev.heirloom.restoration.photo.Sha256;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Reads photos for the hash of their bytes: rows of {@link PhotoSchema#SOURCE} to rows of {@link
 * #SCHEMA}. A photo that cannot be read now has no row.
 */
public final class HashPhotos implements MapPartitionsFunction<Row, Row> {
  public static final StructType SCHEMA =
      new StructType().add("uri", DataTypes.StringType).add("sha256", DataTypes.StringType);

  private static final long serialVersionUID = 1L;

  private final Broadcast<SerializableConfiguration> hadoop;

  public HashPhotos(Broadcast<SerializableConfiguration> hadoop) {
    this.hadoop = hadoop;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> photos) {
    PhotoBytes bytes = new PhotoBytes(hadoop.value().value());
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(photos, 0), false)
        .map(PhotoSchema::sourcePhoto)
        .flatMap(photo -> hash(photo, bytes).stream())
        .iterator();
  }

  private static List<Row> hash(SourcePhoto photo, PhotoBytes bytes) {
    try {
      return List.of(RowFactory.create(photo.uri(), Sha256.of(bytes.read(photo))));
    } catch (PhotoException e) {
      return List.of();
    }
  }
}
