/// Severities, exceptions, baselines, tags and stages: what a project wants of findings. Pure:
/// texts and a date in, a policy out.
package faultline.policy;
