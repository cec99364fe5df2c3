/// The command line.
package faultline.cli;
