package faultline.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// Turns the classes that carry `@RuleInfo` into the rule catalogue: a service entry for the rule
/// interface of their seam, one page for each rule, and an index with the hash of it all.
///
/// Refuses what would make the catalogue lie: two rules with one id or name, a rule without a page,
/// and a class that cannot be a service.
@SupportedAnnotationTypes(RuleCatalogProcessor.ANNOTATION)
public final class RuleCatalogProcessor extends AbstractProcessor {
  static final String ANNOTATION = "faultline.core.RuleInfo";
  static final String FOLDER = "META-INF/faultline/";
  private static final String RULE = "faultline.core.Rule";
  private static final Pattern ID = Pattern.compile("FL-[A-Z]+-[0-9]{3}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
  private static final int HASH_LENGTH = 12;

  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> services = new TreeMap<>();

  private record Entry(
      String name, String severity, String explanation, String type, String page) {}

  @Override
  public SourceVersion getSupportedSourceVersion() {
    return SourceVersion.latest();
  }

  @Override
  public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
    for (TypeElement annotation : annotations) {
      for (Element rule : round.getElementsAnnotatedWith(annotation)) {
        if (rule instanceof TypeElement type) {
          add(type);
        }
      }
    }
    if (round.processingOver() && !round.errorRaised() && !entries.isEmpty()) {
      write();
    }
    return false;
  }

  private void add(TypeElement type) {
    Map<String, String> info = values(type);
    String id = info.getOrDefault("id", "");
    String name = info.getOrDefault("name", "");
    String page = page(type);
    String service = service(type);
    if (!ID.matcher(id).matches()) {
      refuse(type, "the id \"" + id + "\" is not of the form FL-SEAM-000");
    }
    if (!NAME.matcher(name).matches()) {
      refuse(type, "the name \"" + name + "\" is not made of lower-case words and hyphens");
    }
    for (String heading : new String[] {"## Why it breaks", "## Fix"}) {
      if (!page.contains(heading)) {
        refuse(type, "the doc comment, which is the page of the rule, lacks \"" + heading + "\"");
      }
    }
    if (service == null) {
      refuse(type, "it implements no rule interface of a seam");
      return;
    }
    if (!constructible(type)) {
      refuse(type, "it must be a public class with a public constructor without parameters");
    }
    for (Map.Entry<String, Entry> other : entries.entrySet()) {
      if (other.getKey().equals(id) || other.getValue().name().equals(name)) {
        refuse(type, "its id or name is taken by " + other.getValue().type());
      }
    }
    String className = processingEnv.getElementUtils().getBinaryName(type).toString();
    String explanation = info.getOrDefault("explanation", "");
    entries.put(
        id, new Entry(name, info.getOrDefault("severity", ""), explanation, className, page));
    services.computeIfAbsent(service, _ -> new TreeSet<>()).add(className);
  }

  private Map<String, String> values(TypeElement type) {
    var values = new TreeMap<String, String>();
    for (var mirror : type.getAnnotationMirrors()) {
      if (mirror.getAnnotationType().toString().equals(ANNOTATION)) {
        mirror
            .getElementValues()
            .forEach((key, value) -> values.put(key.getSimpleName().toString(), plain(value)));
      }
    }
    return values;
  }

  private static String plain(AnnotationValue value) {
    return value.getValue() instanceof Element constant
        ? constant.getSimpleName().toString()
        : value.getValue().toString();
  }

  private String page(TypeElement type) {
    String comment = processingEnv.getElementUtils().getDocComment(type);
    return comment == null ? "" : comment.stripIndent().strip();
  }

  /// The interface between the core's rule and this class: the rule interface of a seam.
  private @Nullable String service(TypeElement type) {
    for (TypeMirror parent : processingEnv.getTypeUtils().directSupertypes(type.asType())) {
      if (parent instanceof DeclaredType declared
          && declared.asElement() instanceof TypeElement candidate) {
        String name = candidate.getQualifiedName().toString();
        boolean direct =
            candidate.getInterfaces().stream()
                .map(processingEnv.getTypeUtils()::erasure)
                .anyMatch(above -> above.toString().equals(RULE));
        if (direct && !name.equals(RULE)) {
          return name;
        }
        String further = service(candidate);
        if (further != null) {
          return further;
        }
      }
    }
    return null;
  }

  private static boolean constructible(TypeElement type) {
    return type.getKind() == ElementKind.CLASS
        && type.getModifiers().contains(Modifier.PUBLIC)
        && !type.getModifiers().contains(Modifier.ABSTRACT)
        && ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
            .anyMatch(
                one ->
                    one.getParameters().isEmpty() && one.getModifiers().contains(Modifier.PUBLIC));
  }

  private void write() {
    var index = new StringBuilder();
    var all = new StringBuilder();
    try {
      for (Map.Entry<String, SortedSet<String>> service : services.entrySet()) {
        resource("META-INF/services/" + service.getKey(), String.join("\n", service.getValue()));
      }
      for (Map.Entry<String, Entry> rule : entries.entrySet()) {
        Entry entry = rule.getValue();
        String page =
            "# %s %s\n\n`%s` · %s\n\n%s"
                .formatted(
                    rule.getKey(),
                    entry.name(),
                    entry.severity().toLowerCase(Locale.ROOT),
                    entry.explanation(),
                    entry.page());
        resource(FOLDER + "rules/" + rule.getKey() + ".md", page);
        index.append(
            String.join(
                "\t",
                rule.getKey(),
                entry.name(),
                entry.severity(),
                entry.explanation(),
                entry.type()));
        index.append('\n');
        all.append(page).append('\n');
      }
      resource(FOLDER + "catalogue.tsv", index.toString().stripTrailing());
      resource(FOLDER + "catalogue.hash", hash(index.toString() + all));
    } catch (IOException e) {
      processingEnv
          .getMessager()
          .printMessage(Diagnostic.Kind.ERROR, "cannot write the rule catalogue: " + e);
    }
  }

  private void resource(String path, String text) throws IOException {
    var file = processingEnv.getFiler().createResource(StandardLocation.CLASS_OUTPUT, "", path);
    try (var out = file.openOutputStream()) {
      out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private void refuse(TypeElement type, String why) {
    processingEnv
        .getMessager()
        .printMessage(Diagnostic.Kind.ERROR, type.getQualifiedName() + ": " + why, type);
  }
}
