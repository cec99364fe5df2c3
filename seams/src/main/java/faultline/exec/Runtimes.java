package faultline.exec;

import java.util.List;
import java.util.Set;

/// Variables that the C library, loaders, shells, compilers and language runtimes read by
/// themselves: no file of the program names them.
final class Runtimes {
  private static final Set<String> NAMES =
      Set.of(
          "PATH",
          "HOME",
          "TZ",
          "LANG",
          "LANGUAGE",
          "TMPDIR",
          "TMP",
          "TEMP",
          "IFS",
          "ENV",
          "BASH_ENV",
          "CDPATH",
          "CC",
          "CXX",
          "CPP",
          "LD",
          "AR",
          "CFLAGS",
          "CXXFLAGS",
          "CPPFLAGS",
          "LDFLAGS",
          "CPATH",
          "C_INCLUDE_PATH",
          "CPLUS_INCLUDE_PATH",
          "LIBRARY_PATH",
          "MAKEFLAGS",
          "MAKEFILES",
          "MAKELEVEL",
          "CLASSPATH",
          "JDK_JAVA_OPTIONS",
          "SOURCE_DATE_EPOCH",
          "SHELL",
          "TERM",
          "EDITOR",
          "PAGER",
          "USER",
          "LOGNAME",
          "POSIXLY_CORRECT",
          "GREP_OPTIONS",
          "CGO_ENABLED",
          "GCONV_PATH",
          "LOCPATH",
          "NLSPATH",
          "HOSTALIASES",
          "DOTNET_ROOT");
  private static final List<String> PREFIXES =
      List.of(
          "LC_",
          "LD_",
          "GO",
          "CGO_",
          "PYTHON",
          "NODE_",
          "NPM_",
          "npm_config_",
          "JAVA",
          "_JAVA_",
          "MAVEN_",
          "GRADLE_",
          "GIT_",
          "PERL",
          "RUBY",
          "GEM_",
          "BUNDLE_",
          "CARGO_",
          "RUST",
          "XDG_",
          "PKG_CONFIG",
          "CMAKE_",
          "CCACHE_",
          "GCC_",
          "COMPILER_PATH",
          "MALLOC_",
          "GLIBC_",
          "SSL_",
          "http",
          "HTTP",
          "no_proxy",
          "NO_PROXY",
          "DOTNET_",
          "PIP_",
          "VIRTUAL_ENV",
          "CONDA_",
          "OPENSSL_",
          "CURL_",
          "LESS",
          "PHP",
          "LUA_",
          "ERL_",
          "MIX_",
          "DOCKER_");

  private Runtimes() {}

  static boolean read(String name) {
    return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
  }
}
