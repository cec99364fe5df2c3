/// Rules about toolchains: shell, files and installed versions that do not fit together.
package faultline.exec.env.rules;
