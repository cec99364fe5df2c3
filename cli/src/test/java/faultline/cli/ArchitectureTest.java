package faultline.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/// What a module may do, checked inside the modules, where Maven and the module system cannot look.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("faultline");

  private static final String ROOMS = "faultline.(exec|abi|wasm|debug|time|web)..";
  private static final String[] ROOM = {
    "faultline.exec..",
    "faultline.abi..",
    "faultline.wasm..",
    "faultline.debug..",
    "faultline.time..",
    "faultline.web.."
  };
  private static final String[] RULES = {
    "faultline.exec.rules..",
    "faultline.exec.env.rules..",
    "faultline.exec.process.rules..",
    "faultline.abi.rules..",
    "faultline.wasm.rules..",
    "faultline.debug.rules..",
    "faultline.time.rules..",
    "faultline.web.rules.."
  };

  /// The classes of a room that may touch the world, and those nested in them.
  private static final String WORLDLY = ".*(Probe|Server|Host)(\\$.*)?";

  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String one :
        new String[] {
          "faultline.core.Finding",
          "faultline.formats.bytes.Cursor",
          "faultline.linux.Native",
          "faultline.exec.ExecSeam",
          "faultline.abi.AbiSeam",
          "faultline.reporters.TextReporter",
          "faultline.policy.Settings",
          "faultline.cli.Main"
        }) {
      assertTrue(CLASSES.contain(one), one);
    }
  }

  @Test
  void formatsOpenNothing() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("faultline.formats..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.io\\.(File.*|RandomAccessFile|Print.*)|java\\.nio\\.(file|channels)\\..*"
                    + "|java\\.net\\..*|java\\.util\\.logging\\..*"));
  }

  @Test
  void roomsTouchTheWorldInProbesAndServersAlone() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(ROOM)
            .and()
            .haveNameNotMatching(WORLDLY)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.nio\\.file\\.Files|java\\.lang\\.Process.*|java\\.net\\..*"
                    + "|java\\.nio\\.channels\\..*|java\\.io\\.(File.*|RandomAccessFile)"
                    + "|faultline\\.linux\\..*"));
  }

  @Test
  void roomsDoNotKnowEachOther() {
    slices().matching(ROOMS).should().notDependOnEachOther().allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void linuxAloneCallsTheKernel() {
    holds(
        noClasses()
            .that(not(resideInAPackage("faultline.linux..")))
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.lang\\.foreign\\.(Linker|SymbolLookup|FunctionDescriptor).*"));
  }

  @Test
  void namesSaySomething() {
    holds(
        noClasses()
            .that(not(resideInAPackage("faultline.catalog..")))
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Handler|Service|Processor)$"));
  }

  @Test
  void rulesArePure() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(RULES)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.lang\\.(System|Process.*|Thread|Runtime)|java\\.util\\.(Random|Timer.*)"
                    + "|java\\.nio\\.file\\.Files|java\\.io\\.(File.*|RandomAccessFile)"
                    + "|java\\.net\\..*|java\\.nio\\.channels\\..*|faultline\\.linux\\..*"));
    holds(noClasses().that().resideInAnyPackage(RULES).should().callMethod(Instant.class, "now"));
  }

  @Test
  void librariesStayInTheirPackages() {
    holds(
        noClasses()
            .that(not(resideInAPackage("faultline.formats.json..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson.."));
    holds(
        noClasses()
            .that(not(resideInAPackage("faultline.cli..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli.."));
    holds(
        noClasses()
            .that(not(resideInAPackage("faultline.policy.cel..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.cel..", "com.google.common..", "com.google.protobuf..", "org.antlr.."));
  }

  /// A policy is handed what it needs to know: texts, and the day.
  @Test
  void policiesArePure() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("faultline.policy..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.nio\\.file\\.Files|java\\.lang\\.(System|Process.*)|java\\.net\\..*"
                    + "|java\\.nio\\.channels\\..*|java\\.io\\.(File.*|RandomAccessFile)"));
    holds(
        noClasses()
            .that()
            .resideInAPackage("faultline.policy..")
            .should()
            .callMethod(LocalDate.class, "now"));
  }

  @Test
  void directionsHold() {
    only("faultline.core..", "faultline.core..");
    only("faultline.linux..", "faultline.linux..");
    only("faultline.formats..", "faultline.formats..");
    only(
        "faultline.reporters..",
        "faultline.reporters..",
        "faultline.core..",
        "faultline.formats..");
    only("faultline.policy..", "faultline.policy..", "faultline.core..", "faultline.formats..");
    only(
        "faultline.exec..",
        "faultline.exec..",
        "faultline.core..",
        "faultline.formats..",
        "faultline.linux..");
    only(
        "faultline.abi..",
        "faultline.abi..",
        "faultline.core..",
        "faultline.formats..",
        "faultline.linux..");
  }

  /// The classes of `from` depend on no others of ours than those of `allowed`.
  private static void only(String from, String... allowed) {
    holds(
        noClasses()
            .that()
            .resideInAPackage(from)
            .should()
            .dependOnClassesThat(
                resideInAPackage("faultline..").and(not(resideInAnyPackage(allowed)))));
  }

  /// Lossless text is all that the command line takes from formats: it must hand over the bytes of
  /// arguments and environment.
  @Test
  void commandLineReadsNoFormats() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("faultline.cli..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("faultline\\.(linux|formats)\\.(?!bytes\\.RawText$).*"));
  }
}
