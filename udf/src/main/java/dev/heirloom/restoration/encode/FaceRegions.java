package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.encode.XmpRegistry.AREA;
import static dev.heirloom.restoration.encode.XmpRegistry.DIMENSIONS;
import static dev.heirloom.restoration.encode.XmpRegistry.HEIRLOOM;
import static dev.heirloom.restoration.encode.XmpRegistry.REGIONS;

import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.options.PropertyOptions;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.photo.Box;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Regions of a picture as the Metadata Working Group defines them: centre and size in shares of the
 * picture. Regions that the original has are turned as its picture was turned upright.
 */
final class FaceRegions {
  private static final String LIST = "mwg-rs:Regions/mwg-rs:RegionList";
  private static final String APPLIED_TO = "mwg-rs:Regions/mwg-rs:AppliedToDimensions";
  private static final String AREA_OF = "/mwg-rs:Area";
  private static final String EXTENSIONS = "/mwg-rs:Extensions";
  private static final int FIRST_THAT_SWAPS_SIDES = 5;
  private static final int DECIMALS = 6;

  private final XMPMeta packet;
  private final SourceImage source;

  FaceRegions(XMPMeta packet, SourceImage source) {
    this.packet = packet;
    this.source = source;
  }

  void write(List<Derivation.FaceRegion> faces) throws XMPException {
    if (faces.isEmpty() && !packet.doesPropertyExist(REGIONS, LIST)) {
      return;
    }
    removeOurs();
    turnUpright();
    applyTo(source.width(), source.height());
    for (Derivation.FaceRegion face : faces) {
      append(face);
    }
  }

  /** Those of an earlier restoration of the same photo. */
  private void removeOurs() throws XMPException {
    for (int item = count(); item > 0; item--) {
      if (packet.doesStructFieldExist(REGIONS, item(item) + EXTENSIONS, HEIRLOOM, "Outcome")) {
        packet.deleteArrayItem(REGIONS, LIST, item);
      }
    }
  }

  private int count() throws XMPException {
    return packet.doesPropertyExist(REGIONS, LIST) ? packet.countArrayItems(REGIONS, LIST) : 0;
  }

  private static String item(int number) {
    return LIST + "[" + number + "]";
  }

  private void turnUpright() throws XMPException {
    if (source.orientation() == 1 || isUprightAlready()) {
      return;
    }
    for (int item = 1; item <= count(); item++) {
      String area = item(item) + AREA_OF;
      Double x = number(area, "x");
      Double y = number(area, "y");
      if (x != null && y != null && "normalized".equals(field(area, AREA, "unit"))) {
        turn(area, x, y);
      }
    }
  }

  /** Where the sides say that the regions were made for the picture as it is seen. */
  private boolean isUprightAlready() throws XMPException {
    boolean swapsSides = source.orientation() >= FIRST_THAT_SWAPS_SIDES;
    String width = field(APPLIED_TO, DIMENSIONS, "w");
    return swapsSides
        && source.width() != source.height()
        && Integer.toString(source.width()).equals(width);
  }

  private void turn(String area, double x, double y) throws XMPException {
    double[] turned =
        switch (source.orientation()) {
          case 2 -> new double[] {1 - x, y};
          case 3 -> new double[] {1 - x, 1 - y};
          case 4 -> new double[] {x, 1 - y};
          case 5 -> new double[] {y, x};
          case 6 -> new double[] {1 - y, x};
          case 7 -> new double[] {1 - y, 1 - x};
          case 8 -> new double[] {y, 1 - x};
          default -> new double[] {x, y};
        };
    set(area, "x", turned[0]);
    set(area, "y", turned[1]);
    String width = field(area, AREA, "w");
    String height = field(area, AREA, "h");
    if (source.orientation() >= FIRST_THAT_SWAPS_SIDES && width != null && height != null) {
      packet.setStructField(REGIONS, area, AREA, "w", height);
      packet.setStructField(REGIONS, area, AREA, "h", width);
    }
  }

  private @Nullable Double number(String struct, String name) throws XMPException {
    String text = field(struct, AREA, name);
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private @Nullable String field(String struct, String namespace, String name) throws XMPException {
    var property = packet.getStructField(REGIONS, struct, namespace, name);
    return property == null ? null : property.getValue();
  }

  private void applyTo(int width, int height) throws XMPException {
    packet.setStructField(REGIONS, APPLIED_TO, DIMENSIONS, "w", Integer.toString(width));
    packet.setStructField(REGIONS, APPLIED_TO, DIMENSIONS, "h", Integer.toString(height));
    packet.setStructField(REGIONS, APPLIED_TO, DIMENSIONS, "unit", "pixel");
  }

  private void append(Derivation.FaceRegion face) throws XMPException {
    packet.appendArrayItem(
        REGIONS,
        LIST,
        new PropertyOptions().setArray(true),
        null,
        new PropertyOptions().setStruct(true));
    String region = LIST + "[last()]";
    area(region + AREA_OF, face.box());
    packet.setStructField(REGIONS, region, REGIONS, "Type", "Face");
    String extensions = region + EXTENSIONS;
    extension(extensions, "Face", Integer.toString(face.index()));
    extension(extensions, "Outcome", face.outcome());
    extension(extensions, "Strength", text(face.strength()));
  }

  /** The box inside the picture; one that lies wholly outside keeps its place at the border. */
  private void area(String area, Box box) throws XMPException {
    double left = share(box.x(), source.width());
    double right = share(box.right(), source.width());
    double top = share(box.y(), source.height());
    double bottom = share(box.bottom(), source.height());
    set(area, "x", (left + right) / 2);
    set(area, "y", (top + bottom) / 2);
    set(area, "w", right - left);
    set(area, "h", bottom - top);
    packet.setStructField(REGIONS, area, AREA, "unit", "normalized");
  }

  private static double share(double coordinate, int side) {
    return Math.max(0, Math.min(1, coordinate / side));
  }

  private void set(String area, String name, double value) throws XMPException {
    packet.setStructField(REGIONS, area, AREA, name, text(value));
  }

  private void extension(String extensions, String name, String value) throws XMPException {
    packet.setStructField(REGIONS, extensions, HEIRLOOM, name, value);
  }

  private static String text(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
