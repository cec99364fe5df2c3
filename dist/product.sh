# --- The product -----------------------------------------------------------------------------------

# bin/faultline, lib/faultline
fl_lib=${fl_root%/*}/lib/faultline
case $fl_lib in
  *:*)
    echo "faultline: a colon ends an entry of Java's class path: install it elsewhere than in $fl_lib" >&2
    exit 3
    ;;
esac
fl_jdk=$fl_lib/runtime
fl_path=@CLASS_PATH@
fl_archive=-XX:SharedArchiveFile=$fl_lib/faultline.jsa
[ -r "$fl_lib/faultline.jsa" ] || fl_archive=''

