/// Files that set up the go command: `go/env`, `go.env`, and the version lines of `go.mod`.
package faultline.formats.goenv;
