/// Writers of reports.
package faultline.reporters;
