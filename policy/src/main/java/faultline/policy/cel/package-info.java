/// The one package that knows CEL. It is loaded where a configuration has a condition.
package faultline.policy.cel;
