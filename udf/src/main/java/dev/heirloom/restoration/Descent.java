package dev.heirloom.restoration;

import dev.heirloom.restoration.decode.CarriedMetadata;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.encode.Derivation;
import dev.heirloom.restoration.encode.DerivationPacket;
import dev.heirloom.restoration.model.ExecutionProvider;
import dev.heirloom.restoration.model.UsedModel;
import dev.heirloom.restoration.photo.Sha256;
import java.util.List;

/** What a restored photo carries on: what its original carried, and how it came about. */
final class Descent {
  private final ModelSettings models;
  private final List<UsedModel> used;
  private final ExecutionProvider provider;

  Descent(ModelSettings models, ExecutionProvider provider) {
    this.models = models;
    this.used = models.used();
    this.provider = provider;
  }

  CarriedMetadata describe(
      byte[] photo, DecodedPhoto decoded, List<Face> faces, RestorationSettings settings) {
    CarriedMetadata carried = decoded.carried();
    DerivationPacket.Merged packet =
        DerivationPacket.merge(carried.xmp(), decoded.source(), derivation(photo, faces, settings));
    CarriedMetadata described = carried.withXmp(packet.bytes());
    return packet.startedAnew()
        ? described.withLost("XMP packet of the original, which is damaged or too large")
        : described;
  }

  private Derivation derivation(byte[] photo, List<Face> faces, RestorationSettings settings) {
    return new Derivation(
        Software.NAME,
        Software.version(),
        provider.name(),
        Recipe.of(models, settings).fingerprint(),
        Sha256.of(photo),
        used,
        faces.stream().map(Descent::region).toList());
  }

  private static Derivation.FaceRegion region(Face face) {
    return new Derivation.FaceRegion(
        face.index(), face.detected().box(), face.outcome().name(), face.strength());
  }
}
