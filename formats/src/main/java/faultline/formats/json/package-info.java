/// JSON in and out, as a stream. The one package that knows jackson-core.
///
/// Uses `faultline.formats.bytes`.
package faultline.formats.json;
