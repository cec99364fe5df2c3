package faultline.formats.strace;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The property of the ordinary tests for logs of strace, with inputs that look for new paths.
class StraceFuzzTest {
  @FuzzTest
  void anyBytesParseOrSayWhere(byte[] bytes) {
    StraceGrammarTest.readToTheEnd(bytes);
  }
}
