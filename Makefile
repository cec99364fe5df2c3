# The commands of this project. `make check` is the honest one.

# Warnings are shown: they fail the build.
MVN = ./mvnw -B -ntp -Dorg.slf4j.simpleLogger.defaultLogLevel=warn
M ?= cli
SET ?=

.PHONY: quick check verify formatted format generated generate launcher completion terminal image tracer documentation pages proof cases fixtures bench prove scenarios \
	healthy diffs env-truth dist dist-test container-test new-rule

# Compiles one module and what it needs, without checkers: make quick M=seams
quick:
	$(MVN) -Dquick -Dmaven.test.skip=true -pl $(M) -am compile

# Everything: formatting, checkers, tests, generated files, the launcher, completion, terminals, an image, the documentation, HTML reports in a browser,
# and the scored suites at their small size.
check: verify formatted generated launcher completion terminal image tracer documentation pages proof

verify:
	rm -rf */target/surefire-reports target/suites
	$(MVN) -fae verify

formatted:
	$(MVN) spotless:check

# Formats all Java sources.
format:
	$(MVN) spotless:apply

# Writes docs/rules/ and docs/test-health.md.
generate:
	$(MVN) -Dquick -Dmaven.test.skip=true -pl seams -am compile
	catalog/generate seams/target/quick/classes

# The generated files are those that the sources give.
generated: verify
	catalog/generate seams/target/classes --check

launcher: verify
	cli/src/test/launcher/run

# The product with a Java runtime of its own, away from the checkout; dist-test tries what is packed.
image: verify
	dist/test --small

# What a watched command notices of the tracer; cli/src/test/tracer/run does it at full size.
tracer: verify
	cli/src/test/tracer/run --small

# Colour, progress and manual pages.
terminal: verify
	cli/src/test/terminal/run

# What bash, zsh and fish propose.
completion: verify
	cli/src/test/completion/run

# The documentation says what the program prints, and the schemas fit.
documentation: verify
	cli/src/test/docs/run

# HTML reports in a headless browser.
pages: verify
	cli/src/test/html/run

proof: verify
	scenarios/run --small
	scenarios/healthy --small
	scenarios/diffs --small

# Lets the case files say what the program says now. Review the difference.
cases:
	$(MVN) -Dquick -Dfaultline.cases=accept -pl seams,cli -am test
	git --no-pager diff --stat -- '*.md'

# Builds all fixtures.
fixtures:
	$(MVN) -Dquick -pl testkit,cli -am test -Dtest='Fixture*Test' -Dsurefire.failIfNoSpecifiedTests=false

bench:
	$(MVN) -Pbench -pl bench -am -Dmaven.test.skip=true package
	java -cp "$$(echo */target/classes $$(find ~/.m2 -name 'jmh-core-*.jar' -o -name 'jopt-simple-*.jar' -o -name 'commons-math3-*.jar') | tr ' ' ':')" org.openjdk.jmh.Main

# The scored suites at full size.
prove: scenarios healthy diffs env-truth

# What env computes against what the tools say, in N environments of each toolchain: make env-truth N=1000
N ?= 250
env-truth:
	$(MVN) -Dquick -pl seams -am test -Dtest='*TruthTest' -Dsurefire.failIfNoSpecifiedTests=false -Dfaultline.env.count=$(N)
	@grep -h ' differ$$' seams/target/quick/surefire-reports/TEST-*TruthTest.xml | sed 's/.*\[CDATA\[//' | sort -u

# Pairs of runs for faultline diff.
diffs:
	scenarios/diffs

# One scored suite: make scenarios SET=DIR
scenarios:
	scenarios/run $(SET)

healthy:
	scenarios/healthy

# A tar.gz and a .deb that need nothing else, their checksums, and the list of what is in them, in target/dist.
dist:
	dist/build

# Unpacks, installs, starts and removes them, and builds them once more to compare the bytes.
dist-test: dist
	dist/test

# Builds dist/Containerfile from the package, on a base of debootstrap's, and starts it.
container-test: dist
	dist/container-test

# A rule and its case: make new-rule SEAM=exec NAME=tool-not-on-path
new-rule:
	catalog/new-rule $(SEAM) $(NAME)
