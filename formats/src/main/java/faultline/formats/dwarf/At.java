package faultline.formats.dwarf;

/// What an attribute says (DWARF 5, 7.5.4), with those of GNU tools and of the Go compiler. An
/// entry may have attributes of any other number.
public final class At {
  public static final int SIBLING = 0x01;
  public static final int LOCATION = 0x02;
  public static final int NAME = 0x03;
  public static final int BYTE_SIZE = 0x0b;
  public static final int BIT_OFFSET = 0x0c;
  public static final int BIT_SIZE = 0x0d;
  public static final int STMT_LIST = 0x10;
  public static final int LOW_PC = 0x11;
  public static final int HIGH_PC = 0x12;
  public static final int LANGUAGE = 0x13;
  public static final int DISCR = 0x15;
  public static final int DISCR_VALUE = 0x16;
  public static final int VISIBILITY = 0x17;
  public static final int IMPORT = 0x18;
  public static final int COMP_DIR = 0x1b;
  public static final int CONST_VALUE = 0x1c;
  public static final int CONTAINING_TYPE = 0x1d;
  public static final int INLINE = 0x20;
  public static final int LOWER_BOUND = 0x22;
  public static final int PRODUCER = 0x25;
  public static final int PROTOTYPED = 0x27;
  public static final int BIT_STRIDE = 0x2e;
  public static final int UPPER_BOUND = 0x2f;
  public static final int ABSTRACT_ORIGIN = 0x31;
  public static final int ACCESSIBILITY = 0x32;
  public static final int ARTIFICIAL = 0x34;
  public static final int CALLING_CONVENTION = 0x36;
  public static final int COUNT = 0x37;
  public static final int DATA_MEMBER_LOCATION = 0x38;
  public static final int DECL_FILE = 0x3a;
  public static final int DECL_LINE = 0x3b;
  public static final int DECLARATION = 0x3c;
  public static final int ENCODING = 0x3e;
  public static final int EXTERNAL = 0x3f;
  public static final int FRAME_BASE = 0x40;
  public static final int SPECIFICATION = 0x47;
  public static final int TYPE = 0x49;
  public static final int VARIABLE_PARAMETER = 0x4b;
  public static final int VIRTUALITY = 0x4c;
  public static final int BYTE_STRIDE = 0x51;
  public static final int RANGES = 0x55;
  public static final int SIGNATURE = 0x69;
  public static final int DATA_BIT_OFFSET = 0x6b;
  public static final int ENUM_CLASS = 0x6d;
  public static final int LINKAGE_NAME = 0x6e;
  public static final int STR_OFFSETS_BASE = 0x72;
  public static final int ADDR_BASE = 0x73;
  public static final int RNGLISTS_BASE = 0x74;
  public static final int DWO_NAME = 0x76;
  public static final int REFERENCE = 0x77;
  public static final int RVALUE_REFERENCE = 0x78;
  public static final int NORETURN = 0x87;
  public static final int ALIGNMENT = 0x88;
  public static final int EXPORT_SYMBOLS = 0x89;
  public static final int DELETED = 0x8a;
  public static final int DEFAULTED = 0x8b;
  public static final int LOCLISTS_BASE = 0x8c;
  public static final int MIPS_LINKAGE_NAME = 0x2007;
  public static final int GNU_VECTOR = 0x2107;
  public static final int GNU_DWO_NAME = 0x2130;
  public static final int GNU_DWO_ID = 0x2131;
  public static final int GNU_RANGES_BASE = 0x2132;
  public static final int GNU_ADDR_BASE = 0x2133;
  public static final int GO_KIND = 0x2900;
  public static final int GO_KEY = 0x2901;
  public static final int GO_ELEM = 0x2902;
  public static final int GO_EMBEDDED_FIELD = 0x2903;
  public static final int GO_RUNTIME_TYPE = 0x2904;
  public static final int GO_PACKAGE_NAME = 0x2905;
  public static final int GO_DICT_INDEX = 0x2906;
  public static final int GO_CLOSURE_OFFSET = 0x2907;

  private At() {}
}
