package dev.heirloom.restoration.encode;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.SerializeOptions;
import java.util.Optional;

/**
 * XMP packets for a picture that was turned upright and restored. One that says nothing of how the
 * picture lies stays byte for byte.
 */
final class UprightXmp {
  private static final String ORIENTATION = "Orientation";
  private static final String THUMBNAILS = "Thumbnails";

  private UprightXmp() {}

  /**
   * @return nothing if the packet is damaged
   */
  static Optional<byte[]> of(byte[] packet, int width, int height) {
    try {
      return Optional.of(
          XmpRegistry.withFreshPrefixes(
              () -> {
                XMPMeta meta = XmpRegistry.parse(packet);
                return needsChange(meta) ? changed(meta, width, height) : packet;
              }));
    } catch (XMPException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean needsChange(XMPMeta meta) throws XMPException {
    boolean lies =
        meta.doesPropertyExist(XMPConst.NS_TIFF, ORIENTATION)
            && !"1".equals(meta.getPropertyString(XMPConst.NS_TIFF, ORIENTATION));
    return lies || meta.doesPropertyExist(XMPConst.NS_XMP, THUMBNAILS);
  }

  private static byte[] changed(XMPMeta meta, int width, int height) throws XMPException {
    replace(meta, XMPConst.NS_TIFF, ORIENTATION, 1);
    replace(meta, XMPConst.NS_TIFF, "ImageWidth", width);
    replace(meta, XMPConst.NS_TIFF, "ImageLength", height);
    replace(meta, XMPConst.NS_EXIF, "PixelXDimension", width);
    replace(meta, XMPConst.NS_EXIF, "PixelYDimension", height);
    meta.deleteProperty(XMPConst.NS_XMP, THUMBNAILS);
    return XMPMetaFactory.serializeToBuffer(meta, new SerializeOptions().setPadding(0));
  }

  private static void replace(XMPMeta meta, String namespace, String name, int value)
      throws XMPException {
    if (meta.doesPropertyExist(namespace, name)) {
      meta.setPropertyInteger(namespace, name, value);
    }
  }
}
