package dev.heirloom.restoration.encode;

import static dev.heirloom.restoration.encode.XmpRegistry.HEIRLOOM;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.PropertyOptions;
import com.adobe.internal.xmp.options.SerializeOptions;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.model.UsedModel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The XMP packet of a restored photo: that of its original, and how the photo was derived from it.
 *
 * <ul>
 *   <li>IPTC: the digital source type, and the AI system and its version (IPTC 2025.1)
 *   <li>xmpMM: an event in the history, an instance of its own, what it is derived from
 *   <li>MWG: a region for each face, with outcome and strength
 *   <li>{@value XmpRegistry#HEIRLOOM}: software, models with hashes, recipe, hash of the original
 * </ul>
 *
 * What the original says of itself stays: dates, creator tool, people. The same original and
 * derivation give the same bytes: the packet holds no time, and its identifiers follow from the
 * hashes. Thread-safe.
 */
public final class DerivationPacket {
  /** IPTC's term for a photograph in which a trained model drew some of the pixels. */
  public static final String DIGITAL_SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

  /** A JPEG file has no room for more. */
  private static final int MOST = 65_000;

  private final XMPMeta packet;
  private final Derivation derivation;

  private DerivationPacket(XMPMeta packet, Derivation derivation) {
    this.packet = packet;
    this.derivation = derivation;
  }

  /**
   * A packet as it goes into the file.
   *
   * @param startedAnew whether there was an original packet that could not be read
   */
  public record Merged(byte[] bytes, boolean startedAnew) {}

  /** Where a file says it comes from. */
  public record Origin(String originalSha256, String recipe) {}

  /**
   * Merges. Where there is no room for all, the regions of faces go first, then what the original
   * says.
   *
   * @param original packet of the original, if it has one
   * @param source of the photo that was restored; its picture is upright now
   */
  public static Merged merge(Optional<byte[]> original, SourceImage source, Derivation derivation) {
    try {
      byte[] packet = fitting(original, source, derivation);
      return packet.length <= MOST ? new Merged(packet, false) : anew(source, derivation);
    } catch (XMPException | RuntimeException unreadable) {
      return anew(source, derivation);
    }
  }

  private static Merged anew(SourceImage source, Derivation derivation) {
    try {
      return new Merged(fitting(Optional.empty(), source, derivation), true);
    } catch (XMPException e) {
      throw new IllegalStateException("a packet of our own cannot be written", e);
    }
  }

  private static byte[] fitting(
      Optional<byte[]> original, SourceImage source, Derivation derivation) throws XMPException {
    byte[] packet = bytes(original, source, derivation);
    return packet.length <= MOST ? packet : bytes(original, source, derivation.withoutFaces());
  }

  /** What {@link #merge} has written into a packet; empty where it has not, or none can be read. */
  public static Optional<Origin> origin(byte[] packet) {
    try {
      return XmpRegistry.withFreshPrefixes(
          () -> {
            XMPMeta xmp = XmpRegistry.parse(packet);
            String original = xmp.getPropertyString(HEIRLOOM, "OriginalSHA256");
            String recipe = xmp.getPropertyString(HEIRLOOM, "RecipeFingerprint");
            return original == null || recipe == null
                ? Optional.empty()
                : Optional.of(new Origin(original, recipe));
          });
    } catch (XMPException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  private static XMPMeta parse(Optional<byte[]> original) throws XMPException {
    return original.isEmpty() ? XMPMetaFactory.create() : XmpRegistry.parse(original.get());
  }

  private static byte[] bytes(Optional<byte[]> original, SourceImage source, Derivation derivation)
      throws XMPException {
    return XmpRegistry.withFreshPrefixes(() -> bytes(parse(original), source, derivation));
  }

  private static byte[] bytes(XMPMeta packet, SourceImage source, Derivation derivation)
      throws XMPException {
    new DerivationPacket(packet, derivation).describe();
    new FaceRegions(packet, source).write(derivation.faces());
    return XMPMetaFactory.serializeToBuffer(
        packet, new SerializeOptions().setUseCompactFormat(true).setPadding(0));
  }

  private void describe() throws XMPException {
    iptc();
    history();
    if (!packet.doesPropertyExist(XMPConst.NS_XMP, "CreatorTool")) {
      packet.setProperty(XMPConst.NS_XMP, "CreatorTool", program());
    }
    packet.setProperty(HEIRLOOM, "Software", derivation.software());
    packet.setProperty(HEIRLOOM, "SoftwareVersion", derivation.version());
    packet.setProperty(HEIRLOOM, "ExecutionProvider", derivation.executionProvider());
    packet.setProperty(HEIRLOOM, "RecipeFingerprint", derivation.recipe());
    packet.setProperty(HEIRLOOM, "OriginalSHA256", derivation.originalSha256());
    models();
  }

  private String program() {
    return derivation.software() + " " + derivation.version();
  }

  private void iptc() throws XMPException {
    keep(XMPConst.NS_IPTCEXT, "DigitalSourceType", "OriginalDigitalSourceType");
    packet.setProperty(XMPConst.NS_IPTCEXT, "DigitalSourceType", DIGITAL_SOURCE_TYPE);
    UsedModel restorer = derivation.restorer();
    packet.setProperty(
        XMPConst.NS_IPTCEXT,
        "AISystemUsed",
        "%s, face restoration model %s".formatted(derivation.software(), restorer.name()));
    packet.setProperty(
        XMPConst.NS_IPTCEXT,
        "AISystemVersionUsed",
        "%s; model sha256 %s".formatted(derivation.version(), restorer.sha256()));
  }

  /** What the original says of itself and the derived photo has to say otherwise. */
  private void keep(String namespace, String property, String as) throws XMPException {
    String value = packet.getPropertyString(namespace, property);
    boolean ours = packet.doesPropertyExist(HEIRLOOM, "OriginalSHA256");
    if (value != null && !ours) {
      packet.setProperty(HEIRLOOM, as, value);
    }
  }

  private void history() throws XMPException {
    String before = packet.getPropertyString(XMPConst.NS_XMP_MM, "InstanceID");
    String document = packet.getPropertyString(XMPConst.NS_XMP_MM, "DocumentID");
    keep(XMPConst.NS_XMP_MM, "InstanceID", "OriginalInstanceID");
    packet.setProperty(XMPConst.NS_XMP_MM, "InstanceID", instance());
    if (!packet.doesPropertyExist(XMPConst.NS_XMP_MM, "DerivedFrom")) {
      reference("instanceID", before);
      reference("documentID", document);
    }
    appendStruct(XMPConst.NS_XMP_MM, "History");
    event("action", "edited");
    event("instanceID", instance());
    event("softwareAgent", program());
    event("parameters", "faces restored; recipe " + derivation.recipe());
  }

  private void reference(String field, @Nullable String value) throws XMPException {
    if (value != null) {
      packet.setStructField(
          XMPConst.NS_XMP_MM, "DerivedFrom", XMPConst.TYPE_RESOURCEREF, field, value);
    }
  }

  private void appendStruct(String namespace, String list) throws XMPException {
    PropertyOptions ordered = new PropertyOptions().setArray(true).setArrayOrdered(true);
    packet.appendArrayItem(namespace, list, ordered, null, new PropertyOptions().setStruct(true));
  }

  private void event(String field, String value) throws XMPException {
    packet.setStructField(
        XMPConst.NS_XMP_MM, "History[last()]", XMPConst.TYPE_RESOURCEEVENT, field, value);
  }

  private String instance() {
    String seed =
        String.join(
            " ",
            derivation.originalSha256(),
            derivation.recipe(),
            derivation.version(),
            derivation.executionProvider());
    return "xmp.iid:" + UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8));
  }

  private void models() throws XMPException {
    packet.deleteProperty(HEIRLOOM, "Models");
    for (UsedModel model : derivation.models()) {
      appendStruct(HEIRLOOM, "Models");
      packet.setStructField(HEIRLOOM, "Models[last()]", HEIRLOOM, "Role", model.role());
      packet.setStructField(HEIRLOOM, "Models[last()]", HEIRLOOM, "Name", model.name());
      packet.setStructField(HEIRLOOM, "Models[last()]", HEIRLOOM, "SHA256", model.sha256());
    }
  }
}
