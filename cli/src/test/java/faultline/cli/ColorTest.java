package faultline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColorTest {
  /// Nothing in a cell: the variable is not set; `''`: it is empty.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
      TERM,  NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, terminal, wanted
      xterm, ,         ,            ,               ,         true,     true
      xterm, ,         ,            ,               ,         false,    false
      dumb,  ,         ,            ,               ,         true,     false
      '',    ,         ,            ,               ,         true,     false
      ,      ,         ,            ,               ,         true,     false
      xterm, 1,        ,            ,               ,         true,     false
      xterm, 0,        ,            ,               ,         true,     false
      xterm, '',       ,            ,               ,         true,     true
      xterm, 1,        1,           1,              1,        true,     false
      xterm, ,         1,           ,               ,         false,    true
      dumb,  ,         1,           ,               ,         false,    true
      xterm, ,         0,           ,               ,         true,     false
      xterm, ,         '',          ,               ,         true,     true
      xterm, ,         ,            1,              ,         false,    true
      xterm, ,         ,            0,              ,         false,    false
      xterm, ,         ,            ,               0,        true,     false
      xterm, ,         ,            ,               1,        true,     true
      xterm, ,         ,            ,               1,        false,    false
      xterm, ,         1,           ,               0,        true,     true
      """,
      useHeadersInDisplayName = true)
  void wanted(
      @Nullable String term,
      @Nullable String no,
      @Nullable String force,
      @Nullable String cliForce,
      @Nullable String cli,
      boolean terminal,
      boolean wanted) {
    var environment = new HashMap<String, String>();
    put(environment, "TERM", term);
    put(environment, "NO_COLOR", no);
    put(environment, "FORCE_COLOR", force);
    put(environment, "CLICOLOR_FORCE", cliForce);
    put(environment, "CLICOLOR", cli);
    assertEquals(wanted, Color.wanted(environment, terminal), environment.toString());
  }

  private static void put(Map<String, String> to, String name, @Nullable String value) {
    if (value != null) {
      to.put(name, value);
    }
  }
}
