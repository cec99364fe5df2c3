package faultline.formats.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import faultline.formats.bytes.MalformedException;
import faultline.testkit.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PythonReaderTest {
  private static final int RUNS = Integer.getInteger("faultline.fuzz.runs", 20_000);

  private static final String PROGRAM =
      """
      import os.path as path, sys
      from ..types import (Point, Size as S,)
      @decorator(1)
      class Node(Structure, metaclass=M):
          _fields_ = [("a", c_int * 4), ("b", POINTER(Point), 3),  # a comment
                      ('c', c_char_p)]
          x: int = 1; y = z = 2
      async def run(a, /, b=1, *args, c: int = 2, **kw) -> None:
          if a < b <= 3 and not c: return a if b else [i for i in args if i]
          elif (n := len(kw)) > 1:
              pass
          else:
              x[1:2, ::3] += f"lib{n}.so" "tail" r'\\n'
          try:
              with open(a) as f, g(): yield f
          except (OSError, E) as e:
              raise
          finally:
              lib.f.argtypes = {"a": 1, **kw}, {1, 2}, lambda q, *r: q ** -1
      for i, (j, k) in enumerate(x):
          while True: break
      """;

  /// A statement of that kind, which must be the only one.
  private static <T> T only(Class<T> kind, String source) {
    var all = PythonReader.read(source);
    assertEquals(1, all.size(), all::toString);
    return kind.cast(all.getFirst());
  }

  private static String value(String source) {
    return only(Statement.Evaluated.class, source).expression().toString();
  }

  @Test
  void everyKindOfStatementIsRead() {
    var all = PythonReader.read(PROGRAM);
    assertEquals(
        List.of("Import", "FromImport", "ClassDefinition", "FunctionDefinition", "For"),
        all.stream().map(one -> one.getClass().getSimpleName()).toList());
    var type = (Statement.ClassDefinition) all.get(2);
    assertEquals(List.of(5, 7, 7), type.body().stream().map(Statement::line).toList());
    var run = (Statement.FunctionDefinition) all.get(3);
    assertEquals(
        List.of("a", "b", "args", "c", "kw"),
        run.parameters().stream().map(Expression.Parameter::name).toList());
    assertEquals(
        List.of("If", "Try"), run.body().stream().map(s -> s.getClass().getSimpleName()).toList());
  }

  @Test
  void membersOfAStructureKeepTheirLines() {
    var type = (Statement.ClassDefinition) PythonReader.read(PROGRAM).get(2);
    var fields = (Statement.Assignment) type.body().getFirst();
    var items = ((Expression.Items) fields.value()).items();
    assertEquals(List.of(5, 5, 6), items.stream().map(Expression::line).toList());
  }

  @Test
  void operatorsBindAsInPython() {
    assertEquals(value("(-(2 ** (-1)))"), value("-2 ** -1"));
    assertEquals(value("((1 + (2 * 3)) << 4)"), value("1 + 2 * 3 << 4"));
    assertEquals(value("((not (a in b)) or c)"), value("not a in b or c"));
    assertEquals(value("(a if b else (c if d else e))"), value("a if b else c if d else e"));
  }

  @Test
  void literalsHaveTheirValues() {
    assertEquals("Text[line=1, value=a\n\u00e9\\d, bytes=false]", value("'a\\n' '\\xe9' r'\\d'"));
    assertEquals("Text[line=1, value=A\u0007!, bytes=true]", value("b'\\101\\a\\x21'"));
    assertEquals("Whole[line=1, value=255]", value("0xF_F"));
    assertEquals("Real[line=1, text=1e-3]", value("1e-3"));
    assertEquals("Text[line=1, value=a'\n'b, bytes=false]", value("'''a'\n'b'''"));
  }

  @Test
  void whatIsNotUnderstoodEndsWithItsBlock() {
    var all = PythonReader.read("print 'old'; x\nmatch a:\n  case 1:\n    b = 2\nc = 3\n");
    assertEquals(
        List.of("Plain", "Evaluated", "Unread", "Assignment"),
        all.stream().map(one -> one.getClass().getSimpleName()).toList());
    assertEquals(5, all.getLast().line());
  }

  @Test
  void aStringWithoutAnEndIsNamedWithItsLine() {
    var e = assertThrows(MalformedException.class, () -> PythonReader.read("a = 1\nb = 'x\n"));
    assertEquals("string that does not end in its line in line 2", e.what());
  }

  @Test
  void anyTextIsReadOrSaysWhere() {
    Seeded.runs(
        RUNS,
        random -> {
          var bytes = Seeded.damaged(random, PROGRAM.getBytes(StandardCharsets.UTF_8));
          var text = new String(bytes, StandardCharsets.UTF_8);
          try {
            PythonReader.read(text).forEach(one -> assertTrue(one.line() >= 1));
          } catch (MalformedException e) {
            assertTrue(e.offset() >= 0 && e.offset() <= text.length(), e::getMessage);
          }
        });
  }
}
