package dev.heirloom.restoration.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a file carries beside its pixels, to be carried on by the file that is made of it. All of it
 * is as the file has it: an orientation it states has been applied to the picture, and is reset
 * when it is written. Immutable; the arrays are not to be changed.
 */
public final class CarriedMetadata {
  /** Of a file that carries nothing. */
  public static final CarriedMetadata NONE = new Builder().build();

  /**
   * Text or colour information as a PNG chunk has it; the comment of a JPEG file is a {@code tEXt}
   * chunk with the keyword {@code Comment}.
   *
   * @param type four letters
   */
  public record Chunk(String type, byte[] content) {}

  private final byte[] exif;
  private final byte[] xmp;
  private final byte[] iptc;
  private final byte[] icc;
  private final Density density;
  private final JpegCoding coding;
  private final List<Chunk> chunks;
  private final List<String> lost;

  private CarriedMetadata(Builder b) {
    exif = b.exif;
    xmp = b.xmp;
    iptc = b.iptc;
    icc = b.icc;
    density = b.density;
    coding = b.coding;
    chunks = List.copyOf(b.chunks);
    lost = List.copyOf(b.lost);
  }

  /** EXIF data: a TIFF structure from its byte order mark on, without strips or tiles. */
  public Optional<byte[]> exif() {
    return present(exif);
  }

  /** The XMP packet. */
  public Optional<byte[]> xmp() {
    return present(xmp);
  }

  /** IPTC data sets (IIM). */
  public Optional<byte[]> iptc() {
    return present(iptc);
  }

  /** The ICC colour profile. */
  public Optional<byte[]> icc() {
    return present(icc);
  }

  public Density density() {
    return density;
  }

  /** How to write the upright picture as JPEG so that it is no coarser than the file. */
  public JpegCoding coding() {
    return coding;
  }

  public List<Chunk> chunks() {
    return chunks;
  }

  /** What the file has, or seems to have, and could not be read; each a few words. */
  public List<String> lost() {
    return lost;
  }

  /** The same with another XMP packet in place of its own. */
  public CarriedMetadata withXmp(byte[] packet) {
    return copy().xmp(packet).build();
  }

  /** The same with other EXIF data in place of its own. */
  public CarriedMetadata withExif(byte[] block) {
    return copy().exif(block).build();
  }

  /** The same with another density. */
  public CarriedMetadata withDensity(Density stated) {
    return copy().density(stated).build();
  }

  /** The same, and one more thing that is not carried on. */
  public CarriedMetadata withLost(String what) {
    return copy().lost(what).build();
  }

  private Builder copy() {
    Builder copy = new Builder();
    copy.exif = exif;
    copy.xmp = xmp;
    copy.iptc = iptc;
    copy.icc = icc;
    copy.density = density;
    copy.coding = coding;
    copy.chunks.addAll(chunks);
    copy.lost.addAll(lost);
    return copy;
  }

  private static Optional<byte[]> present(byte[] bytes) {
    return bytes.length == 0 ? Optional.empty() : Optional.of(bytes);
  }

  /** Gathers what a file carries; of a thing that is there twice the first counts. */
  static final class Builder {
    private static final byte[] NOTHING = {};

    private byte[] exif = NOTHING;
    private byte[] xmp = NOTHING;
    private byte[] iptc = NOTHING;
    private byte[] icc = NOTHING;
    private Density density = Density.UNKNOWN;
    private JpegCoding coding = JpegCoding.NONE;
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    Builder exif(byte[] block) {
      exif = block;
      return this;
    }

    Builder xmp(byte[] packet) {
      xmp = packet;
      return this;
    }

    Builder iptc(byte[] dataSets) {
      iptc = dataSets;
      return this;
    }

    Builder icc(byte[] profile) {
      icc = profile;
      return this;
    }

    Builder density(Density stated) {
      density = stated;
      return this;
    }

    Builder coding(JpegCoding of) {
      coding = of;
      return this;
    }

    /** Tells how to write the upright picture, from how the stored one was written. */
    Builder upright(int orientation, int width, int height) {
      coding = coding.upright(orientation, width, height);
      return this;
    }

    Builder chunk(String type, byte[] content) {
      chunks.add(new Chunk(type, content));
      return this;
    }

    Builder lost(String what) {
      if (!lost.contains(what)) {
        lost.add(what);
      }
      return this;
    }

    boolean lacksExif() {
      return exif.length == 0;
    }

    boolean lacksXmp() {
      return xmp.length == 0;
    }

    boolean lacksIptc() {
      return iptc.length == 0;
    }

    CarriedMetadata build() {
      return new CarriedMetadata(this);
    }
  }
}
