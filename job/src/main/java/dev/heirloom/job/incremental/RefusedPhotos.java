package dev.heirloom.job.incremental;

import java.io.Serializable;
import java.util.Set;
import org.apache.commons.codec.digest.HmacAlgorithms;
import org.apache.commons.codec.digest.HmacUtils;

/**
 * Photos that were purged and must not come back, under their old name or another. Neither names
 * nor hashes of bytes are in it, only keyed hashes of these (HMAC-SHA-256, RFC 2104): whoever has
 * the key can try a name, and nobody can list them.
 *
 * @param key of the hashes; empty if nothing was ever purged
 * @param names keyed hashes of URIs
 * @param contents keyed hashes of the SHA-256 of bytes
 * @param lengths of files with those bytes, so that few photos must be read to be compared
 */
public record RefusedPhotos(String key, Set<String> names, Set<String> contents, Set<Long> lengths)
    implements Serializable {
  public static final RefusedPhotos NONE = new RefusedPhotos("", Set.of(), Set.of(), Set.of());

  public RefusedPhotos {
    names = Set.copyOf(names);
    contents = Set.copyOf(contents);
    lengths = Set.copyOf(lengths);
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  boolean hasName(String uri) {
    return names.contains(hash(key, uri));
  }

  boolean hasContent(String sha256) {
    return contents.contains(hash(key, sha256));
  }

  /** Keyed hash, 64 hexadecimal digits. */
  public static String hash(String key, String text) {
    return new HmacUtils(HmacAlgorithms.HMAC_SHA_256, key).hmacHex(text);
  }
}
