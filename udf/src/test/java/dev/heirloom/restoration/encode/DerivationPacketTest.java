package dev.heirloom.restoration.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.restoration.decode.PhotoFormat;
import dev.heirloom.restoration.decode.SourceImage;
import dev.heirloom.restoration.encode.DerivationPacket.Merged;
import dev.heirloom.restoration.encode.DerivationPacket.Origin;
import dev.heirloom.restoration.model.UsedModel;
import dev.heirloom.restoration.photo.Box;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivationPacketTest {
  private static final String ORIGINAL_SHA256 = "ab".repeat(32);
  private static final String RECIPE = "cd".repeat(32);
  private static final Derivation DERIVATION =
      new Derivation(
          "Heirloom",
          "1.2.3",
          "CPU",
          RECIPE,
          ORIGINAL_SHA256,
          List.of(
              new UsedModel("restorer", "gpen-512", "01".repeat(32)),
              new UsedModel("recogniser", "face-api", "02".repeat(32))),
          List.of(
              new Derivation.FaceRegion(0, new Box(50, 20, 100, 40), "RESTORED", 0.75),
              new Derivation.FaceRegion(1, new Box(-10, 80, 30, 40), "SHARP_ALREADY", 0)));
  private static final String SCANNED =
      packet(
          """
          xmlns:xmp="http://ns.adobe.com/xap/1.0/"
          xmlns:dc="http://purl.org/dc/elements/1.1/"
          xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
          xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
          xmlns:town="https://archive.example/town/"
          xmp:CreatorTool="ScanTool 7"
          xmp:CreateDate="1998-04-03T10:00:00"
          xmpMM:DocumentID="xmp.did:of-the-scan"
          xmpMM:InstanceID="xmp.iid:of-the-scan"
          town:box="14"
          Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/print"
          """,
          "<dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Großmutter</rdf:li></rdf:Alt></dc:title>");

  @TempDir Path folder;

  private static String packet(String attributes, String elements) {
    return """
        <x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" %s>%s</rdf:Description></rdf:RDF></x:xmpmeta>"""
        .formatted(attributes, elements);
  }

  private static String faceOfHerName(String x, String y, String w, String h, String wide) {
    return packet(
        """
        xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
        xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"
        xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"
        xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"
        """,
        """
        <mwg-rs:Regions rdf:parseType="Resource">
        <mwg-rs:AppliedToDimensions stDim:w="%s" stDim:h="150" stDim:unit="pixel"/>
        <mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource">
        <mwg-rs:Name>Anna</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type>
        <mwg-rs:Area stArea:x="%s" stArea:y="%s" stArea:w="%s" stArea:h="%s"
         stArea:unit="normalized"/>
        </rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"""
            .formatted(wide, x, y, w, h));
  }

  private static SourceImage source(int orientation) {
    return new SourceImage(PhotoFormat.JPEG, 200, 100, 8, 3, orientation, 0);
  }

  private static Merged merge(String original, int orientation) {
    return DerivationPacket.merge(
        Optional.of(original.getBytes(StandardCharsets.UTF_8)), source(orientation), DERIVATION);
  }

  private static Merged ofNoPacket() {
    return DerivationPacket.merge(Optional.empty(), source(1), DERIVATION);
  }

  private static String text(byte[] packet) {
    return new String(packet, StandardCharsets.UTF_8);
  }

  private static XMPMeta parsed(byte[] packet) throws XMPException {
    return XmpRegistry.withFreshPrefixes(() -> XMPMetaFactory.parseFromBuffer(packet));
  }

  @Test
  void aPhotoWithoutAPacketGetsOneThatSaysHowItCameAbout() throws XMPException {
    Merged merged = ofNoPacket();
    XMPMeta xmp = parsed(merged.bytes());

    assertThat(merged.startedAnew()).isFalse();
    assertThat(xmp.getPropertyString(XMPConst.NS_IPTCEXT, "DigitalSourceType"))
        .isEqualTo(DerivationPacket.DIGITAL_SOURCE_TYPE);
    assertThat(xmp.getPropertyString(XMPConst.NS_IPTCEXT, "AISystemUsed")).contains("gpen-512");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP, "CreatorTool")).isEqualTo("Heirloom 1.2.3");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP_MM, "History[1]/stEvt:action"))
        .isEqualTo("edited");
    assertThat(xmp.getPropertyString(XmpRegistry.HEIRLOOM, "Models[2]/heirloom:SHA256"))
        .isEqualTo("02".repeat(32));
    assertThat(text(merged.bytes())).doesNotContain("stEvt:when").doesNotContain("ModifyDate");
  }

  @Test
  void whatTheOriginalSaysOfItselfStays() throws XMPException {
    XMPMeta xmp = parsed(merge(SCANNED, 1).bytes());

    assertThat(xmp.getPropertyString(XMPConst.NS_XMP, "CreatorTool")).isEqualTo("ScanTool 7");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP, "CreateDate"))
        .isEqualTo("1998-04-03T10:00:00");
    assertThat(xmp.getPropertyString("https://archive.example/town/", "box")).isEqualTo("14");
    assertThat(xmp.getLocalizedText(XMPConst.NS_DC, "title", null, "x-default").getValue())
        .isEqualTo("Großmutter");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP_MM, "DocumentID"))
        .isEqualTo("xmp.did:of-the-scan");
  }

  @Test
  void whatHasToSayOtherwiseNowIsKeptUnderAnotherName() throws XMPException {
    XMPMeta xmp = parsed(merge(SCANNED, 1).bytes());

    assertThat(xmp.getPropertyString(XmpRegistry.HEIRLOOM, "OriginalDigitalSourceType"))
        .endsWith("/print");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP_MM, "InstanceID"))
        .isNotEqualTo("xmp.iid:of-the-scan");
    assertThat(xmp.getPropertyString(XMPConst.NS_XMP_MM, "DerivedFrom/stRef:instanceID"))
        .isEqualTo("xmp.iid:of-the-scan");
  }

  @Test
  void theSameOriginalGivesTheSameBytesWhateverWasReadBefore() {
    String one = packet("xmlns:p='https://one.example/' p:a='1'", "");
    String other = packet("xmlns:p='https://other.example/' p:a='1'", "");
    byte[] first = merge(one, 1).bytes();
    merge(other, 1);

    assertThat(merge(one, 1).bytes()).isEqualTo(first);
    assertThat(text(merge(other, 1).bytes())).contains("p:a=\"1\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no XML at all",
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><x:xmpmeta xmlns:x='adobe:ns:meta/'>&b;</x:xmpmeta>"
      })
  void aPacketThatCannotBeReadIsReplacedAndThatIsSaid(String damaged) {
    Merged merged = merge(damaged, 1);

    assertThat(merged.startedAnew()).isTrue();
    assertThat(merged.bytes()).isEqualTo(ofNoPacket().bytes());
  }

  @Test
  void aPacketWhoseHistoryIsNoListIsReplacedToo() {
    String odd = packet("xmlns:xmpMM='http://ns.adobe.com/xap/1.0/mm/' xmpMM:History='long'", "");
    assertThat(merge(odd, 1).startedAnew()).isTrue();
  }

  @Test
  void facesAreRegionsInSharesOfThePictureAndInsideIt() throws XMPException {
    XMPMeta xmp = parsed(ofNoPacket().bytes());

    assertThat(area(xmp, 1)).isEqualTo("0.5 0.4 0.5 0.4");
    assertThat(area(xmp, 2)).isEqualTo("0.05 0.9 0.1 0.2");
    assertThat(regions(xmp, "AppliedToDimensions/stDim:w")).isEqualTo("200");
    assertThat(regions(xmp, "RegionList[1]/mwg-rs:Extensions/heirloom:Outcome"))
        .isEqualTo("RESTORED");
    assertThat(regions(xmp, "RegionList[1]/mwg-rs:Extensions/heirloom:Strength")).isEqualTo("0.75");
  }

  private static String regions(XMPMeta xmp, String path) throws XMPException {
    return xmp.getPropertyString(XmpRegistry.REGIONS, "Regions/mwg-rs:" + path);
  }

  private static String area(XMPMeta xmp, int region) throws XMPException {
    String area = "RegionList[%d]/mwg-rs:Area/stArea:".formatted(region);
    return String.join(
        " ",
        regions(xmp, area + "x"),
        regions(xmp, area + "y"),
        regions(xmp, area + "w"),
        regions(xmp, area + "h"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.1 0.2 0.04 0.06",
    "2, 0.9 0.2 0.04 0.06",
    "3, 0.9 0.8 0.04 0.06",
    "4, 0.1 0.8 0.04 0.06",
    "5, 0.2 0.1 0.06 0.04",
    "6, 0.8 0.1 0.06 0.04",
    "7, 0.8 0.9 0.06 0.04",
    "8, 0.2 0.9 0.06 0.04"
  })
  void regionsOfTheOriginalTurnWithItsPicture(int orientation, String upright) throws XMPException {
    XMPMeta xmp =
        parsed(merge(faceOfHerName("0.1", "0.2", "0.04", "0.06", "100"), orientation).bytes());

    assertThat(area(xmp, 1)).isEqualTo(upright);
    assertThat(regions(xmp, "RegionList[1]/mwg-rs:Name")).isEqualTo("Anna");
    assertThat(xmp.countArrayItems(XmpRegistry.REGIONS, "Regions/mwg-rs:RegionList")).isEqualTo(3);
  }

  @Test
  void regionsMadeForThePictureAsItIsSeenStayWhereTheyAre() throws XMPException {
    XMPMeta xmp = parsed(merge(faceOfHerName("0.1", "0.2", "0.04", "0.06", "200"), 6).bytes());
    assertThat(area(xmp, 1)).isEqualTo("0.1 0.2 0.04 0.06");
  }

  @Test
  void restoringARestoredPhotoReplacesItsRegionsAndAddsToItsHistory() throws XMPException {
    XMPMeta xmp = parsed(merge(text(merge(SCANNED, 1).bytes()), 1).bytes());

    assertThat(xmp.countArrayItems(XmpRegistry.REGIONS, "Regions/mwg-rs:RegionList")).isEqualTo(2);
    assertThat(xmp.countArrayItems(XmpRegistry.HEIRLOOM, "Models")).isEqualTo(2);
    assertThat(xmp.countArrayItems(XMPConst.NS_XMP_MM, "History")).isEqualTo(2);
    assertThat(xmp.getPropertyString(XmpRegistry.HEIRLOOM, "OriginalDigitalSourceType"))
        .endsWith("/print");
  }

  @Test
  void aPacketSaysWhereItsPhotoComesFrom() {
    assertThat(DerivationPacket.origin(merge(SCANNED, 1).bytes()))
        .contains(new Origin(ORIGINAL_SHA256, RECIPE));
    assertThat(DerivationPacket.origin(SCANNED.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(DerivationPacket.origin(new byte[] {1, 2, 3})).isEmpty();
  }

  @Test
  void exiftoolReadsIt() throws IOException, InterruptedException {
    assumeThat(System.getenv("PATH").split(":"))
        .as("exiftool is not installed here (Debian: libimage-exiftool-perl)")
        .anyMatch(place -> Files.isExecutable(Path.of(place, "exiftool")));
    Path sidecar = Files.write(folder.resolve("photo.xmp"), merge(SCANNED, 1).bytes());
    Process exiftool =
        new ProcessBuilder("exiftool", "-j", "-n", "-struct", "-G1", sidecar.toString()).start();
    JsonNode tags = new ObjectMapper().readTree(exiftool.getInputStream()).get(0);

    assertThat(exiftool.waitFor()).isZero();
    assertThat(tags.has("ExifTool:Warning")).as(tags.toString()).isFalse();
    assertThat(tags.get("XMP-iptcExt:DigitalSourceType").asText())
        .isEqualTo(DerivationPacket.DIGITAL_SOURCE_TYPE);
    assertThat(tags.get("XMP-xmp:CreatorTool").asText()).isEqualTo("ScanTool 7");
    assertThat(tags.get("XMP-xmpMM:History").get(0).get("SoftwareAgent").asText())
        .isEqualTo("Heirloom 1.2.3");
    JsonNode face = tags.get("XMP-mwg-rs:RegionInfo").get("RegionList").get(0);
    assertThat(face.get("Type").asText()).isEqualTo("Face");
    assertThat(face.get("Area").get("X").asDouble()).isEqualTo(0.5);
    assertThat(face.get("Area").get("Unit").asText()).isEqualTo("normalized");
    assertThat(tags.toString()).contains(ORIGINAL_SHA256).contains(RECIPE).contains("RESTORED");
  }
}
