package dev.heirloom.job.sink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Everything that the files of a folder hold: as it lies there, and what Parquet has compressed.
 */
public final class FileBytes {
  private FileBytes() {}

  /**
   * Files below {@code folder}, hidden ones too, that hold {@code text} in their name or inside.
   */
  public static List<String> filesWith(Path folder, String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains(text) || all(file).contains(text))
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private static String all(Path file) {
    try {
      StringBuilder all = new StringBuilder(text(Files.readAllBytes(file)));
      if (file.toString().endsWith(".parquet")) {
        addPages(file, all);
      }
      return all.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addPages(Path file, StringBuilder all) throws IOException {
    var input =
        HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    try (ParquetFileReader reader = ParquetFileReader.open(input)) {
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        for (ColumnDescriptor column :
            reader.getFooter().getFileMetaData().getSchema().getColumns()) {
          add(group.getPageReader(column), all);
        }
      }
    }
  }

  private static void add(PageReader pages, StringBuilder all) throws IOException {
    DictionaryPage dictionary = pages.readDictionaryPage();
    if (dictionary != null) {
      all.append(text(dictionary.getBytes()));
    }
    for (DataPage page = pages.readPage(); page != null; page = pages.readPage()) {
      all.append(text(bytes(page)));
    }
  }

  private static String text(BytesInput input) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    input.writeAllTo(bytes);
    return text(bytes.toByteArray());
  }

  private static BytesInput bytes(DataPage page) {
    return page instanceof DataPageV1 v1 ? v1.getBytes() : ((DataPageV2) page).getData();
  }

  /** So that {@code text} is found as the UTF-8 it is written in. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
