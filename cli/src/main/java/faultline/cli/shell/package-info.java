/// The command line told to shells: what may come next while one types.
package faultline.cli.shell;
