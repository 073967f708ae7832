package dev.heirloom.restoration.decode;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_UNCHANGED;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.opencv.opencv_core.Mat;

/** PNG (ISO/IEC 15948): all colour types and depths; of an animation the default image. */
final class PngFile extends ImageFile {
  private static final int SIGNATURE = 8;
  private static final int CHUNK_FRAME = 12;
  private static final int PALETTE = 3;
  private static final Density UNKNOWN = Density.UNKNOWN;

  /** What makes the picture. The rest, which may be a bomb or an animation, libpng never sees. */
  private static final Set<String> PICTURE_CHUNKS = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");

  /** What says something of the picture: texts, colour spaces, the time. */
  private static final Set<String> CARRIED_CHUNKS =
      Set.of("tEXt", "zTXt", "iTXt", "gAMA", "cHRM", "sRGB", "cICP", "mDCV", "cLLI", "tIME");

  /**
   * @param content where its content begins
   */
  record Chunk(String type, int content, int length) {}

  private final ByteBuffer bytes;
  private final List<Chunk> chunks = new ArrayList<>();

  PngFile(byte[] file) {
    super(PhotoFormat.PNG, file);
    bytes = bytes(ByteOrder.BIG_ENDIAN);
    readChunks();
  }

  /** As many chunks as are whole. */
  private void readChunks() {
    long at = SIGNATURE;
    while (at + CHUNK_FRAME <= bytes.limit()) {
      long length = bytes.getInt((int) at) & 0xffffffffL;
      if (at + CHUNK_FRAME + length > bytes.limit()) {
        return;
      }
      chunks.add(new Chunk(type((int) at + 4), (int) at + 8, (int) length));
      at += CHUNK_FRAME + length;
    }
  }

  private String type(int at) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      name.append((char) (bytes.get(at + i) & 0xff));
    }
    return name.toString();
  }

  @Override
  ImageHeader header() {
    if (chunks.isEmpty()) {
      throw truncated("there is no whole chunk");
    }
    if (!chunks.get(0).type().equals("IHDR") || chunks.get(0).length() != 13) {
      throw corrupt("it does not begin with a header chunk");
    }
    int at = chunks.get(0).content();
    int depth = bytes.get(at + 9) == PALETTE ? 8 : bytes.get(at + 8);
    if (depth < 1 || depth > 16) {
      throw corrupt("its header states %d bits a sample".formatted(depth));
    }
    Exif exif = exif();
    Density physical = physical();
    return new ImageHeader(
        bytes.getInt(at),
        bytes.getInt(at + 4),
        depth,
        exif.orientation(),
        !physical.isKnown() && exif.density().isKnown() ? exif.density() : physical);
  }

  private Exif exif() {
    PngText text = PngText.of(bytes, chunks);
    return first("eXIf")
        .map(chunk -> Exif.of(bytes.slice(chunk.content(), chunk.length())))
        .or(() -> text.exif().map(block -> Exif.of(ByteBuffer.wrap(block))))
        .orElseGet(() -> new Exif(text.xmpOrientation(), Density.UNKNOWN));
  }

  private Density physical() {
    return first("pHYs").filter(chunk -> chunk.length() == 9).map(this::density).orElse(UNKNOWN);
  }

  private Density density(Chunk physical) {
    double x = bytes.getInt(physical.content()) & 0xffffffffL;
    double y = bytes.getInt(physical.content() + 4) & 0xffffffffL;
    return bytes.get(physical.content() + 8) == 1
        ? Density.of(x / 100, y / 100, Density.Unit.CENTIMETRE)
        : Density.of(x, y, Density.Unit.NONE);
  }

  @Override
  CarriedMetadata.Builder metadata() {
    CarriedMetadata.Builder carried = new CarriedMetadata.Builder();
    PngText text = PngText.of(bytes, chunks);
    first("eXIf")
        .map(this::content)
        .or(text::exif)
        .ifPresent(block -> ExifData.add(carried, block));
    text.xmp().ifPresent(carried::xmp);
    text.iptc().ifPresent(carried::iptc);
    first("iCCP").flatMap(chunk -> text.profile()).ifPresent(p -> IccProfile.add(carried, p));
    for (Chunk chunk : chunks) {
      if (CARRIED_CHUNKS.contains(chunk.type()) && !text.isMetadata(chunk, bytes)) {
        carried.chunk(chunk.type(), content(chunk));
      }
    }
    return carried;
  }

  private byte[] content(Chunk chunk) {
    byte[] content = new byte[chunk.length()];
    bytes.get(chunk.content(), content);
    return content;
  }

  @Override
  String obstacle() {
    return furtherPictures(
        first("acTL").filter(c -> c.length() == 8).map(c -> bytes.getInt(c.content())).orElse(1),
        "frames");
  }

  private Optional<Chunk> first(String type) {
    return chunks.stream().filter(chunk -> chunk.type().equals(type)).findFirst();
  }

  @Override
  void requireComplete() {
    if (first("IEND").isEmpty()) {
      throw truncated("there is no end chunk");
    }
    if (first("IDAT").isEmpty()) {
      throw corrupt("there is no picture in it");
    }
  }

  /** libpng checks the checksums of all chunks that it is given. */
  @Override
  Mat pixels() {
    ByteArrayOutputStream picture = new ByteArrayOutputStream(file().length);
    picture.write(file(), 0, SIGNATURE);
    for (Chunk chunk : chunks) {
      if (PICTURE_CHUNKS.contains(chunk.type())) {
        picture.write(file(), chunk.content() - 8, CHUNK_FRAME + chunk.length());
      }
    }
    return NativeDecoder.decode(picture.toByteArray(), IMREAD_UNCHANGED, format());
  }
}
