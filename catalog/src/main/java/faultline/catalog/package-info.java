/// The compile-time catalogue of rules.
package faultline.catalog;
