/// The command line library, compiled from its published sources: the published classes are too old
/// a class-file version to be archived in an AOT cache.
module faultline.picocli {
  requires static java.sql;

  exports picocli;
}
