/// TOML 1.0 with the place of every value.
package faultline.formats.toml;
