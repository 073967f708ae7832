package dev.heirloom.restoration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packages are the data flow, and these rules keep it that way. */
class ArchitectureTest {
  private static final String ROOT = "dev.heirloom.restoration";
  private static final List<String> STAGES =
      List.of(
          "photo",
          "model",
          "decode",
          "detect",
          "align",
          "restore",
          "identity",
          "paste",
          "quality",
          "encode");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void aStageImportsOnlyStagesToItsLeft() {
    for (int i = 0; i < STAGES.size(); i++) {
      String[] right =
          STAGES.subList(i + 1, STAGES.size()).stream()
              .map(stage -> ROOT + "." + stage)
              .toArray(String[]::new);
      if (right.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(ROOT + "." + STAGES.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(right)
            .check(CLASSES);
      }
    }
  }

  @Test
  void everyPackageIsAStageOrPlugsTheEngineIn() {
    String[] known =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(ROOT, ROOT + ".spark"),
                STAGES.stream().map(stage -> ROOT + "." + stage))
            .toArray(String[]::new);
    classes().should().resideInAnyPackage(known).check(CLASSES);
  }

  @Test
  void noStageImportsTheRoot() {
    noClasses()
        .that()
        .resideInAnyPackage(STAGES.stream().map(stage -> ROOT + "." + stage).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + ".spark")
        .check(CLASSES);
  }

  @Test
  void onlyTheSparkPackageImportsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".spark")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
  }

  @Test
  void onlyTheModelPackageImportsOnnxRuntime() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".model")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycle() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveSimpleNameEndingWith("Util")
        .orShould()
        .haveSimpleNameEndingWith("Utils")
        .orShould()
        .haveSimpleNameEndingWith("Helper")
        .orShould()
        .haveSimpleNameEndingWith("Manager")
        .orShould()
        .haveSimpleNameEndingWith("Impl")
        .orShould()
        .haveSimpleNameStartingWith("Base")
        .orShould()
        .haveSimpleNameStartingWith("Common")
        .check(CLASSES);
  }
}
