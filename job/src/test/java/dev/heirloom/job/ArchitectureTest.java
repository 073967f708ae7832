package dev.heirloom.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packages are the data flow, and the engine is behind two of its packages. */
class ArchitectureTest {
  private static final String ROOT = "dev.heirloom.job";
  private static final String ENGINE = "dev.heirloom.restoration";
  private static final List<String> STAGES =
      List.of("source", "delta", "incremental", "sink", "report");
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  /** Classes of the engine's stages that do something: no records, enums or exceptions. */
  private static final DescribedPredicate<JavaClass> WORKINGS =
      DescribedPredicate.describe(
          "are workings of the engine's stages",
          type ->
              type.getPackageName().startsWith(ENGINE + ".")
                  && !type.getPackageName().equals(ENGINE + ".spark")
                  && !type.isRecord()
                  && !type.isEnum()
                  && !type.isAssignableTo(Exception.class)
                  && !type.getSimpleName().equals("ModelFetcher"));

  @Test
  void aStageImportsOnlyStagesToItsLeft() {
    for (int i = 0; i + 1 < STAGES.size(); i++) {
      noClasses()
          .that()
          .resideInAPackage(ROOT + "." + STAGES.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              STAGES.subList(i + 1, STAGES.size()).stream()
                  .map(stage -> ROOT + "." + stage)
                  .toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void noStageImportsTheJobOrItsCommandLine() {
    noClasses()
        .that()
        .resideInAnyPackage(STAGES.stream().map(stage -> ROOT + "." + stage).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT, ROOT + ".doctor", ROOT + ".cli")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".doctor", ROOT + ".cli")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".doctor")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".cli")
        .check(CLASSES);
  }

  @Test
  void theEngineIsReachedThroughItsRootAndItsSparkPackageAlone() {
    noClasses().should().dependOnClassesThat(WORKINGS).check(CLASSES);
  }

  @Test
  void onlyTheCommandLineImportsItsParser() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
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
        .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$|.*\\.(Base|Common)[A-Z]?\\w*")
        .check(CLASSES);
  }
}
