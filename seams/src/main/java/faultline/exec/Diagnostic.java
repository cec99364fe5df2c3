package faultline.exec;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Sentences of tools that name a cause by themselves. Each is a suspect; its rule reads the
/// groups.
///
/// `weight` is compared with that of failed calls in [Ranking]: a sentence that only repeats what a
/// failed call shows weighs less than the call, one that is the only trace of the fault weighs
/// more.
public enum Diagnostic {
  PYTHON_HOME(23, "'encodings'", "No module named 'encodings'"),
  GO_VENDOR(
      26,
      "-mod",
      "(?:import lookup disabled by |build flag |go: )?(-mod)(?:=vendor| may only be set to| flag"
          + " cannot)"),
  GO_VENDOR_DIFFERS(26, "inconsistent vendoring", "(inconsistent vendoring) in"),
  GO_MOD_VALUE(25, "not supported (can be", "(-mod=\\S+) not supported"),
  GO_PROXY(24, "invalid proxy URL", "invalid proxy URL"),
  GO_FLAGS(26, "$GOFLAGS", "parsing \\$GOFLAGS: (.+)"),
  GO_EXCLUDED(
      22,
      "build constraints exclude all Go files",
      "build constraints exclude all Go files in (\\S+)"),
  GO_PLATFORM(26, "GOOS/GOARCH pair", "unsupported GOOS/GOARCH pair ([^/\\s]+)/(\\S+)"),
  GO_COMPILER(
      27,
      "does not match go tool version",
      "version \"(go\\S*?)\" does not match go tool version \"(go\\S*?)\""),
  GO_OBJECT(
      26, "object is [", "object is \\[\\S+ \\S+ (\\S+)[^\\]]*\\] expected \\[\\S+ \\S+ (\\S+)"),
  GO_TOO_OLD(
      26,
      "requires go",
      "requires go ?(?:version )?(?:>= ?)?v?([\\d.]+\\w*)[^(]*\\(running go ?([\\d.]+\\w*)"),
  GO_TOO_OLD_NOTE(22, "module requires Go ", "module requires Go ([\\d.]+)"),
  GO_VERSION_LINE(26, "invalid go version '", "invalid go version '([^']+)'"),
  GO_TOOLCHAIN(
      25,
      "toolchain not available",
      "(?:download )?(go[\\d.]+\\w*)(?: for \\S+)?: toolchain not available"),
  GO_NEW_BLOCK(
      24,
      "go.mod:",
      "go\\.mod:\\d+: unknown (?:block type|directive): (toolchain|godebug|tool|ignore)"),
  LIBRARY_NOT_FOUND(
      17,
      "cannot open shared object file",
      "([^\\s:]+): cannot open shared object file: No such file"),
  LIBRARY_NOT_FOUND_MUSL(
      17,
      "Error loading shared library",
      "Error loading shared library ([^:]+): No such file or directory(?: \\(needed by"
          + " ([^)]+)\\))?"),
  LIBRARY_UNFIT(
      23,
      "",
      "([^\\s:]+): (wrong ELF class: \\w+|invalid ELF header|file too short|ELF file data encoding"
          + " not \\S+|cannot dynamically load (?:position-independent )?executable|Exec format"
          + " error(?=$|\\)))"),
  LIBRARY_OF_JAVA(19, "UnsatisfiedLinkError", "UnsatisfiedLinkError: no (\\S+) in [\\w. ]*path"),
  LIBRARY_OF_CLR(
      22,
      "DllNotFoundException",
      "DllNotFoundException: (?:Unable to load shared library ['\"])?([^\\s'\"]+)"),
  LIBRARY_OF_GO(19, "plugin.Open", "plugin\\.Open\\(\"([^\"]+)\"\\): realpath failed"),
  LIBRARY_TO_LINK(
      21,
      "",
      "(?:cannot find -l|unable to find library -l|library not found: |library not found for"
          + " -l)([\\w.+-]+)"),
  SYMBOL_VERSION(
      24, "(required by", "(\\S+): version [`']([^']+)' not found \\(required by ([^)]+)\\)"),
  SYMBOL_VERSION_OF_LIBRARY(
      24,
      "with link time reference",
      "(\\S+): symbol (\\S+),? version (\\S+) not defined in file (\\S+) with link time reference"),
  SYMBOL_MISSING(23, "undefined symbol: ", "(?:([^\\s:'\"(]+): )?undefined symbol: ([\\w@.$]+)"),
  SYMBOL_MISSING_MUSL(
      23, "symbol not found", "Error relocating ([^:]+): ([^:]+): symbol not found"),
  SYMBOL_OF_JAVA(
      23,
      "UnsatisfiedLinkError: ",
      "UnsatisfiedLinkError: '?((?:[\\w.\\[\\]$]+ )?[\\w.$]+\\([^)]*\\)\\S*)"),
  SYMBOL_OF_CLR(
      22,
      "EntryPointNotFoundException",
      "EntryPointNotFoundException: (?:Unable to find an entry point named ['\"])?(\\w+)"),
  SYMBOL_TO_LINK(20, "undefined reference to", "undefined reference to [`']([^'`]+)'"),
  ABI_OF_NODE(
      25,
      "NODE_MODULE_VERSION",
      "NODE_MODULE_VERSION (\\d+)\\. This version of Node\\.js requires"),
  ABI_OF_NODE_REGISTRATION(18, "did not self-register", "Module did not self-register: '([^']+)'"),
  ABI_OF_JAVA(
      25,
      "class file version",
      "(\\S+) has been compiled by a more recent version of the Java Runtime \\(class file version"
          + " ([\\d.]+)\\).* up to ([\\d.]+)"),
  ABI_OF_OLD_JAVA(
      25, "major.minor version", "(\\S+) : Unsupported major\\.minor version ([\\d.]+)"),
  ABI_OF_JAVAC(
      24,
      "class file has wrong version",
      "class file has wrong version ([\\d.]+), should be ([\\d.]+)"),
  ABI_OF_PYTHON(
      24,
      "compiled against A",
      "module (?:was )?compiled against A[BP]I version (\\w+) but this version of (\\w+) is"
          + " (\\w+)"),
  ABI_OF_PYTHON_TYPE(
      24,
      "may indicate binary incompatibility",
      "(\\S+) size changed, may indicate binary incompatibility"),
  ABI_OF_PYTHON_CODE(24, "ad magic number in", "[Bb]ad magic number in '?([^\\s':]+)'?"),
  ABI_OF_PERL(
      24,
      "does not match",
      "(?:Perl API version \\S+ of|loadable library and perl binaries are mismatched|(?=\\S+ object"
          + " version)) ?(\\S*).* does not match"),
  ABI_OF_RUBY(24, "incompatible library version", "incompatible library version - ([^\\s]+)"),
  ABI_OF_PHP(24, "module API=", "([^\\s:]+): Unable to initialize module"),
  ABI_OF_GO(
      24,
      "plugin was built with a different version",
      "plugin\\.Open\\(\"([^\"]+)\"\\): plugin was built with a different version of package"
          + " (\\S+)"),
  ABI_OF_RUST(
      24,
      "compiled by an incompatible version of rustc",
      "found crate [`']([^`']+)[`'] compiled by an incompatible version of rustc"),
  ABI_OF_PLUGIN(
      21,
      "uilt",
      "(?i)(?:built|compiled|made) (?:for|against|with) [^.]*?\\b(?:API|ABI|interface)(?: version)? v?(\\d[\\w.]*)\\b.*?\\b(?:has|needs|requires|expects|wants|provides|is)(?: version)? v?(\\d[\\w.]*)"),
  MODULE_OF_PYTHON(
      21,
      "No module named",
      "^(?:ModuleNotFoundError|ImportError): No module named ['\"]?([\\w.-]+)"),
  MODULE_OF_PYTHON_SAID(18, "No module named", "No module named ['\"]?([\\w.-]+)"),
  NAME_OF_PYTHON(
      21,
      "cannot import name",
      "^ImportError: cannot import name '(\\w+)' from (?:partially initialized module"
          + " )?'([\\w.]+)'.*\\(([^()]+)\\)"),
  MODULE_OF_NODE(20, "Cannot find ", "Cannot find (?:module|package) ['\"]([^'\"]+)['\"]"),
  MODULE_OF_NODE_EXPORTS(
      22,
      "xports\"",
      "(?:Package subpath '([^']+)' is not defined by \"exports\"|No \"exports\" main defined) in"
          + " (\\S+/package\\.json)"),
  NAME_OF_NODE(
      21,
      "does not provide an export named",
      "requested module '([^']+)' does not provide an export named '([^']+)'"),
  MODULE_OF_PYTHON_RELATIVE(
      20, "attempted relative import", "(attempted relative import) (?:with no known|beyond)"),
  PACKAGE_OF_PIP(20, "No matching distribution", "No matching distribution found for ([^\\s;,(]+)"),
  MODULE_OF_JAVA_LAYER(22, "Module ", "Module ([\\w.]+) not found(?:, required by ([\\w.]+))?"),
  GEM(
      20,
      "ould not find ",
      "Could not find (?:gem '([\\w.-]+)|([\\w.-]+?)-\\d[\\w.]* in (?:any of the sources|locally"
          + " installed|rubygems|cached))"),
  CLASS_OF_PHP(20, "not found", "Error: Class [\"']([\\w\\\\]+)[\"'] not found"),
  FUNCTION_OF_PHP(
      19, "Call to undefined function", "Call to undefined function ([\\w\\\\]+)\\(\\)"),
  MODULE_OF_JAVA_MAIN(20, "main class", "Could not find or load main class ([\\w.$/]+)"),
  MODULE_OF_JAVA(
      19,
      "",
      "(?:ClassNotFoundException|NoClassDefFoundError): ([\\w.$]+(?:/[\\w.$]+)*)(?![\\w ])"),
  MODULE_OF_JAVAC(18, "does not exist", "error: package ([\\w.]+) does not exist"),
  MODULE_OF_GO(
      20,
      " package",
      "(?:no required module provides package|cannot find module providing package|cannot find"
          + " package) \"?([\\w./@-]+)"),
  MODULE_OF_GO_STD(20, " is not in ", "package ([\\w./@-]+) is not in (?:std|GOROOT)"),
  MODULE_OF_PERL(21, "Can't locate ", "Can't locate ([\\w/.-]+\\.p[lm]) in @INC"),
  PERL_VERSION(23, "required--this is only", "Perl (v?[\\d.]+) required--this is only (v?[\\d.]+)"),
  LIBRARY_OF_PERL(
      21,
      "loadable object for module",
      "Can't locate loadable object for module ([\\w:]+) in @INC"),
  ABI_OF_LUA(
      23,
      "recompiled chunk",
      "([^\\s:]+): (?:version mismatch in|format mismatch in|bad binary format \\(?.*) ?precompiled"
          + " chunk"),
  MODULE_OF_RUBY(21, "cannot load such file", "cannot load such file -- ([^\\s(]+)"),
  MODULE_OF_RUST(
      21,
      "",
      "(?:can't find crate for|no matching package named|use of (?:undeclared crate or"
          + " module|unresolved module or unlinked crate)) [`']([^`']+)[`']"),
  MODULE_OF_CLR(
      21, "Could not load file or assembly", "Could not load file or assembly ['\"]([^,'\"]+)"),
  MODULE_OF_LUA(20, "not found:", "module ['\"]([^'\"]+)['\"] not found:"),
  MODULE_OF_JQ(20, "module not found: ", "^jq: error: module not found: ([^\\s]+)"),
  MODULE_OF_R(20, "there is no package called", "there is no package called [‘'`\"]([\\w.]+)"),
  MODULE_OF_TCL(20, "can't find package", "can't find package ([\\w:.-]+)"),
  MODULE_OF_JULIA(20, "not found in current path", "Package (\\w+) not found in current path"),
  MODULE_OF_FORTRAN(20, "Cannot open module file", "Cannot open module file [‘'`]([^’']+)[’']"),
  HEADER(
      18,
      "",
      "(?::\\d+: fatal error: ['\"]?([^'\":]+?)['\"]?(?:: No such file or directory| file not"
          + " found)|include file ['\"]([^'\"]+)['\"] not found)"),
  CARRIAGE_RETURN(
      20,
      "\\r'",
      "^(\\S+): (?:line )?\\d+: (?:\\$'[^']*\\\\r"
          + "': (?:command not found|No such file)|syntax error near unexpected token"
          + " [`']\\$'.*\\\\r"
          + "'')"),
  APPLET(20, "applet not found", "([\\w.+-]+): applet not found"),
  NODE_ENGINE(
      23,
      "ompatible with",
      "(?:Not compatible with your version of node/npm: (\\S+)|The engine \"(\\w+)\" is"
          + " incompatible with this module\\. Expected version \"([^\"]+)\"\\. Got \"([^\"]+)\")"),
  PYTHON_REQUIRES(
      23, "requires a different Python", "requires a different Python: (\\S+) not in '?([^']+)'?"),
  RUST_VERSION(23, "requires rustc ", "requires rustc (\\d[\\w.]*)"),
  RUST_EDITION(
      23,
      "edition",
      "(?:older than the [`'](\\d+)[`'] edition|feature [`']edition(\\d+)[`'] is required)"),
  RUST_LOCK(23, "lock file version", "lock file version [`']?(\\d+)[`']?"),
  C_STANDARD(17, "use option ", "use option ['‘\"](?:-std=)(c(?:99|11|17|23|2x))['’\"]"),
  RUST_TOOLCHAIN(23, "is not installed", "toolchain '([^']+)' is not installed"),
  JAVA_RELEASE(
      23,
      "",
      "(?:release version (\\d[\\d.]*) not supported|invalid (?:source|target) release:"
          + " ?(\\d[\\d.]*))"),
  TOOL_TOO_OLD(
      22,
      "or higher is required",
      "(\\w[\\w+-]*) ([\\d.]+) or higher is required\\.?(?:\\s+You are running version"
          + " ([\\d.]+))?"),
  TOOL_VERSION(
      16,
      "",
      "(?:\\b([A-Za-z][\\w+-]*) v?(\\d[\\w.]*)\\+? or"
          + " (?:newer|later|higher|above|greater)\\b|\\b([A-Za-z][\\w+-]*) ?(?:version )?>="
          + " ?v?(\\d[\\w.]*)|(?:[Rr]equires?|[Nn]eeds?) (?:at least )?([A-Za-z][\\w+-]*)(?:"
          + " version)? v?(\\d[\\w.]*)|\\b([A-Za-z][\\w+-]*) (?:version )?v?(\\d[\\w.]*) is too"
          + " old)"),
  JVM_OPTION(
      25,
      "",
      "(?:Unrecognized VM option '|Unrecognized option: |Invalid (?:maximum heap|initial"
          + " heap|thread stack) size: |Error opening zip file or JAR manifest missing :"
          + " )([^\\s']+)"),
  RUST_OPTION(23, "option: ", "unknown (?:codegen|unstable|debugging) option: [`']([^`']+)[`']"),
  PYTHON_ENCODING(22, "unknown encoding: ", "LookupError: unknown encoding: (\\S+)"),
  DISPLAY(
      22,
      "isplay",
      "(?:(?:[Cc]annot|[Cc]an't|[Cc]ould not|[Uu]nable to) (?:open|connect to) (?:X )?display|no"
          + " \\$DISPLAY environment variable|[Mm]issing X server or \\$DISPLAY)"),
  TERMINAL(
      22,
      "terminal",
      "(?:Error opening terminal: |unknown terminal|[Cc]annot initialize terminal type|terminal is"
          + " not fully functional)"),
  PROXY(
      22,
      "roxy",
      "(?:[Cc]ould not resolve proxy|[Uu]nsupported proxy|proxyconnect tcp|[Cc]annot connect to"
          + " proxy|Failed to connect to proxy|[Ii]nvalid proxy URL|[Pp]roxy URL had no scheme)"),
  CONFIG_IN_FILE(
      21,
      "line",
      "(?:in (?:file )?|file:?"
          + " )['\"]?([^\\s'\",]*(?:\\.(?:conf|cfg|ini|jsonc?|ya?ml|toml|properties|xml|env|mod|work|cnf|config)|/config|rc|/\\.env))['\"]?,?"
          + " (?:at |on )?line:? (\\d+)"),
  CONFIG_LINE_OF(
      21,
      "line",
      "line (\\d+)(?:,? column \\d+)?,? (?:of|in) (?:file )?['\"]?([^\\s'\",]*"
          + "(?:\\.(?:conf|cfg|ini|jsonc?|ya?ml|toml|properties|xml|env|mod|work|cnf|config)|/config|rc|/\\.env))(?![\\w.])"),
  CONFIG_AT_LINE(
      21,
      "",
      "([^\\s'\"(\\[]*?[^\\s'\"(\\[/](?:\\.(?:conf|cfg|ini|jsonc?|ya?ml|toml|properties|xml|env|mod|work|cnf|config)|/config|rc)|\\.env)['\"]?(?:,?"
          + " line |: line |:|\\()(\\d+)"),
  MAKEFILE_SYNTAX(21, ": *** missing separator", "^(\\S+?):(\\d+): \\*\\*\\* missing separator"),
  CONFIG_TEXT(
      20,
      "",
      "(?:(JSON)DecodeError: .*line (\\d+) column|SyntaxError: .*in (JSON) at position"
          + " (\\d+)|SyntaxError: .*(?:is not valid|after) (JSON)|(TOML)DecodeError: .*line (\\d+),"
          + " column|(YAML)(?:Exception|SyntaxError):)"),
  CONFIG_VALUE_OF_GIT(
      22, "config value", "bad (?:numeric|boolean) config value '([^']*)' for '([^']*)'"),
  IS_A_DIRECTORY(
      15,
      "s a directory",
      "(?:^|[\\s:'\"])([^\\s:'\"]+)['\"]?: [Ii]s a directory|Is(?: a)?"
          + " [Dd]irectory(?:Error|Exception)?: (?:\\[Errno 21\\] Is a directory:"
          + " )?['\"]?([^\\s:'\"]+)"),
  OUT_OF_MEMORY(
      13,
      "",
      "(?:^(?:\\S*: )?MemoryError\\b|[Cc]annot allocate memory|Could not reserve enough"
          + " space|OutOfMemoryError|std::bad_alloc|memory allocation of \\d+ bytes failed|heap out"
          + " of memory|virtual memory exhausted|runtime: out of memory|[Oo]ut of memory(?!"
          + " \\(allowed)|Insufficient memory for the Java|Failed to allocate memory)"),
  NAME_NOT_RESOLVED(
      16,
      "",
      "(?:[Cc]ould not resolve (?:host(?:name)?|proxy)?:? ?['\"]?([\\w.-]+)|getaddrinfo"
          + " (?:ENOTFOUND|EAI_AGAIN) ([\\w.-]+)|UnknownHostException: ([\\w.-]+)|dial tcp: lookup"
          + " ([\\w.-]+)|unable to resolve host (?:address )?['\u2018\"]?([\\w.-]+)|([\\w.-]+):"
          + " Name or service not known|Name or service not known|Temporary failure in name"
          + " resolution|No address associated with hostname|Temporary failure resolving"
          + " ['\"]?([\\w.-]+))"),
  LOCKED(
      20,
      "lock",
      "(?:[Cc]ould not get lock|database (?:table )?is locked|[Uu]nable to (?:acquire|obtain|get)"
          + " .*lock|[Ff]ailed to (?:acquire|obtain|get|lock) .*lock|Unable to create"
          + " '[^']*\\.lock': File exists|is locked by|another process (?:is using|holds|has)"
          + " .*lock|lock is (?:already )?held)"),
  LOCALE(
      18,
      "ocale",
      "(?:locale\\.Error: |_S_create_c_locale name not valid|unsupported locale setting|invalid"
          + " locale name|[Cc]ould not set (?:the )?locale)"),
  LOCALE_WARNING(
      8.6,
      "ocale",
      "(?:cannot change locale|Setting locale failed|[Cc]annot set LC_\\w+ to default locale|Failed"
          + " to set (?:the )?locale)"),
  SETTING_UNSET(
      19,
      "",
      "(?:(?:^|[\\s:$'\"{`])([A-Z][A-Z0-9_]{2,})[}'\"`]?(?: environment variable)?:? (?:is |was"
          + " )?(?:not set|unset|unbound variable|parameter (?:null or )?not set|must be set|not"
          + " defined|undefined|required|missing|empty)|[Ee]nv(?:ironment)? var(?:iable)?s?:?"
          + " ['\"`$]?([A-Z][A-Z0-9_]{2,})|^KeyError: '([A-Z][A-Z0-9_]{2,})')"),
  SETTING(
      18,
      "",
      "(?:(?:[Ii]nvalid|[Uu]nknown|[Bb]ad|[Mm]alformed|[Uu]nsupported|[Uu]nrecognized|[Ii]llegal|not"
          + " allowed in|[Pp]arsing|[Pp]arse|disabled by|defined by|[Cc]heck)"
          + " [^.]{0,50}?\\$?\\b([A-Z][A-Z0-9_]{3,})\\b|\\b([A-Z][A-Z0-9_]{3,})\\b(?!:"
          + " )[^.]{0,80}?\\b(?:invalid|must|valid|is"
          + " not|unknown|unsupported|malformed|supported|cannot|can't|exist|relative|range)\\b)"),
  LD_PRELOAD(9, "cannot be preloaded", "object '([^']+)' from (LD_PRELOAD) cannot be preloaded"),
  ;

  private final double weight;
  private final String part;
  private final Pattern pattern;

  /// `part` stands in every text that says it: most texts are passed over for want of it.
  Diagnostic(double weight, String part, String pattern) {
    this.weight = weight;
    this.part = part;
    this.pattern = Pattern.compile(pattern);
  }

  public double weight() {
    return weight;
  }

  /// The groups of this sentence in `text`, or null where it does not say it.
  public @Nullable Matcher match(String text) {
    if (!text.contains(part)) {
      return null;
    }
    var matcher = pattern.matcher(text);
    return matcher.find() ? matcher : null;
  }

  /// The first diagnostic that `text` contains, or null.
  public static @Nullable Diagnostic of(String text) {
    for (var diagnostic : values()) {
      if (diagnostic.match(text) != null) {
        return diagnostic;
      }
    }
    return null;
  }
}
