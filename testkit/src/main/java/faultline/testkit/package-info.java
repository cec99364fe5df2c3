/// What tests are written with.
package faultline.testkit;
