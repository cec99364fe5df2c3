package faultline.core;

import faultline.core.Report.Part;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What stays the same when a finding is found again: after lines have moved, in another process,
/// in another checkout, with other temporary names. Sixteen hexadecimal digits.
///
/// It is made of the seam, the rule, the word of explanation, the file where the first evidence
/// stands, and the cause without the things that vary. A file, symbol, setting or port that differs
/// gives another fingerprint. Nobody is kept from making two findings with the same one: it is no
/// proof of identity against an attacker.
public final class Fingerprint {
  /// A number behind a word that counts places, processes or moments.
  private static final Pattern NUMBERED =
      Pattern.compile(
          "\\b(line|lines|pid|process|call|thread|tid|descriptor|offset|byte|column) (\\d+)\\b");

  private static final Pattern COUNTED = Pattern.compile("\\b\\d+ (times|bytes|ms|seconds)\\b");
  private static final Pattern ADDRESS = Pattern.compile("\\b0x[0-9a-fA-F]+\\b");

  /// A line of a file whose path is absolute or has a folder; `localhost:80` is no such thing.
  private static final Pattern LINE = Pattern.compile("(/[^\\s:/]+):\\d+\\b");

  private static final Pattern PROCESS = Pattern.compile("/proc/\\d+");
  private static final Pattern RANDOM =
      Pattern.compile(
          "\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b" // a UUID
              + "|\\bgo-build\\d+|\\bcc[A-Za-z0-9]{6}(?=\\.(?:o|s|c|i|ld|le|res|ltrans))");

  /// What stands directly in a folder for temporary files.
  private static final Pattern TEMPORARY =
      Pattern.compile("(/(?:var/)?tmp/|/dev/shm/|/run/user/\\d+/)([^/\\s'\",;:()]+)");

  /// Names that mktemp(1), mkstemp(3) and their like make up: they end in something random.
  private static final Pattern MADE_UP =
      Pattern.compile(
          "(?:.*[-_.]|tmp)(?=[A-Za-z_]*[0-9A-Z])[A-Za-z0-9_]{6,}|tmp[a-z0-9_]{8}|.*\\d{3,}.*"
              + "|(?=.*[A-Z])(?=.*[a-z])(?=.*\\d)[A-Za-z0-9]{6,}");

  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fingerprint() {}

  /// The fingerprint of `finding` in a run whose working directory was `directory`.
  public static String of(Part part, Finding finding, String directory) {
    String file =
        switch (finding.evidence().getFirst().place()) {
          case Place.Line(String source, _) -> stable(source, directory);
          case Place.Offset(String source, _) -> stable(source, directory);
          case Place.Call _, Place.Process _, Place.Target _ -> "";
        };
    String cause = stable(withoutLines(finding), directory);
    long hash = BASIS;
    for (String text :
        new String[] {part.seam(), finding.rule(), finding.explanation(), file, cause}) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * PRIME;
      }
      hash = (hash ^ 0xffff) * PRIME; // no text has this character
    }
    return String.format(Locale.ROOT, "%016x", mixed(hash));
  }

  /// The cause without the numbers of the lines that the evidence stands in.
  private static String withoutLines(Finding finding) {
    var lines =
        finding.evidence().stream()
            .map(Observation::place)
            .filter(Place.Line.class::isInstance)
            .map(place -> (Place.Line) place)
            .sorted(Comparator.comparingLong(Place.Line::number).reversed()) // :71 before :7
            .toList();
    String cause = finding.cause();
    for (var line : lines) {
      cause = cause.replace(line.source() + ":" + line.number(), line.source() + ":#");
    }
    return cause;
  }

  /// `text` without what differs from run to run.
  static String stable(String text, String directory) {
    String stable = text;
    if (directory.length() > 1) {
      stable = stable.replace(directory + "/", "");
      stable = stable.replaceAll(Pattern.quote(directory) + "(?![\\w.-])", ".");
    }
    stable = NUMBERED.matcher(stable).replaceAll("$1 #");
    stable = COUNTED.matcher(stable).replaceAll("# $1");
    stable = LINE.matcher(stable).replaceAll("$1:#");
    stable = ADDRESS.matcher(stable).replaceAll("0x#");
    stable = PROCESS.matcher(stable).replaceAll("/proc/#");
    stable = RANDOM.matcher(stable).replaceAll("#");
    return TEMPORARY
        .matcher(stable)
        .replaceAll(
            found ->
                "/tmp/"
                    + (MADE_UP.matcher(found.group(2)).matches()
                        ? "#"
                        : Matcher.quoteReplacement(found.group(2))));
  }

  /// Spreads the last characters over all bits, as the finaliser of MurmurHash3 does.
  private static long mixed(long hash) {
    long mixed = hash;
    mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
