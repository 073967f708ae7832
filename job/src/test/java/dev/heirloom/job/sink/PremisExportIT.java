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
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Structure and links of the document; no library brings the schema itself. */
@ExtendWith(SparkExtension.class)
class PremisExportIT {
  private static final FakeEngine ENGINE = new FakeEngine("recipe one");

  /** Children of each element in the order of the schema; those that may be missing in brackets. */
  private static final Map<String, String> ORDER =
      Map.of(
          "object",
          "objectIdentifier objectCharacteristics (originalName )?(relationship )?"
              + "linkingEventIdentifier ",
          "objectCharacteristics",
          "(fixity )?(size )?format ",
          "relationship",
          "relationshipType relationshipSubType relatedObjectIdentifier relatedEventIdentifier ",
          "event",
          "eventIdentifier eventType eventDateTime eventDetailInformation eventOutcomeInformation "
              + "(linkingAgentIdentifier )+(linkingObjectIdentifier ){1,2}",
          "agent",
          "agentIdentifier agentName agentType agentVersion agentNote ");

  @TempDir Path folder;
  private final XPath xpath = XPathFactory.newInstance().newXPath();
  private Path file;
  private Document document;

  @BeforeEach
  void exportOneOfEachKind() throws Exception {
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

  private ResultTables tables() {
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
  void elementsStandInTheOrderOfTheSchema() throws Exception {
    assertThat(document.getDocumentElement().getAttribute("xmlns"))
        .isEqualTo(PremisWriter.NAMESPACE);
    assertThat(children("/premis"))
        .singleElement()
        .asString()
        .matches("(object )+(event )+(agent )+");
    for (Map.Entry<String, String> order : ORDER.entrySet()) {
      assertThat(children("//" + order.getKey()))
          .as(order.getKey())
          .isNotEmpty()
          .allMatch(found -> found.matches(order.getValue()), order.getValue());
    }
  }

  /** Names of the children of each element found, each name followed by a space. */
  private List<String> children(String path) throws XPathExpressionException {
    NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(
            i -> {
              NodeList inner = nodes.item(i).getChildNodes();
              StringBuilder names = new StringBuilder();
              for (int child = 0; child < inner.getLength(); child++) {
                names.append(inner.item(child).getNodeName()).append(' ');
              }
              return names.toString();
            })
        .toList();
  }

  @Test
  void anUnwritablePlaceIsAnsweredInOneLine() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "");
    assertThatThrownBy(() -> new PremisExport(tables()).export(blocked + "/premis.xml"))
        .isInstanceOf(TableException.class)
        .hasMessageContaining("cannot write");
  }
}
