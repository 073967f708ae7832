package dev.heirloom.restoration.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

final class Sha256 {
  private Sha256() {}

  static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** Copies {@code in} to {@code out} and gives the hash of what went through. */
  static String copy(InputStream in, OutputStream out) throws IOException {
    DigestInputStream digested = new DigestInputStream(in, digest());
    digested.transferTo(out);
    return HexFormat.of().formatHex(digested.getMessageDigest().digest());
  }

  static void verify(String what, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new ModelException(
          "%s has sha256 %s where %s was expected; the file was altered or is another one: get it again or correct the hash"
              .formatted(what, actual, expected));
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
