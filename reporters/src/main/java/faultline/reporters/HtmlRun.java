package faultline.reporters;

import faultline.core.Details;
import faultline.core.Finding;
import faultline.core.Observation;
import faultline.core.Place;
import faultline.core.Report.Part;
import faultline.core.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The run itself as HTML, where a part has it: `processes` as a tree, `failures` as a time line
/// and a table. Both names are described in the schema of the JSON report.
final class HtmlRun {
  private static final int WIDTH = 960;
  private static final int LEFT = 190;
  private static final int RIGHT = 20;
  private static final int LANE = 22;
  private static final int TOP = 8;
  private static final int LABEL = 26;
  private static final int MOST_LANES = 40;
  private static final int DEEPEST = 60;

  /// A tree of more processes than this is folded where there is no evidence.
  private static final int UNFOLDED = 25;

  private final Markup html;
  private final Part part;
  private final List<Details> processes;
  private final List<Details> failures;
  private final Map<Long, Details> byPid = new HashMap<>();
  private final Map<Long, List<Details>> children = new LinkedHashMap<>();
  private final Set<Long> quoted = new HashSet<>();
  private final Set<Long> guilty = new HashSet<>();
  private final Set<Long> leading = new HashSet<>();

  HtmlRun(Markup html, Part part) {
    this.html = html;
    this.part = part;
    this.processes = list(part, "processes");
    this.failures = list(part, "failures");
    for (Details process : processes) {
      byPid.put(number(process, "pid"), process);
    }
    for (Details process : processes) {
      long parent = number(process, "parent");
      long under = byPid.containsKey(parent) && parent != number(process, "pid") ? parent : 0;
      children.computeIfAbsent(under, _ -> new ArrayList<>()).add(process);
    }
    for (Finding finding : part.findings()) {
      for (Observation seen : finding.evidence()) {
        if (seen.place() instanceof Place.Call(int pid, long sequence)) {
          quoted.add(sequence);
          guilty.add((long) pid);
        }
      }
    }
  }

  /// Whether the page has something to show for a call or a process.
  static boolean knows(Part part, Place place) {
    return switch (place) {
      case Place.Call(_, long sequence) ->
          list(part, "failures").stream()
              .anyMatch(failure -> number(failure, "sequence") == sequence);
      case Place.Process(int pid) ->
          list(part, "processes").stream().anyMatch(process -> number(process, "pid") == pid);
      case Place.Line _, Place.Offset _, Place.Target _ -> false;
    };
  }

  void write() throws IOException {
    if (!processes.isEmpty()) {
      html.raw("<section>\n<h3>Processes <span class=\"n\">")
          .text(Integer.toString(processes.size()))
          .raw("</span></h3>\n");
      leftOut("processesLeftOut", "process", "processes");
      markAncestors();
      tree(0, 0);
      html.raw("</section>\n");
    }
    if (!failures.isEmpty()) {
      html.raw("<section>\n<h3>Calls that failed <span class=\"n\">")
          .text(Integer.toString(failures.size()))
          .raw("</span></h3>\n<p class=\"hint\">Many calls fail in every healthy run. ")
          .raw("The ones in colour are evidence of a finding.</p>\n");
      leftOut("failuresLeftOut", "call", "calls");
      timeline();
      table();
      html.raw("</section>\n");
    }
  }

  private void leftOut(String name, String one, String many) throws IOException {
    long number = number(part.details(), name);
    if (number > 0) {
      html.raw("<p class=\"hint\">")
          .text(number + " more " + (number == 1 ? one : many) + " not shown.")
          .raw("</p>\n");
    }
  }

  /// A process whose branch has evidence in it is shown with all that leads there.
  private void markAncestors() {
    for (long pid : guilty) {
      Details at = byPid.get(pid);
      while (at != null && leading.add(number(at, "pid"))) {
        at = byPid.get(number(at, "parent"));
      }
    }
  }

  private void tree(long parent, int depth) throws IOException {
    List<Details> below = children.getOrDefault(parent, List.of());
    if (below.isEmpty() || depth > DEEPEST) {
      return;
    }
    html.raw(depth == 0 ? "<ul class=\"tree\">\n" : "<ul>\n");
    for (Details process : below) {
      long pid = number(process, "pid");
      String exit = process.textOf("exit");
      boolean failed = !exit.isEmpty() && !exit.equals("0");
      html.raw("<li")
          .attribute("id", "pid-" + pid)
          .attribute("class", (failed ? "failed" : "") + (guilty.contains(pid) ? " hit" : ""))
          .raw("><div><span class=\"pid\">")
          .text(Long.toString(pid))
          .raw("</span> <code>")
          .text(words(process))
          .raw("</code> ");
      html.element("span", "exit", exit.isEmpty() ? "still running" : exitWords(exit));
      html.raw("</div>");
      boolean folded = processes.size() > UNFOLDED && !leading.contains(pid) && below(pid) > 0;
      if (folded) {
        html.raw("<details><summary>").text(below(pid) + " below it").raw("</summary>\n");
      }
      tree(pid, depth + 1);
      html.raw(folded ? "</details></li>\n" : "</li>\n");
    }
    html.raw("</ul>\n");
  }

  /// How many processes a process made, and these.
  private int below(long pid) {
    int count = 0;
    for (Details process : children.getOrDefault(pid, List.of())) {
      long child = number(process, "pid");
      count += 1 + (child == pid ? 0 : below(child));
    }
    return count;
  }

  private static String exitWords(String exit) {
    return exit.startsWith("SIG") ? exit : "exit " + exit;
  }

  private static String words(Details process) {
    if (process.get("argv") instanceof Value.Many(var values) && !values.isEmpty()) {
      return String.join(" ", values.stream().map(Plain::of).toList());
    }
    String exe = process.textOf("exe");
    return exe.isEmpty() ? "(fork)" : exe;
  }

  private void timeline() throws IOException {
    long last = failures.stream().mapToLong(failure -> number(failure, "micros")).max().orElse(0);
    String axis = last > 0 ? "micros" : "sequence";
    long end = Math.max(1, failures.stream().mapToLong(one -> number(one, axis)).max().orElse(1));
    var lanes = new LinkedHashMap<Long, List<Details>>();
    for (Details process : processes) {
      lanes.put(number(process, "pid"), new ArrayList<>());
    }
    for (Details failure : failures) {
      lanes.computeIfAbsent(number(failure, "pid"), _ -> new ArrayList<>()).add(failure);
    }
    lanes.values().removeIf(List::isEmpty);
    int shown = Math.min(MOST_LANES, lanes.size());
    int height = TOP + shown * LANE + LABEL;
    html.raw("<div class=\"scroll\"><svg class=\"time\" role=\"group\" aria-label=\"Time line of")
        .raw(" calls that failed\"")
        .attribute("viewBox", "0 0 " + WIDTH + " " + height)
        .raw(">\n");
    int y = TOP;
    for (var lane : lanes.entrySet().stream().limit(MOST_LANES).toList()) {
      lane(lane.getKey(), lane.getValue(), y, axis, end);
      y += LANE;
    }
    axis(y, axis, end);
    html.raw("</svg></div>\n");
    if (lanes.size() > MOST_LANES) {
      html.raw("<p class=\"hint\">")
          .text((lanes.size() - MOST_LANES) + " more processes are in the table alone.")
          .raw("</p>\n");
    }
  }

  private void lane(long pid, List<Details> calls, int y, String axis, long end)
      throws IOException {
    Details process = byPid.get(pid);
    String name = process == null ? "" : base(words(process).split(" ", 2)[0]);
    html.raw("<text class=\"who\"")
        .attribute("x", "0")
        .attribute("y", Integer.toString(y + 15))
        .raw(">")
        .text(shortened(name, 16) + " " + pid)
        .raw("</text><line class=\"lane\"")
        .attribute("x1", Integer.toString(LEFT))
        .attribute("x2", Integer.toString(WIDTH - RIGHT))
        .attribute("y1", Integer.toString(y + LANE / 2))
        .attribute("y2", Integer.toString(y + LANE / 2))
        .raw("/>\n");
    for (Details call : calls) {
      if (!quoted.contains(number(call, "sequence"))) {
        tick(call, y, axis, end, false);
      }
    }
    for (Details call : calls) { // last, so that they lie above the others
      if (quoted.contains(number(call, "sequence"))) {
        tick(call, y, axis, end, true);
      }
    }
  }

  private void tick(Details call, int y, String axis, long end, boolean hit) throws IOException {
    int inset = hit ? 1 : 5;
    html.raw("<a")
        .attribute("href", "#call-" + number(call, "sequence"))
        .raw(hit ? " class=\"hit\"" : "")
        .raw("><title>")
        .text(quote(call) + "  " + moment(number(call, "micros")))
        .raw("</title><rect")
        .attribute("x", Long.toString(x(number(call, axis), end) - (hit ? 2 : 1)))
        .attribute("y", Integer.toString(y + inset))
        .attribute("width", hit ? "5" : "3")
        .attribute("height", Integer.toString(LANE - 2 * inset))
        .raw(" rx=\"1\"/></a>\n");
  }

  private void axis(int y, String axis, long end) throws IOException {
    for (int i = 0; i <= 4; i++) {
      long value = end * i / 4;
      html.raw("<text class=\"at\"")
          .attribute("x", Long.toString(x(value, end)))
          .attribute("y", Integer.toString(y + 16))
          .attribute("text-anchor", i == 0 ? "start" : i == 4 ? "end" : "middle")
          .raw(">")
          .text(axis.equals("micros") ? moment(value) : "call " + value)
          .raw("</text>\n");
    }
  }

  private static long x(long value, long end) {
    return LEFT + (WIDTH - LEFT - RIGHT) * value / end;
  }

  private void table() throws IOException {
    html.raw("<details class=\"calls\"><summary>All of them</summary>\n")
        .raw("<p class=\"filter\" hidden><label>Filter <input type=\"search\"></label></p>\n")
        .raw("<div class=\"scroll\"><table><thead><tr><th>Time</th><th>Process</th><th>Call</th>")
        .raw("<th>What</th><th>Error</th><th>Times</th></tr></thead><tbody>\n");
    for (Details call : failures) {
      long sequence = number(call, "sequence");
      long pid = number(call, "pid");
      html.raw("<tr")
          .attribute("id", "call-" + sequence)
          .raw(quoted.contains(sequence) ? " class=\"hit\"" : "")
          .raw("><td class=\"num\">")
          .text(moment(number(call, "micros")))
          .raw("</td><td>");
      if (byPid.containsKey(pid)) {
        html.raw("<a").attribute("href", "#pid-" + pid).raw(">").text(Long.toString(pid));
        html.raw("</a>");
      } else {
        html.text(Long.toString(pid));
      }
      html.raw("</td><td>")
          .text(call.textOf("call"))
          .raw("</td><td class=\"path\"><code>")
          .text(call.textOf("path"))
          .raw("</code></td><td>")
          .text(call.textOf("errno"))
          .raw("</td><td class=\"num\">")
          .text(Long.toString(Math.max(1, number(call, "repeats"))))
          .raw("</td></tr>\n");
    }
    html.raw("</tbody></table></div></details>\n");
  }

  private static String quote(Details call) {
    return call.textOf("call") + "(" + call.textOf("path") + ") = " + call.textOf("errno");
  }

  private static String moment(long micros) {
    return micros >= 1_000_000
        ? String.format(Locale.ROOT, "%.2f s", micros / 1e6)
        : String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
  }

  private static String base(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "\u2026";
  }

  private static List<Details> list(Part part, String name) {
    return part.details().get(name) instanceof Value.Many(var values)
        ? values.stream().filter(Details.class::isInstance).map(Details.class::cast).toList()
        : List.of();
  }

  private static long number(Details details, String name) {
    return details.get(name) instanceof Value.Whole(long number) ? number : 0;
  }
}
