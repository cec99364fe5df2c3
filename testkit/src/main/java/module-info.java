import org.jspecify.annotations.NullMarked;

/// What tests are written with: case files, readable bytes, seeded data, fixtures.
@NullMarked
module faultline.testkit {
  requires static org.jspecify;
  requires transitive org.junit.jupiter.api;

  exports faultline.testkit;
}
