package faultline.reporters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.util.JsonFormat;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import faultline.core.Report;
import faultline.testkit.Fixture;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.SAXException;

/// Each format against the schema or the messages that others publish for it.
class ForeignReadersTest {
  static Stream<Report> reports() {
    return Stream.of(
        ExampleReport.full(),
        ExampleReport.judged(),
        ExampleReport.killed(),
        ExampleReport.clean(),
        ManyFindings.report(30));
  }

  private static String written(String format, Report report) throws IOException {
    var out = new StringWriter();
    Formats.of(format).write(report, out);
    return out.toString();
  }

  /// The schema of OASIS, as a published library carries it.
  private static String sarifSchema() throws IOException {
    try (InputStream in =
        ForeignReadersTest.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      assertTrue(in != null);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> faults(String schema, SpecificationVersion version, String document) {
    return SchemaRegistry.withDefaultDialect(version)
        .getSchema(schema, InputFormat.JSON)
        .validate(document, InputFormat.JSON, run -> {})
        .stream()
        .map(Object::toString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("reports")
  void sarifIsValid(Report report) throws IOException {
    assertEquals(
        List.of(), faults(sarifSchema(), SpecificationVersion.DRAFT_7, written("sarif", report)));
  }

  @Test
  void theSarifSchemaRefusesWhatIsWrong() throws IOException {
    String broken =
        written("sarif", ExampleReport.full()).replace("\"level\":\"error\"", "\"level\":\"bad\"");
    assertNotEquals(List.of(), faults(sarifSchema(), SpecificationVersion.DRAFT_7, broken));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void jsonLinesFitTheirSchema(Report report) throws IOException {
    String schema = Files.readString(Fixture.root().resolve("docs/schema/report-lines-1.0.json"));
    List<String> lines = written("jsonl", report).lines().toList();
    for (String line : lines) {
      assertEquals(List.of(), faults(schema, SpecificationVersion.DRAFT_2020_12, line), line);
    }
    assertEquals(report.findings().count() + 1, lines.size());
    String broken = lines.getLast().replace("\"kind\":\"summary\"", "\"kind\":\"sum\"");
    assertNotEquals(List.of(), faults(schema, SpecificationVersion.DRAFT_2020_12, broken));
  }

  private static Schema junitSchema() throws SAXException {
    return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(ForeignReadersTest.class.getResource("/junit.xsd"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void junitIsValid(Report report) throws IOException, SAXException {
    junitSchema()
        .newValidator()
        .validate(new StreamSource(new StringReader(written("junit", report))));
  }

  @Test
  void theJunitSchemaRefusesWhatIsWrong() throws IOException, SAXException {
    String broken = written("junit", ExampleReport.full()).replace("<failure", "<fault");
    broken = broken.replace("</failure", "</fault");
    var source = new StreamSource(new StringReader(broken));
    var validator = junitSchema().newValidator();
    assertThrows(SAXException.class, () -> validator.validate(source));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void otlpIsARequestOfTheCollector(Report report) throws IOException {
    var request = ExportLogsServiceRequest.newBuilder();
    JsonFormat.parser().merge(written("otlp", report), request);
    var records = request.getResourceLogs(0).getScopeLogs(0).getLogRecordsList();
    long expected =
        report.findings().count()
            + report.parts().stream()
                .mapToLong(
                    part ->
                        part.notChecked().size() + part.unread().size() + part.observer().size())
                .sum()
            + 1;
    assertEquals(expected, records.size());
    assertEquals("faultline.verdict", records.getLast().getEventName());
    for (var one : records) {
      assertFalse(one.getBody().getStringValue().isEmpty());
      assertTrue(one.getSeverityNumberValue() > 0);
    }
    var resource = request.getResourceLogs(0).getResource().getAttributes(0);
    assertEquals("service.name", resource.getKey());
    assertEquals("faultline", resource.getValue().getStringValue());
  }
}
