package dev.heirloom.restoration.align;

import java.io.Serializable;

/** Which template faces are aligned to. */
public record AlignSettings(FaceTemplate template) implements Serializable {
  public static final AlignSettings DEFAULT = new AlignSettings(FaceTemplate.FFHQ);
}
