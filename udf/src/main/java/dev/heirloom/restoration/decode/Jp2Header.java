package dev.heirloom.restoration.decode;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** The header box of a JP2 file (ITU-T T.800, Annex I.5.3): colours, channels, resolution. */
final class Jp2Header {
  private static final int ENUMERATED = 1;
  private static final int PROFILE = 2;
  private static final int ANY_PROFILE = 3;
  private static final int BEHIND_METHOD = 3;
  private static final int PROFILE_SPACE = BEHIND_METHOD + 16;
  private static final int COLOUR_CHANNEL = 0;
  private static final int ALPHA = 1;
  private static final int PREMULTIPLIED_ALPHA = 2;

  /** How the components make colours. */
  enum Colours {
    GRAY(1),
    RGB(3),
    /** Luma and chroma of sRGB, full range. */
    SYCC(3);

    private final int channels;

    Colours(int channels) {
      this.channels = channels;
    }
  }

  private final ImageFile file;
  private final List<Jp2Box> boxes;

  /**
   * @param file that refuses
   * @param boxes inside the header box; empty for a bare codestream
   */
  Jp2Header(ImageFile file, List<Jp2Box> boxes) {
    this.file = file;
    this.boxes = boxes;
  }

  /** The colours of this many components; refuses those that would not decode right. */
  Colours colours(int components) {
    if (first("pclr").isPresent() || first("cmap").isPresent()) {
      throw file.unsupported("JPEG 2000 with a palette");
    }
    Colours colours = specification().map(this::specified).orElseGet(() -> usual(components));
    boolean opaque = components == colours.channels;
    boolean withAlpha = colours == Colours.RGB && components == 4 && fourthIsAlpha();
    if (!opaque && !withAlpha) {
      throw file.unsupported(
          "JPEG 2000 with %d components, of which %d are colours"
              .formatted(components, colours.channels));
    }
    refuseOtherOrder(colours);
    return colours;
  }

  private Colours usual(int components) {
    return switch (components) {
      case 1 -> Colours.GRAY;
      case 3 -> Colours.RGB;
      default ->
          throw file.unsupported(
              "JPEG 2000 with %d components that does not say what they are".formatted(components));
    };
  }

  private Colours specified(Jp2Box colr) {
    return colr.content().get(0) == ENUMERATED
        ? enumerated(colr.content().getInt(BEHIND_METHOD))
        : profiled(Jp2Box.type(colr.content(), PROFILE_SPACE));
  }

  private Colours enumerated(int space) {
    return switch (space) {
      case 16 -> Colours.RGB;
      case 17 -> Colours.GRAY;
      case 18 -> Colours.SYCC;
      case 12 -> throw file.unsupported("CMYK JPEG 2000");
      case 14 -> throw file.unsupported("CIELab JPEG 2000");
      default -> throw file.unsupported("JPEG 2000 with colours of kind " + space);
    };
  }

  private Colours profiled(String space) {
    return switch (space) {
      case "RGB " -> Colours.RGB;
      case "GRAY" -> Colours.GRAY;
      case "CMYK" -> throw file.unsupported("CMYK JPEG 2000");
      default -> throw file.unsupported("JPEG 2000 whose colour profile is not for RGB or gray");
    };
  }

  private boolean fourthIsAlpha() {
    return first("cdef").map(cdef -> kindOfFourth(cdef.content())).orElse(COLOUR_CHANNEL) == ALPHA;
  }

  private int kindOfFourth(ByteBuffer definitions) {
    for (int at = 2; at + 6 <= definitions.limit(); at += 6) {
      if (definitions.getShort(at) == 3) {
        int kind = definitions.getShort(at + 2);
        if (kind == PREMULTIPLIED_ALPHA) {
          throw file.unsupported("JPEG 2000 with premultiplied alpha");
        }
        return kind;
      }
    }
    return COLOUR_CHANNEL;
  }

  private void refuseOtherOrder(Colours colours) {
    ByteBuffer definitions =
        first("cdef").map(Jp2Box::content).orElseGet(() -> ByteBuffer.allocate(0));
    for (int at = 2; at + 6 <= definitions.limit(); at += 6) {
      int channel = definitions.getShort(at);
      boolean inPlace =
          definitions.getShort(at + 2) == COLOUR_CHANNEL
              && definitions.getShort(at + 4) == channel + 1;
      if (channel < colours.channels && !inPlace) {
        throw file.unsupported("JPEG 2000 with its channels in another order");
      }
    }
  }

  /** The first that can be read counts, as the standard has it. */
  private Optional<Jp2Box> specification() {
    return boxes.stream()
        .filter(box -> box.type().equals("colr") && box.content().limit() > BEHIND_METHOD)
        .filter(box -> box.content().get(0) >= ENUMERATED && box.content().get(0) <= ANY_PROFILE)
        .findFirst();
  }

  /** The ICC profile, where the colours are stated by one. */
  Optional<byte[]> profile() {
    return specification()
        .filter(colr -> colr.content().get(0) >= PROFILE)
        .map(colr -> colr.bytesFrom(BEHIND_METHOD));
  }

  /** At which the picture was taken, or else at which it is to be shown. */
  Density density() {
    List<Jp2Box> resolutions = first("res ").map(Jp2Box::children).orElse(List.of());
    return Jp2Box.first(resolutions, "resc")
        .or(() -> Jp2Box.first(resolutions, "resd"))
        .filter(box -> box.content().limit() >= 10)
        .map(box -> density(box.content()))
        .orElse(Density.UNKNOWN);
  }

  private static Density density(ByteBuffer resolution) {
    double y = perMetre(resolution, 0, resolution.get(8));
    double x = perMetre(resolution, 4, resolution.get(9));
    return Density.of(x / 100, y / 100, Density.Unit.CENTIMETRE);
  }

  private static double perMetre(ByteBuffer resolution, int at, int exponent) {
    double numerator = resolution.getShort(at) & 0xffff;
    double denominator = resolution.getShort(at + 2) & 0xffff;
    return numerator / denominator * Math.pow(10, exponent);
  }

  private Optional<Jp2Box> first(String type) {
    return Jp2Box.first(boxes, type);
  }
}
