package faultline.formats.python;

/// One token; `offset` counts characters, `line` from 1. A string has its prefix in `prefix`, in
/// lower case, and what is between its quotes in `text`.
record Token(Kind kind, String text, String prefix, int line, int offset) {
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    OPERATOR,
    NEWLINE,
    INDENT,
    DEDENT,
    END
  }

  boolean is(String operatorOrWord) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrWord);
  }
}
