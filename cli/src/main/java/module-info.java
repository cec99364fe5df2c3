import org.jspecify.annotations.NullMarked;

/// Arguments, standard streams and exit codes.
@NullMarked
module faultline.cli {
  requires faultline.core;
  requires faultline.seams;
  requires faultline.reporters;
  requires faultline.picocli;
  requires static org.jspecify;

  // picocli fills the fields of commands and makes objects of them.
  opens faultline.cli to
      faultline.picocli;
}
