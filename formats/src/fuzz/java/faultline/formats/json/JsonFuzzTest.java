package faultline.formats.json;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The property of the ordinary tests for JSON, with inputs that look for new paths.
class JsonFuzzTest {
  @FuzzTest
  void anyBytesParseOrSayWhere(byte[] bytes) {
    JsonAnyBytesTest.parsesOrSaysWhere(bytes);
  }
}
