package dev.heirloom.restoration;

import dev.heirloom.restoration.align.AlignSettings;
import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.detect.DetectSettings;
import dev.heirloom.restoration.encode.EncodeSettings;
import dev.heirloom.restoration.identity.IdentitySettings;
import dev.heirloom.restoration.paste.PasteSettings;
import dev.heirloom.restoration.restore.RestoreSettings;
import java.io.Serializable;

/** Every setting that can change a pixel or an outcome, stage by stage. */
public record RestorationSettings(
    DecodeSettings decode,
    DetectSettings detect,
    AlignSettings align,
    RestoreSettings restore,
    IdentitySettings identity,
    PasteSettings paste,
    EncodeSettings encode)
    implements Serializable {

  public static final RestorationSettings DEFAULT =
      new RestorationSettings(
          DecodeSettings.DEFAULT,
          DetectSettings.DEFAULT,
          AlignSettings.DEFAULT,
          RestoreSettings.DEFAULT,
          IdentitySettings.DEFAULT,
          PasteSettings.DEFAULT,
          EncodeSettings.DEFAULT);

  public RestorationSettings withDecode(DecodeSettings other) {
    return new RestorationSettings(other, detect, align, restore, identity, paste, encode);
  }

  public RestorationSettings withDetect(DetectSettings other) {
    return new RestorationSettings(decode, other, align, restore, identity, paste, encode);
  }

  public RestorationSettings withAlign(AlignSettings other) {
    return new RestorationSettings(decode, detect, other, restore, identity, paste, encode);
  }

  public RestorationSettings withRestore(RestoreSettings other) {
    return new RestorationSettings(decode, detect, align, other, identity, paste, encode);
  }

  public RestorationSettings withIdentity(IdentitySettings other) {
    return new RestorationSettings(decode, detect, align, restore, other, paste, encode);
  }

  public RestorationSettings withPaste(PasteSettings other) {
    return new RestorationSettings(decode, detect, align, restore, identity, other, encode);
  }

  public RestorationSettings withEncode(EncodeSettings other) {
    return new RestorationSettings(decode, detect, align, restore, identity, paste, other);
  }
}
