package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.stream.Stream;

/** WebP (RFC 9649): lossy, lossless, extended; of an animation the first frame. */
final class WebpFile extends ImageFile {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FOURTEEN_BITS = 0x3fff;
  private static final int MANY = 100_000;

  private final ByteBuffer bytes;

  WebpFile(byte[] file) {
    super(PhotoFormat.WEBP, file);
    bytes = bytes(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  ImageHeader header() {
    int content = FIRST_CHUNK + CHUNK_HEADER;
    return switch (fourCc(FIRST_CHUNK)) {
      case "VP8 " -> header(lossySide(content + 6), lossySide(content + 8));
      case "VP8L" -> {
        int sides = bytes.getInt(content + 1);
        yield header((sides & FOURTEEN_BITS) + 1, (sides >> 14 & FOURTEEN_BITS) + 1);
      }
      case "VP8X" -> header(canvasSide(content + 4), canvasSide(content + 7));
      default -> throw corrupt("the first chunk is not a picture");
    };
  }

  private ImageHeader header(int width, int height) {
    Exif exif = exif();
    return new ImageHeader(width, height, 8, exif.orientation(), exif.density());
  }

  private Exif exif() {
    return first("EXIF").map(Exif::of).orElse(Exif.NONE);
  }

  @Override
  CarriedMetadata.Builder metadata() {
    CarriedMetadata.Builder carried = new CarriedMetadata.Builder();
    first("EXIF").ifPresent(chunk -> ExifData.add(carried, toBytes(chunk)));
    first("XMP ").ifPresent(chunk -> carried.xmp(toBytes(chunk)));
    first("ICCP").ifPresent(chunk -> IccProfile.add(carried, toBytes(chunk)));
    return carried;
  }

  @Override
  String obstacle() {
    return furtherPictures((int) chunks("ANMF").limit(MANY).count(), "frames");
  }

  private Optional<ByteBuffer> first(String name) {
    return chunks(name).findFirst();
  }

  /** The contents of the whole chunks of this name. */
  private Stream<ByteBuffer> chunks(String name) {
    Stream.Builder<ByteBuffer> contents = Stream.builder();
    for (long at = FIRST_CHUNK; at + CHUNK_HEADER <= bytes.limit(); ) {
      long length = bytes.getInt((int) at + 4) & 0xffffffffL;
      long content = at + CHUNK_HEADER;
      if (fourCc((int) at).equals(name) && content + length <= bytes.limit()) {
        contents.add(bytes.slice((int) content, (int) length));
      }
      at = content + length + length % 2;
    }
    return contents.build();
  }

  private static byte[] toBytes(ByteBuffer chunk) {
    byte[] content = new byte[chunk.limit()];
    chunk.get(0, content);
    return content;
  }

  @Override
  void requireComplete() {
    long stated = (bytes.getInt(4) & 0xffffffffL) + CHUNK_HEADER;
    if (stated > bytes.limit()) {
      throw truncated("%d of %d bytes are there".formatted(bytes.limit(), stated));
    }
  }

  private int lossySide(int at) {
    return bytes.getShort(at) & FOURTEEN_BITS;
  }

  private int canvasSide(int at) {
    return (bytes.getShort(at) & 0xffff | (bytes.get(at + 2) & 0xff) << 16) + 1;
  }

  private String fourCc(int at) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append((char) (bytes.get(at + i) & 0xff));
    }
    return name.toString();
  }
}
