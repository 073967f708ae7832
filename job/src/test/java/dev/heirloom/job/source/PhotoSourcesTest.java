package dev.heirloom.job.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.SparkExtension;
import dev.heirloom.restoration.spark.PhotoSchema;
import dev.heirloom.restoration.spark.SourcePhoto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SparkExtension.class)
class PhotoSourcesTest {
  @TempDir Path folder;
  private final SparkSession spark = SparkExtension.session();
  private Path photos;

  @BeforeEach
  void threeFiles() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    Files.createDirectories(photos.resolve("1910 a"));
    Files.createDirectories(photos.resolve("_trash"));
    Files.writeString(photos.resolve("a.jpg"), "aa");
    Files.writeString(photos.resolve("1910 a/b%20.tif"), "bbb");
    Files.writeString(photos.resolve("README"), "words");
    Files.writeString(photos.resolve(".hidden.jpg"), "h");
    Files.writeString(photos.resolve("_trash/t.jpg"), "t");
  }

  private PhotoSource open(String input, InputFormat format, String... keep) {
    return new PhotoSources(spark)
        .open(new InputSettings(List.of(input), format, List.of(keep), ""));
  }

  private static List<SourcePhoto> list(PhotoSource source) {
    return source.list().collectAsList().stream()
        .map(PhotoSchema::sourcePhoto)
        .sorted(Comparator.comparing(SourcePhoto::uri))
        .toList();
  }

  private String file(String name) {
    return "file://" + photos.resolve(name);
  }

  private Dataset<Row> images() {
    return spark.sql(
        "select '%s' as path, cast('aa' as binary) as content, 'box 7' as box"
                .formatted(file("a.jpg"))
            + " union all select 's3://b/c%20d.jpg', cast('ccc' as binary), null");
  }

  @Test
  void everyVisibleFileOfAFolderIsAPhotoWhateverItsName() {
    assertThat(list(open(photos.toString(), InputFormat.AUTO)))
        .extracting(SourcePhoto::uri, SourcePhoto::length)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(file("1910 a/b%20.tif"), 3L),
            org.assertj.core.groups.Tuple.tuple(file("README"), 5L),
            org.assertj.core.groups.Tuple.tuple(file("a.jpg"), 2L));
  }

  @Test
  void aFileIsListedOnceHoweverTheInputsOverlap() {
    List<String> inputs =
        List.of(photos.toString(), photos.resolve("1910 a").toString(), file("a.jpg"));
    PhotoSource source =
        new PhotoSources(spark).open(new InputSettings(inputs, InputFormat.FILES, List.of(), ""));

    assertThat(list(source))
        .extracting(SourcePhoto::uri)
        .containsExactly(file("1910 a/b%20.tif"), file("README"), file("a.jpg"));
  }

  @Test
  void aFolderIsSplitAtItsTopUnlessThereIsTooMuchInIt() throws IOException {
    org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(photos.toString());
    assertThat(FolderListing.split(root, spark.sessionState().newHadoopConf()))
        .containsExactlyInAnyOrder(
            new FolderListing("file:" + photos, FolderListing.Depth.FILES_OF_THE_FOLDER),
            new FolderListing(
                "file:" + photos.resolve("1910 a"), FolderListing.Depth.EVERYTHING_BELOW));

    for (int i = 0; i < FolderListing.MOST_LOOKED_AT; i++) {
      Files.createFile(photos.resolve("1910 a/%d.jpg".formatted(i)));
    }
    org.apache.hadoop.fs.Path full = new org.apache.hadoop.fs.Path(root, "1910 a");
    assertThat(FolderListing.split(full, spark.sessionState().newHadoopConf()))
        .containsExactly(
            new FolderListing(
                "file:" + photos.resolve("1910 a"), FolderListing.Depth.EVERYTHING_BELOW));
    assertThat(open(full.toString(), InputFormat.FILES).list().count())
        .isEqualTo(FolderListing.MOST_LOOKED_AT + 1);
  }

  @Test
  void photosOfAFolderAreReadFromWhereTheyWereListed() {
    for (SourcePhoto photo : list(open(photos.toString(), InputFormat.FILES))) {
      assertThat(Path.of(photo.location().substring("file:".length()))).exists();
    }
  }

  @Test
  void aParquetTableBringsContentAndKeptColumns() {
    String table = folder.resolve("images").toString();
    images().write().parquet(table);
    PhotoSource source = open(table, InputFormat.AUTO, "box");

    List<SourcePhoto> listed = list(source);
    assertThat(listed)
        .extracting(SourcePhoto::uri)
        .containsExactly(file("a.jpg"), "s3a://b/c d.jpg");
    assertThat(listed.get(0).attributes()).isEqualTo(Map.of("box", "box 7"));
    assertThat(listed.get(1).attributes()).isEmpty();
    assertThat(listed.get(1).etag()).hasSize(64);
    List<Row> loaded = source.load(listed.subList(1, 2)).collectAsList();
    assertThat(loaded).hasSize(1);
    assertThat((byte[]) loaded.get(0).getAs("content")).asString().isEqualTo("ccc");
  }

  @Test
  void aDeltaTableIsReadByChunksOfWholeFiles() {
    String table = folder.resolve("images").toString();
    images()
        .repartition(2, org.apache.spark.sql.functions.col("path"))
        .write()
        .format("delta")
        .save(table);
    PhotoSource source = open(table, InputFormat.AUTO);
    List<List<SourcePhoto>> chunks = source.chunks(list(source), 1);

    assertThat(chunks.stream().mapToInt(List::size).sum()).isEqualTo(2);
    long rows = chunks.stream().mapToLong(chunk -> source.load(chunk).count()).sum();
    assertThat(rows).isEqualTo(2);
  }

  @Test
  void oneUriTwiceInAnImageTableIsRefused() {
    String table = folder.resolve("images").toString();
    images().unionAll(images()).write().parquet(table);

    assertThatThrownBy(() -> open(table, InputFormat.AUTO).list())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("2 rows for")
        .hasMessageContaining("a URI of its own");
  }

  @Test
  void aManifestNamesFilesThatAreLookedUp() throws IOException {
    Path manifest = folder.resolve("list.csv");
    Files.writeString(
        manifest,
        "uri,rights\n%s,free\n%s,\n%s,free\n"
            .formatted(file("a.jpg"), file("1910 a/b%20.tif"), file("gone.jpg")));
    List<SourcePhoto> listed = list(open(manifest.toString(), InputFormat.AUTO, "rights"));

    assertThat(listed).hasSize(3);
    assertThat(listed.get(0).uri()).isEqualTo(file("1910 a/b%20.tif"));
    assertThat(listed.get(0).length()).isEqualTo(3);
    assertThat(listed.get(1).attributes()).isEqualTo(Map.of("rights", "free"));
    assertThat(listed.get(2).length()).isEqualTo(SourcePhoto.UNKNOWN);
  }

  @Test
  void aManifestMayNameAFileTwiceAndWithEscapes() throws IOException {
    Path manifest = folder.resolve("list.txt");
    Files.writeString(
        manifest,
        "%s\n%s\n"
            .formatted(file("1910%20a/b%2520.tif"), photos.resolve("1910 a/b%20.tif").toString()));

    assertThat(list(open(manifest.toString(), InputFormat.AUTO)))
        .singleElement()
        .satisfies(photo -> assertThat(photo.length()).isEqualTo(3));
  }

  @Test
  void excludedUrisAreLeftOut() throws IOException {
    Path list = folder.resolve("never.txt");
    Files.writeString(list, "# takedown\n%s\n".formatted(file("a.jpg")));
    PhotoSource source =
        new PhotoSources(spark)
            .open(
                new InputSettings(
                    List.of(photos.toString()), InputFormat.AUTO, List.of(), list.toString()));

    assertThat(list(source)).extracting(SourcePhoto::uri).hasSize(2).doesNotContain(file("a.jpg"));
  }

  @Test
  void aMissingColumnIsNamedWithThoseThatAreThere() {
    String table = folder.resolve("images").toString();
    images().write().parquet(table);

    assertThatThrownBy(() -> open(table, InputFormat.AUTO, "boks"))
        .isInstanceOf(InputException.class)
        .hasMessage("the input has no column boks to keep; it has path, content, box");
  }

  @Test
  void columnsOfAFolderCannotBeKept() {
    assertThatThrownBy(() -> open(photos.toString(), InputFormat.AUTO, "box"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a folder of files has none");
  }

  @Test
  void aFolderThatIsNoTableIsSaidSo() {
    assertThatThrownBy(() -> open(photos.toString(), InputFormat.DELTA))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot read")
        .hasMessageContaining("as delta");
  }
}
