package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.FakeEngine;
import dev.heirloom.job.JobRuns;
import dev.heirloom.job.RunLimits;
import dev.heirloom.job.SparkExtension;
import dev.heirloom.job.incremental.Reprocess;
import dev.heirloom.restoration.photo.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

@ExtendWith(SparkExtension.class)
class PremisExportIT {
  private static final FakeEngine ENGINE = new FakeEngine("recipe one");

  @TempDir static Path folder;
  private final XPath xpath = XPathFactory.newInstance().newXPath();
  private static Path file;
  private static Document document;

  @BeforeAll
  static void exportOneOfEachKind() throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Files.writeString(photos.resolve("a.jpg"), "grandmother");
    Files.writeString(photos.resolve("b & <c>.jpg"), "plain sea");
    Files.writeString(photos.resolve("d.jpg"), "corrupt negative");
    JobRuns runs = new JobRuns(ENGINE, photos, folder.resolve("out"));
    runs.run(Reprocess.NEW, RunLimits.DEFAULT);
    runs.run(Reprocess.ALL, RunLimits.DEFAULT);
    file = folder.resolve("premis.xml");
    assertThat(new PremisExport(tables()).export(file.toString())).isEqualTo(3);
    document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
  }

  private static ResultTables tables() {
    return new ResultTables(SparkExtension.session(), folder.resolve("out").toString());
  }

  private List<String> texts(String path) throws XPathExpressionException {
    NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  @Test
  void everyPhotoIsAnEventOfItsLastRunWithItsOutcome() throws Exception {
    assertThat(texts("/premis/event/eventOutcomeInformation/eventOutcome"))
        .containsExactlyInAnyOrder("success", "success", "fail");
    assertThat(texts("//eventOutcomeDetailNote"))
        .anyMatch(note -> note.startsWith("RESTORED; faces: RESTORED 1"))
        .anyMatch(note -> note.startsWith("UNCHANGED; faces: none"))
        .anyMatch(note -> note.startsWith("FAILED: CORRUPT in decode: made up"));
    assertThat(texts("//eventDetail")).allMatch(detail -> detail.contains("run 2, recipe"));
  }

  @Test
  void objectsHaveFixitySizeAndFormat() throws Exception {
    String outcome = "/premis/object[relationship]/objectCharacteristics/";
    assertThat(texts(outcome + "fixity/messageDigest"))
        .containsExactly(Sha256.of("rehtomdnarg".getBytes(StandardCharsets.UTF_8)));
    assertThat(texts(outcome + "size")).containsExactly("11");
    assertThat(texts(outcome + "format//formatName")).containsExactly("JPEG");
    assertThat(texts("/premis/object/originalName"))
        .containsExactlyInAnyOrder("a.jpg", "b & <c>.jpg", "d.jpg");
  }

  @Test
  void everyLinkLeadsToSomethingInTheDocument() throws Exception {
    List<String> objects = texts("//objectIdentifierValue");
    List<String> events = texts("//eventIdentifierValue");
    List<String> agents = texts("//agentIdentifierValue");

    assertThat(objects).hasSize(4).doesNotHaveDuplicates();
    assertThat(events).hasSize(3).doesNotHaveDuplicates();
    assertThat(agents).hasSizeGreaterThan(3).doesNotHaveDuplicates();
    assertThat(texts("//linkingObjectIdentifierValue")).hasSize(4).isSubsetOf(objects);
    assertThat(texts("//relatedObjectIdentifierValue")).hasSize(1).isSubsetOf(objects);
    assertThat(texts("//linkingEventIdentifierValue")).hasSize(4).isSubsetOf(events);
    assertThat(texts("//relatedEventIdentifierValue")).hasSize(1).isSubsetOf(events);
    assertThat(texts("//linkingAgentIdentifierValue")).isNotEmpty().isSubsetOf(agents);
    assertThat(texts("/premis/agent[agentName = 'gpen-512']/agentVersion"))
        .singleElement()
        .asString()
        .matches("sha256 [0-9a-f]{64}");
  }

  @Test
  void theDocumentIsValid() throws Exception {
    schema().newValidator().validate(new StreamSource(file.toFile()));
  }

  @Test
  void aDocumentWithItsElementsInAnotherOrderIsNot() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document disordered = factory.newDocumentBuilder().parse(file.toFile());
    Node event = disordered.getElementsByTagName("event").item(0);
    event.appendChild(event.getFirstChild());
    assertThatThrownBy(() -> schema().newValidator().validate(new DOMSource(disordered)))
        .isInstanceOf(SAXException.class)
        .hasMessageContaining("eventIdentifier");
  }

  private static Schema schema() throws SAXException {
    return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(PremisExportIT.class.getResource("premis-3-part.xsd"));
  }

  @Test
  void anUnwritablePlaceIsAnsweredInOneLine() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "");
    assertThatThrownBy(() -> new PremisExport(tables()).export(blocked + "/premis.xml"))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("cannot write");
  }
}
