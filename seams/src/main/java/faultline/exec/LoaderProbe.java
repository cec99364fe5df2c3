package faultline.exec;

import faultline.exec.ExecObservation.Failure;
import faultline.exec.ExecObservation.Message;
import faultline.exec.ExecObservation.Started;
import faultline.exec.ExecObservation.Success;
import faultline.exec.Fact.BinaryFact;
import faultline.exec.Fact.ElsewhereFact;
import faultline.exec.Fact.SourceFact;
import faultline.exec.repair.RepairProbe;
import faultline.formats.bytes.RawText;
import faultline.linux.SyscallException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Repeats the search of ld.so(8), or of musl's loader, for a library that was not found or was the
/// wrong one: who needs it, in which directories it was to be looked for and why, and where it
/// lies.
final class LoaderProbe {
  private static final int MOST_OBJECTS = 400;
  private static final int MOST_DIRECTORIES = 300;
  private static final int MOST_NAMES = 5_000;
  private static final int MOST_COPIES = 4;
  private static final String CACHE = "/etc/ld.so.cache";
  private static final List<String> SYSTEM =
      List.of(
          "libc.",
          "libm.",
          "libpthread.",
          "libdl.",
          "librt.",
          "libgcc_s.",
          "ld-linux",
          "ld-musl",
          "linux-vdso",
          "libutil.",
          "libresolv.");

  private final SampleProbe sample;
  private final ObjectProbe objects;

  LoaderProbe(SampleProbe sample, ObjectProbe objects) {
    this.sample = sample;
    this.objects = objects;
  }

  /// A directory of the search and who named it.
  private record Place(String directory, String reason, String kind, String where, String value) {}

  /// What was in the process, and what it would search.
  private record Image(
      Started started,
      long until,
      List<LoadedObject> loaded,
      Map<String, Success> opened,
      String libraryPath,
      boolean musl) {
    LoadedObject program() {
      return loaded.getFirst();
    }
  }

  List<Fact> look(ExecTrace seen, Suspect suspect) {
    return switch (suspect.what()) {
      case Failure failure -> missing(seen, failure);
      case Message message -> said(seen, message);
      default -> List.of();
    };
  }

  private List<Fact> missing(ExecTrace seen, Failure failure) {
    if (!failure.errno().equals("ENOENT")
        || !CallShape.of(failure.call()).kind().equals(CallShape.Kind.OPEN)
        || !SharedName.is(failure.baseName())) {
      return List.of();
    }
    var image = image(seen, failure.pid(), failure.lastSequence());
    return image == null
        ? List.of()
        : missing(seen, image, failure.baseName(), failure.path(), failure.sequence());
  }

  private List<Fact> said(ExecTrace seen, Message message) {
    var diagnostic = Diagnostic.of(message.text());
    if (diagnostic == null) {
      return List.of();
    }
    var image = image(seen, message.pid(), message.sequence());
    var match = diagnostic.match(message.text());
    if (image == null || match == null) {
      return List.of();
    }
    return switch (diagnostic) {
      case LIBRARY_NOT_FOUND, LIBRARY_NOT_FOUND_MUSL ->
          missing(seen, image, Paths.baseName(match.group(1)), match.group(1), message.sequence());
      case SYMBOL_VERSION ->
          version(image, match.group(1), match.group(2), match.group(3), message.sequence());
      case SYMBOL_MISSING -> symbol(image, match.group(2), match.group(1), message.sequence());
      case SYMBOL_MISSING_MUSL -> symbol(image, match.group(2), match.group(1), message.sequence());
      case LIBRARY_UNFIT -> unfit(seen, image, message, match.group(1));
      default -> List.of();
    };
  }

  /// The program that process `pid` ran at `sequence` and what it had loaded by then.
  private @Nullable Image image(ExecTrace seen, int pid, long sequence) {
    var process = seen.process(pid);
    var started = process == null ? null : process.imageAt(sequence);
    if (process == null || started == null) {
      return null;
    }
    var program = objects.read(started.executable());
    if (program == null) {
      return null;
    }
    var loaded = new ArrayList<LoadedObject>();
    var opened = new LinkedHashMap<String, Success>();
    loaded.add(program);
    for (var success : process.successes()) {
      if (success.sequence() > started.sequence()
          && success.sequence() < sequence
          && CallShape.of(success.call()).kind() == CallShape.Kind.OPEN
          && readable(success.detail())
          && loaded.size() < MOST_OBJECTS) {
        var object = objects.read(success.absolute());
        if (object != null) {
          loaded.add(object);
          opened.put(object.path(), success);
        }
      }
    }
    var libraryPath = seen.environment(pid).getOrDefault("LD_LIBRARY_PATH", "");
    return new Image(
        started, sequence, loaded, opened, libraryPath, program.interpreter().contains("ld-musl"));
  }

  static boolean readable(String flags) {
    return !flags.contains("O_DIRECTORY")
        && !flags.contains("O_WRONLY")
        && !flags.contains("O_RDWR")
        && !flags.contains("O_CREAT");
  }

  // ---------------------------------------------------------------- a library that is not found

  private List<Fact> missing(
      ExecTrace seen, Image image, String name, String passed, long sequence) {
    var facts = new ArrayList<Fact>();
    var requester = requester(image, name);
    if (requester != null) {
      facts.add(new BinaryFact(requester.path(), "needs", List.of(name)));
      var chain = chain(image, requester);
      if (chain.size() > 1) {
        facts.add(new BinaryFact(image.program().path(), "needs " + name + " through", chain));
      }
    }
    var fits = requester == null ? image.program() : requester;
    if (passed.contains("/") && requester == null && !searched(seen, image, name)) {
      // A path was asked for: nothing was searched.
      var asked = Paths.absolute(image.started().directory(), passed);
      addUnfit(
          List.of(new Place(Paths.parent(asked), "asked for by its path", "argv", "", "")),
          name,
          fits,
          facts);
      copies(image, name, fits, List.of(Paths.parent(asked)), facts);
      return facts;
    }
    var places = places(image, requester);
    addSearch(image, requester, name, places, facts);
    boolean strange = addUnfit(places, name, fits, facts);
    addCache(image, requester, name, sequence, facts);
    var secure = image.started().secure() && !image.libraryPath().isEmpty();
    if (secure) {
      addIgnored(image, name, fits, sequence, facts);
    }
    if (!strange) {
      addSource(places, requester, sequence, facts);
    }
    copies(image, name, fits, places.stream().map(Place::directory).toList(), facts);
    return facts;
  }

  /// Whether the loader looked for `name` in more than one place.
  private static boolean searched(ExecTrace seen, Image image, String name) {
    var process = seen.process(image.started().pid());
    return process != null
        && process.failures().stream()
                .filter(
                    failure -> failure.baseName().equals(name) && failure.errno().equals("ENOENT"))
                .map(failure -> Paths.parent(failure.absolute()))
                .distinct()
                .count()
            > 1;
  }

  /// The first object that needs `name`, in the order of loading.
  private static @Nullable LoadedObject requester(Image image, String name) {
    return image.loaded().stream().filter(object -> object.needs(name)).findFirst().orElse(null);
  }

  /// From the program, or from what it loaded while it ran, to `object`.
  private static List<String> chain(Image image, LoadedObject object) {
    var chain = new ArrayList<String>();
    LoadedObject at = object;
    while (at != null && chain.size() < 20) {
      var child = at;
      chain.addFirst(child.path());
      at =
          image.loaded().stream()
              .filter(
                  parent -> parent != child && parent.needed().stream().anyMatch(child::isCalled))
              .filter(parent -> !chain.contains(parent.path()))
              .findFirst()
              .orElse(null);
    }
    return chain;
  }

  /// Where a library that `requester` needs is looked for, in order; null for one that the running
  /// program asked for with dlopen(3).
  private List<Place> places(Image image, @Nullable LoadedObject requester) {
    var places = new ArrayList<Place>();
    var asking = requester == null ? image.program() : requester;
    var loaders = loaders(image, asking);
    if (image.musl()) {
      addLibraryPath(image, places);
      for (var object : loaders) {
        add(
            places,
            image,
            object,
            object.runpath().isEmpty() ? object.rpath() : object.runpath(),
            object.runpath().isEmpty() ? "RPATH" : "RUNPATH");
      }
      addMuslDefaults(image, places);
      return places;
    }
    if (asking.runpath().isEmpty()) {
      for (var object : loaders) {
        if (object.runpath().isEmpty()) {
          add(places, image, object, object.rpath(), "RPATH");
        }
      }
    }
    addLibraryPath(image, places);
    add(places, image, asking, asking.runpath(), "RUNPATH");
    if (!asking.withoutDefaults()) {
      for (var directory : defaults(image.program())) {
        places.add(new Place(directory, "default", "default", "", directory));
      }
    }
    return places;
  }

  /// `object` and what led to it, innermost first; the program last.
  private List<LoadedObject> loaders(Image image, LoadedObject object) {
    var loaders = new ArrayList<LoadedObject>();
    var paths = chain(image, object);
    for (int i = paths.size() - 1; i >= 0; i--) {
      var found = objects.read(paths.get(i));
      if (found != null) {
        loaders.add(found);
      }
    }
    if (!loaders.contains(image.program())) {
      loaders.add(image.program());
    }
    return loaders;
  }

  private static void add(
      List<Place> places, Image image, LoadedObject owner, String path, String kind) {
    if (path.isEmpty()) {
      return;
    }
    for (var word : path.split(":", -1)) {
      var directory = expanded(word, owner);
      places.add(
          new Place(
              Paths.absolute(image.started().directory(), directory.isEmpty() ? "." : directory),
              kind + " of " + Paths.baseName(owner.path()),
              "runpath",
              owner.path(),
              path));
    }
  }

  static String expanded(String word, LoadedObject owner) {
    var origin = Paths.parent(owner.path());
    var platform = owner.processor();
    return word.replace("${ORIGIN}", origin)
        .replace("$ORIGIN", origin)
        .replace("${PLATFORM}", platform)
        .replace("$PLATFORM", platform)
        .replace("${LIB}", owner.bits() == 64 ? "lib64" : "lib")
        .replace("$LIB", owner.bits() == 64 ? "lib64" : "lib");
  }

  private static void addLibraryPath(Image image, List<Place> places) {
    if (image.libraryPath().isEmpty() || image.started().secure()) {
      return;
    }
    for (var word : image.libraryPath().split("[:;]", -1)) {
      places.add(
          new Place(
              Paths.absolute(image.started().directory(), word.isEmpty() ? "." : word),
              "LD_LIBRARY_PATH",
              "env",
              "LD_LIBRARY_PATH",
              image.libraryPath()));
    }
  }

  private void addMuslDefaults(Image image, List<Place> places) {
    var loader = Paths.baseName(image.program().interpreter());
    int end = loader.indexOf(".so");
    var file = "/etc/" + (end < 0 ? loader : loader.substring(0, end)) + ".path";
    var text = sample.processes.text(file);
    var words = text.isBlank() ? "/lib:/usr/local/lib:/usr/lib" : text.strip();
    for (var word : words.split("[:\n]", -1)) {
      if (!word.isBlank()) {
        places.add(
            new Place(
                word.strip(), text.isBlank() ? "default" : file, "default", file, word.strip()));
      }
    }
  }

  /// The default directories of glibc, with those of Debian's multiarch where they are in use.
  private List<String> defaults(LoadedObject program) {
    var directories = new LinkedHashSet<String>();
    var cpu = program.processor();
    for (var abi : List.of("-linux-gnu", "-linux-gnueabihf")) {
      for (var root : List.of("/lib/", "/usr/lib/")) {
        var directory = root + cpu + abi;
        if (exists(directory)) {
          directories.add(directory);
        }
      }
    }
    if (program.bits() == 64 && directories.isEmpty()) {
      directories.add("/lib64");
      directories.add("/usr/lib64");
    }
    directories.add("/lib");
    directories.add("/usr/lib");
    return List.copyOf(directories);
  }

  private void addSearch(
      Image image,
      @Nullable LoadedObject requester,
      String name,
      List<Place> places,
      List<Fact> facts) {
    var lines = new LinkedHashSet<String>();
    boolean cache = image.musl() || requester != null && requester.withoutDefaults();
    for (var place : places) {
      if (!cache && place.kind().equals("default")) {
        cache = true;
        lines.add(
            CACHE
                + (objects.cached(CACHE, name, image.program()).isEmpty()
                    ? " (cache, does not list it)"
                    : " (cache, lists it)"));
      }
      lines.add(
          place.directory()
              + " ("
              + place.reason()
              + (exists(place.directory()) ? "" : ", does not exist")
              + ")");
    }
    facts.add(
        new BinaryFact(
            requester == null ? image.program().path() : requester.path(),
            "search for " + name,
            List.copyOf(lines)));
  }

  /// Files of that name on the search path that the loader passed over.
  private boolean addUnfit(List<Place> places, String name, LoadedObject fits, List<Fact> facts) {
    boolean found = false;
    for (var place : places) {
      var path = place.directory() + "/" + name;
      if (!exists(path)) {
        continue;
      }
      var object = objects.read(path);
      if (object != null && !object.fits(fits)) {
        facts.add(
            new BinaryFact(
                path,
                "is a library for another processor than " + name + " was needed for",
                List.of(object.processor(), fits.processor())));
        found = true;
        addPlaceSource(place, path, facts);
      }
    }
    return found;
  }

  private static void addPlaceSource(Place place, String subject, List<Fact> facts) {
    if (place.where().isEmpty() && !place.kind().equals("default")) {
      return;
    }
    facts.add(new SourceFact(place.kind(), place.where(), place.value(), subject, ""));
  }

  private void addCache(
      Image image, @Nullable LoadedObject requester, String name, long sequence, List<Fact> facts) {
    if (image.musl() || requester != null && requester.withoutDefaults()) {
      return;
    }
    for (var path : objects.cached(CACHE, name, image.program())) {
      if (!exists(path)) {
        facts.add(new BinaryFact(CACHE, "says that " + name + " is", List.of(path)));
        facts.add(new SourceFact("ldcache", CACHE, path, "#" + sequence, ""));
      }
    }
  }

  private void addIgnored(
      Image image, String name, LoadedObject fits, long sequence, List<Fact> facts) {
    for (var word : image.libraryPath().split("[:;]", -1)) {
      var path =
          Paths.absolute(image.started().directory(), word.isEmpty() ? "." : word) + "/" + name;
      var object = objects.read(path);
      if (object == null || !object.fits(fits)) {
        continue;
      }
      facts.add(
          new BinaryFact(
              image.program().path(),
              "runs in secure mode",
              List.of(privilege(image.program().path()))));
      facts.add(
          new ElsewhereFact(
              name, path, "would be found through LD_LIBRARY_PATH, which secure mode ignores"));
      facts.add(new SourceFact("env", "LD_LIBRARY_PATH", image.libraryPath(), "#" + sequence, ""));
      return;
    }
  }

  /// Why the kernel asks for secure mode.
  private String privilege(String path) {
    try {
      var raw = RawText.encode(path);
      int mode = sample.files.status(raw, true).mode();
      if ((mode & 04000) != 0) {
        return "setuid";
      }
      if ((mode & 02000) != 0) {
        return "setgid";
      }
      return sample.files.hasCapabilities(raw)
          ? "file capabilities"
          : "more rights than its caller";
    } catch (SyscallException _) {
      return "more rights than its caller";
    }
  }

  /// Who is to be asked first why the search failed: what the object itself names, else the
  /// variable.
  private void addSource(
      List<Place> places, @Nullable LoadedObject requester, long sequence, List<Fact> facts) {
    var named =
        places.stream()
            .filter(place -> place.kind().equals("runpath"))
            .filter(place -> requester != null && place.where().equals(requester.path()))
            .findFirst()
            .or(() -> places.stream().filter(place -> place.kind().equals("env")).findFirst())
            .or(() -> places.stream().filter(place -> place.kind().equals("runpath")).findFirst());
    named.ifPresent(place -> addPlaceSource(place, "#" + sequence, facts));
  }

  private boolean exists(String path) {
    try {
      sample.files.status(RawText.encode(path), true);
      return true;
    } catch (SyscallException _) {
      return false;
    }
  }

  private List<String> list(String directory) {
    try {
      return sample.files.list(RawText.encode(directory), MOST_NAMES).stream()
          .map(RawText::decode)
          .sorted()
          .toList();
    } catch (SyscallException _) {
      return List.of();
    }
  }

  private boolean isDirectory(String path) {
    try {
      return sample.files.status(RawText.encode(path), true).directory();
    } catch (SyscallException _) {
      return false;
    }
  }

  // ---------------------------------------------------------------- copies that nobody looked at

  private void copies(
      Image image, String name, LoadedObject fits, List<String> searched, List<Fact> facts) {
    var stem = SharedName.stem(name);
    var exact = new LinkedHashSet<String>();
    var near = new LinkedHashSet<String>();
    for (var directory : candidates(image, searched)) {
      for (var entry : list(directory)) {
        var path = directory.equals("/") ? "/" + entry : directory + "/" + entry;
        if (entry.equals(name)) {
          if (!searched.contains(directory) || exists(path)) {
            exact.add(path);
          }
        } else if (!stem.isEmpty()
            && (entry.startsWith(stem + ".so")
                || entry.startsWith(stem + "-") && entry.contains(".so"))) {
          near.add(path);
        }
      }
    }
    int found = 0;
    for (var path : exact) {
      var object = objects.read(path);
      if (object != null
          && object.fits(fits)
          && found < MOST_COPIES
          && !searched.contains(Paths.parent(path))) {
        facts.add(
            new ElsewhereFact(name, path, "has the name and lies where it is not looked for"));
        found++;
      } else if (object != null
          && !object.fits(fits)
          && found < MOST_COPIES
          && !searched.contains(Paths.parent(path))) {
        facts.add(
            new ElsewhereFact(
                name, path, "has the name and is for another processor: " + object.processor()));
        found++;
      }
    }
    var versions =
        near.stream()
            .filter(path -> objects.read(path) instanceof LoadedObject object && object.fits(fits))
            .sorted(Comparator.comparing((String path) -> !searched.contains(Paths.parent(path))))
            .limit(2)
            .toList();
    for (var path : versions) {
      boolean itself =
          objects.read(path) instanceof LoadedObject object && object.soname().equals(name);
      facts.add(
          new ElsewhereFact(
              name, path, itself ? RepairProbe.SAME_SONAME : "is another version of it"));
    }
  }

  private Set<String> candidates(Image image, List<String> searched) {
    var directories = new LinkedHashSet<>(searched);
    for (var directory : searched) {
      if (!exists(directory)) {
        addWithChildren(directories, Paths.parent(directory));
      }
    }
    for (var object : image.loaded().stream().limit(3).toList()) {
      var home = Paths.parent(object.path());
      if (!home.startsWith("/usr/") && !home.startsWith("/lib")) {
        addWithChildren(directories, home);
        addWithChildren(directories, Paths.normal(home + "/../lib"));
        addWithChildren(directories, Paths.normal(home + "/../lib64"));
      }
    }
    var work = image.started().directory();
    if (work.startsWith("/")) {
      addWithChildren(directories, work);
    }
    for (var root : List.of("/usr/local/lib", "/usr/local/lib64", "/usr/lib64", "/lib64")) {
      directories.add(root);
    }
    addWithChildren(directories, "/usr/lib/x86_64-linux-gnu");
    for (var child : list("/opt")) {
      directories.add("/opt/" + child + "/lib");
      directories.add("/opt/" + child);
    }
    return directories;
  }

  private void addWithChildren(Set<String> directories, String directory) {
    if (directory.equals("/") || directory.equals("/tmp") || !directory.startsWith("/")) {
      return;
    }
    directories.add(directory);
    for (var child : list(directory)) {
      var path = directory + "/" + child;
      if (directories.size() < MOST_DIRECTORIES && isDirectory(path)) {
        directories.add(path);
        for (var deeper : List.of("lib", "lib64")) {
          if (isDirectory(path + "/" + deeper)) {
            directories.add(path + "/" + deeper);
          }
        }
      }
    }
  }

  // ---------------------------------------------------------------- a library that is the wrong
  // one

  private List<Fact> version(
      Image image, String library, String version, String wantedBy, long sequence) {
    var facts = new ArrayList<Fact>();
    var found = find(image, library);
    var user = find(image, wantedBy);
    if (found == null) {
      return facts;
    }
    facts.add(
        new BinaryFact(
            found.path(),
            "lacks version " + version + ", defines",
            last(found.versionsDefined(), 6)));
    if (user != null) {
      facts.add(new BinaryFact(user.path(), "needs version", List.of(version)));
    }
    var name = Paths.baseName(found.path());
    var places = places(image, user);
    addOrigin(places, found, sequence, facts);
    for (var path : others(image, places, name, found)) {
      var other = objects.read(path);
      if (other != null && other.versionsDefined().contains(version)) {
        facts.add(new ElsewhereFact(name, path, note(places, path) + " and defines " + version));
      }
    }
    return facts;
  }

  private static List<String> last(List<String> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  /// A name in a message: a path as the loader knows it.
  private @Nullable LoadedObject find(Image image, String named) {
    var absolute = Paths.absolute(image.started().directory(), named);
    for (var object : image.loaded()) {
      if (object.path().equals(absolute)) {
        return object;
      }
    }
    var base = Paths.baseName(named);
    for (var object : image.loaded().reversed()) {
      if (object.isCalled(base)) {
        return object;
      }
    }
    return base.equals(Paths.baseName(image.started().path())) ? image.program() : null;
  }

  private List<Fact> symbol(Image image, String symbol, @Nullable String user, long sequence) {
    var facts = new ArrayList<Fact>();
    var wantedBy = user == null ? null : find(image, user);
    if (wantedBy == null) {
      return facts;
    }
    var name = symbol.contains("@") ? symbol.substring(0, symbol.indexOf('@')) : symbol;
    boolean asks = objects.imports(wantedBy.path()).contains(name);
    if (!asks) {
      // dlsym(3): the library itself was asked for it.
      addLacking(image, wantedBy, name, places(image, null), sequence, facts);
      return facts;
    }
    facts.add(new BinaryFact(wantedBy.path(), "imports", List.of(name)));
    var places = places(image, wantedBy);
    var provider = provider(image, wantedBy, name, places);
    if (provider != null) {
      addLacking(image, provider, name, places, sequence, facts);
    } else if (wantedBy != image.program() && objects.hidden(image.program().path(), name)) {
      facts.add(new BinaryFact(image.program().path(), "has and does not export", List.of(name)));
    }
    return facts;
  }

  /// What a file is that the loader refused.
  private List<Fact> unfit(ExecTrace seen, Image image, Message message, String named) {
    var process = seen.process(message.pid());
    var base = Paths.baseName(named);
    var facts = new ArrayList<Fact>();
    if (process == null) {
      return facts;
    }
    for (var success : process.successes()) {
      if (success.baseName().equals(base) && success.call().startsWith("open") && facts.isEmpty()) {
        var path = success.absolute();
        var object = objects.read(path);
        var is =
            object == null
                ? objects.strangeFormat(path)
                : object.fits(image.program())
                    ? ""
                    : "a library for "
                        + object.processor()
                        + " in a process of "
                        + image.program().processor();
        if (!is.isEmpty()) {
          facts.add(new BinaryFact(path, "is", List.of(is)));
        }
      }
    }
    return facts;
  }

  private void addLacking(
      Image image,
      LoadedObject library,
      String symbol,
      List<Place> places,
      long sequence,
      List<Fact> facts) {
    var exported = objects.exports(library.path());
    facts.add(
        new BinaryFact(
            library.path(), "does not define " + symbol + "; it exports", near(symbol, exported)));
    if (objects.hidden(library.path(), symbol)) {
      facts.add(new BinaryFact(library.path(), "has and does not export", List.of(symbol)));
    }
    addOrigin(places, library, sequence, facts);
    var name = Paths.baseName(library.path());
    for (var path : others(image, places, name, library)) {
      if (objects.exports(path).contains(symbol)) {
        facts.add(new ElsewhereFact(name, path, note(places, path) + " and defines " + symbol));
      }
    }
  }

  /// The names most like `symbol`, or some of them.
  private static List<String> near(String symbol, Set<String> names) {
    return names.stream()
        .filter(name -> !name.startsWith("_init") && !name.startsWith("_fini"))
        .sorted(Comparator.comparingInt(name -> distance(symbol, name)))
        .limit(3)
        .toList();
  }

  /// Levenshtein's distance, of names up to 80 characters.
  private static int distance(String a, String b) {
    if (a.length() > 80 || b.length() > 80) {
      return Math.abs(a.length() - b.length()) + 80;
    }
    var row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int corner = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = corner + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        corner = above;
      }
    }
    return row[b.length()];
  }

  /// The library that should have defined `symbol` for `user`, as far as that can be told.
  private @Nullable LoadedObject provider(
      Image image, LoadedObject user, String symbol, List<Place> places) {
    var candidates = new ArrayList<LoadedObject>();
    for (var needed : user.needed()) {
      image.loaded().stream()
          .filter(object -> object != user && object.isCalled(needed))
          .findFirst()
          .ifPresent(candidates::add);
    }
    for (var candidate : candidates) {
      for (var path : others(image, places, Paths.baseName(candidate.path()), candidate)) {
        if (objects.exports(path).contains(symbol)) {
          return candidate;
        }
      }
    }
    return candidates.stream()
        .filter(object -> SYSTEM.stream().noneMatch(Paths.baseName(object.path())::startsWith))
        .min(Comparator.comparingInt(object -> closest(symbol, objects.exports(object.path()))))
        .orElse(null);
  }

  private static int closest(String symbol, Set<String> names) {
    return names.stream().mapToInt(name -> distance(symbol, name)).min().orElse(Integer.MAX_VALUE);
  }

  /// Other files of that name, those on the search path first.
  private List<String> others(Image image, List<Place> places, String name, LoadedObject except) {
    var paths = new LinkedHashSet<String>();
    for (var place : places) {
      paths.add(Paths.normal(place.directory() + "/" + name));
    }
    if (!image.musl()) {
      paths.addAll(objects.cached(CACHE, name, image.program()));
    }
    var searched = places.stream().map(Place::directory).toList();
    for (var directory : candidates(image, searched)) {
      paths.add(directory + "/" + name);
    }
    return paths.stream()
        .filter(path -> !path.equals(Paths.normal(except.path())))
        .filter(path -> objects.read(path) instanceof LoadedObject object && object.fits(except))
        .filter(path -> !sameFile(path, except.path()))
        .limit(20)
        .toList();
  }

  private boolean sameFile(String one, String other) {
    try {
      return sample
          .files
          .status(RawText.encode(one), true)
          .sameFile(sample.files.status(RawText.encode(other), true));
    } catch (SyscallException _) {
      return false;
    }
  }

  private String note(List<Place> places, String path) {
    for (var place : places) {
      if (Paths.normal(place.directory()).equals(Paths.parent(path))) {
        return "comes later in the search (" + place.reason() + ")";
      }
    }
    var object = objects.read(path);
    return object != null && objects.cached(CACHE, Paths.baseName(path), object).contains(path)
        ? "comes later in the search (ld.so.cache)"
        : "lies where it is not looked for";
  }

  /// Which part of the search led to `library`.
  private static void addOrigin(
      List<Place> places, LoadedObject library, long sequence, List<Fact> facts) {
    var directory = Paths.parent(Paths.normal(library.path()));
    for (var place : places) {
      if (Paths.normal(place.directory()).equals(directory)) {
        addPlaceSource(place, "#" + sequence, facts);
        return;
      }
    }
  }
}
