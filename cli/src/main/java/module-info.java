import org.jspecify.annotations.NullMarked;

/// Arguments, standard streams and exit codes.
@NullMarked
module faultline.cli {
  requires faultline.core;
  requires faultline.formats;
  requires faultline.picocli;
  requires faultline.policy;
  requires faultline.reporters;
  requires faultline.seams;
  requires static org.jspecify;

  // picocli makes objects of commands and fills their fields.
  opens faultline.cli to
      faultline.picocli;
}
