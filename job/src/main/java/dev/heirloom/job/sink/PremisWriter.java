package dev.heirloom.job.sink;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Elements of PREMIS 3.0, in the order of its schema. Writes each one at once and keeps nothing.
 */
final class PremisWriter implements AutoCloseable {
  static final String NAMESPACE = "http://www.loc.gov/premis/v3";
  private static final String SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
  private static final String VOCABULARY = "http://id.loc.gov/vocabulary/preservation/";

  private final XMLStreamWriter xml;

  PremisWriter(OutputStream out) {
    try {
      xml =
          // The JDK's own: others on the class path refuse to write parts of a document.
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** The start of a document; parts of one, written elsewhere, have none. */
  void start() {
    write(
        () -> {
          xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
          xml.writeStartElement("premis");
          xml.writeDefaultNamespace(NAMESPACE);
          xml.writeNamespace("xsi", SCHEMA_INSTANCE);
          xml.writeAttribute("version", "3.0");
        });
  }

  /** What was written so far is in the stream then, and a part can be put behind it. */
  void flush() {
    write(xml::flush);
  }

  void end() {
    write(xml::writeEndDocument);
  }

  /** The photo as it was. */
  void source(PremisPhoto photo) {
    element(
        "object",
        () -> {
          xml.writeAttribute("xsi:type", "file");
          identifier("object", "URI", photo.uri());
          characteristics(photo.sourceSha256(), photo.sourceLength(), photo.sourceFormat());
          text("originalName", photo.uri().substring(photo.uri().lastIndexOf('/') + 1));
          identifier("linkingEvent", "UUID", photo.eventId());
        });
  }

  /** The restored photo. */
  void outcome(PremisPhoto photo) {
    element(
        "object",
        () -> {
          xml.writeAttribute("xsi:type", "file");
          identifier("object", "UUID", photo.outcomeId());
          characteristics(photo.restoredSha256(), photo.restoredLength(), photo.restoredFormat());
          element(
              "relationship",
              () -> {
                term("relationshipType", "relationshipType", "derivation");
                term("relationshipSubType", "relationshipSubType", "has source");
                element(
                    "relatedObjectIdentifier",
                    () -> {
                      text("relatedObjectIdentifierType", "URI");
                      text("relatedObjectIdentifierValue", photo.uri());
                    });
                element(
                    "relatedEventIdentifier",
                    () -> {
                      text("relatedEventIdentifierType", "UUID");
                      text("relatedEventIdentifierValue", photo.eventId());
                    });
              });
          identifier("linkingEvent", "UUID", photo.eventId());
        });
  }

  private void characteristics(String sha256, long length, String format)
      throws XMLStreamException {
    element(
        "objectCharacteristics",
        () -> {
          if (!sha256.isEmpty()) {
            element(
                "fixity",
                () -> {
                  term("messageDigestAlgorithm", "cryptographicHashFunctions", "SHA-256");
                  text("messageDigest", sha256);
                });
          }
          if (length >= 0) {
            text("size", Long.toString(length));
          }
          element(
              "format",
              () ->
                  element(
                      "formatDesignation",
                      () -> text("formatName", format.isEmpty() ? "unknown" : format)));
        });
  }

  void event(PremisPhoto photo) {
    element(
        "event",
        () -> {
          identifier("event", "UUID", photo.eventId());
          term("eventType", "eventType", "modification");
          text("eventDateTime", photo.time().toString());
          element("eventDetailInformation", () -> text("eventDetail", photo.detail()));
          element(
              "eventOutcomeInformation",
              () -> {
                term("eventOutcome", "eventOutcome", photo.isFailed() ? "fail" : "success");
                element(
                    "eventOutcomeDetail",
                    () -> text("eventOutcomeDetailNote", photo.outcomeNote()));
              });
          for (PremisAgent agent : photo.agents()) {
            identifier("linkingAgent", "local", agent.id(), agent.role());
          }
          identifier("linkingObject", "URI", photo.uri(), "source");
          if (photo.isRestored()) {
            identifier("linkingObject", "UUID", photo.outcomeId(), "outcome");
          }
        });
  }

  void agent(PremisAgent agent) {
    element(
        "agent",
        () -> {
          identifier("agent", "local", agent.id());
          text("agentName", agent.name());
          term("agentType", "agentType", "software");
          text("agentVersion", agent.version());
          text("agentNote", agent.note());
        });
  }

  /** The same name gives the same identifier, so that exports of one table agree. */
  static String uuid(String name) {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private void identifier(String of, String type, String value, String... roles)
      throws XMLStreamException {
    element(
        of + "Identifier",
        () -> {
          text(of + "IdentifierType", type);
          text(of + "IdentifierValue", value);
          for (String role : roles) {
            text(of + "Role", role);
          }
        });
  }

  /** A term of the Library of Congress's vocabularies. */
  private void term(String name, String vocabulary, String value) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeAttribute("authority", vocabulary.toLowerCase(Locale.ROOT));
    xml.writeAttribute("authorityURI", VOCABULARY + vocabulary);
    xml.writeCharacters(value);
    xml.writeEndElement();
  }

  private void text(String name, String value) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(printable(value));
    xml.writeEndElement();
  }

  /** XML has no way to write control characters, which names of files may hold. */
  private static String printable(String value) {
    return value.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF&&[^\\t\\n\\r]]", "\uFFFD");
  }

  private void element(String name, Content content) {
    write(
        () -> {
          xml.writeStartElement(name);
          content.write();
          xml.writeEndElement();
        });
  }

  @FunctionalInterface
  private interface Content {
    void write() throws XMLStreamException;
  }

  private static void write(Content content) {
    try {
      content.write();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  private static TableException failure(XMLStreamException e) {
    return new TableException("the PREMIS document cannot be written: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    write(xml::close);
  }
}
