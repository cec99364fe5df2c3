package faultline.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleCatalogProcessorTest {
  private static final String CORE =
      """
      package faultline.core;
      public @interface RuleInfo { String id(); String name(); String severity(); String explanation(); }
      """;
  private static final String RULE = "package faultline.core; public interface Rule<T> {}";
  private static final String ROOM =
      "package room; public interface RoomRule extends faultline.core.Rule<String> {}";
  private static final String GOOD =
      """
      package room;
      /// A thing is not there.
      ///
      /// ## Why it breaks
      ///
      /// Because.
      ///
      /// ## Fix
      ///
      /// Bring it.
      @faultline.core.RuleInfo(id = "FL-ROOM-001", name = "thing-gone", severity = "ERROR", explanation = "missing")
      public final class ThingGone implements RoomRule {
        public ThingGone() {}
      }
      """;

  @TempDir Path classes;

  private List<String> compile(String... rules) throws IOException {
    var said = new DiagnosticCollector<JavaFileObject>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> sources =
        Stream.concat(Stream.of(CORE, RULE, ROOM), Stream.of(rules))
            .<JavaFileObject>map(Source::new)
            .toList();
    try (var files = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
      var task =
          compiler.getTask(
              null,
              files,
              said,
              List.of("-d", classes.toString(), "-proc:full", "-cp", classes.toString()),
              null,
              sources);
      task.setProcessors(List.of(new RuleCatalogProcessor()));
      task.call();
    }
    return said.getDiagnostics().stream()
        .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
        .map(one -> one.getMessage(Locale.ROOT))
        .toList();
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
      this.text = text;
    }

    private static String name(String text) {
      String path = text.replaceFirst("(?s).*?package ([a-z.]+);.*", "$1").replace('.', '/');
      return path
          + "/"
          + text.replaceFirst("(?s).*(?:class|@interface|interface) ([A-Z][A-Za-z]+).*", "$1");
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private String made(String path) throws IOException {
    return Files.readString(classes.resolve("META-INF").resolve(path));
  }

  @Test
  void writesTheServiceThePageAndTheIndex() throws IOException {
    assertEquals(List.of(), compile(GOOD));
    assertEquals("room.ThingGone\n", made("services/room.RoomRule"));
    assertEquals(
        "FL-ROOM-001\tthing-gone\tERROR\tmissing\troom.ThingGone\n",
        made("faultline/catalogue.tsv"));
    assertEquals(
        """
        # FL-ROOM-001 thing-gone

        `error` · missing

        A thing is not there.

        ## Why it breaks

        Because.

        ## Fix

        Bring it.
        """,
        made("faultline/rules/FL-ROOM-001.md"));
  }

  @Test
  void theHashChangesWithThePage() throws IOException {
    compile(GOOD);
    String before = made("faultline/catalogue.hash");
    compile(GOOD.replace("Because.", "Because it is gone."));
    assertTrue(before.matches("[0-9a-f]{12}\n"), before);
    assertFalse(before.equals(made("faultline/catalogue.hash")));
  }

  @Test
  void refusesAnIdOrNameThatIsTaken() throws IOException {
    String other = GOOD.replace("ThingGone", "OtherGone");
    assertRefused("its id or name is taken by room.ThingGone", GOOD, other);
    assertRefused(
        "its id or name is taken by room.ThingGone", GOOD, other.replace("ROOM-001", "ROOM-002"));
  }

  @Test
  void refusesARuleThatWouldMakeTheCatalogueLie() throws IOException {
    assertRefused("lacks \"## Fix\"", GOOD.replace("## Fix", "## Mend"));
    assertRefused("is not of the form FL-SEAM-000", GOOD.replace("FL-ROOM-001", "ROOM-1"));
    assertRefused("lower-case words and hyphens", GOOD.replace("thing-gone", "ThingGone"));
    assertRefused(
        "public constructor without parameters", GOOD.replace("public ThingGone()", "ThingGone()"));
    assertRefused("no rule interface of a seam", GOOD.replace("implements RoomRule ", ""));
  }

  private void assertRefused(String why, String... rules) throws IOException {
    List<String> said = compile(rules);
    assertTrue(
        said.stream().anyMatch(one -> one.contains(why)),
        () -> said.stream().collect(Collectors.joining("\n", "not refused: " + why + "\n", "")));
  }
}
