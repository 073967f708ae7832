package dev.heirloom.restoration.encode;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.XMPSchemaRegistry;
import com.adobe.internal.xmp.options.ParseOptions;

/**
 * The library's one table of namespaces. It remembers the prefixes of every packet it has read and
 * gives a prefix that is taken another name, so that what is written would depend on what was read
 * before: each packet starts with a table of its own, one packet at a time.
 */
final class XmpRegistry {
  static final String HEIRLOOM = "https://heirloom.dev/ns/restoration/1.0/";
  static final String REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/";
  static final String AREA = "http://ns.adobe.com/xmp/sType/Area#";
  static final String DIMENSIONS = "http://ns.adobe.com/xap/1.0/sType/Dimensions#";

  private XmpRegistry() {}

  /** Something done with one packet. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws XMPException;
  }

  /**
   * @throws XMPException if the packet at work is no XMP
   */
  static synchronized <T> T withFreshPrefixes(Work<T> work) throws XMPException {
    XMPMetaFactory.reset();
    XMPSchemaRegistry registry = XMPMetaFactory.getSchemaRegistry();
    registry.registerNamespace(HEIRLOOM, "heirloom:");
    registry.registerNamespace(REGIONS, "mwg-rs:");
    registry.registerNamespace(AREA, "stArea:");
    registry.registerNamespace(DIMENSIONS, "stDim:");
    registry.registerNamespace(XMPConst.NS_IPTCEXT, "Iptc4xmpExt:");
    registry.registerNamespace(XMPConst.NS_XMP_MM, "xmpMM:");
    registry.registerNamespace(XMPConst.TYPE_RESOURCEEVENT, "stEvt:");
    registry.registerNamespace(XMPConst.TYPE_RESOURCEREF, "stRef:");
    return work.run();
  }

  /**
   * @throws XMPException if the packet is no XMP, or brings a document type of its own
   */
  static XMPMeta parse(byte[] packet) throws XMPException {
    return XMPMetaFactory.parseFromBuffer(packet, new ParseOptions().setDisallowDoctype(true));
  }
}
