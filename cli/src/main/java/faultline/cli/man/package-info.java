/// Manual pages: what the model of the command line knows, and what the documentation tells.
package faultline.cli.man;
