package io.latchkey.microprofile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;
import org.testng.xml.SuiteXmlParser;
import org.testng.xml.XmlClass;
import org.testng.xml.XmlSuite;

/**
 * Runs the full suite of the TCK of MicroProfile JWT 2.1 without the cases in {@code left-out.txt}.
 * The TCK is written for TestNG, whose suites Surefire 3.6 does not run.
 */
class MicroProfileJwtIT {
  private static final String SUITE = "/suites/tck-full-suite.xml";

  private final Results results = new Results();

  @TestFactory
  Stream<DynamicTest> tck() throws IOException {
    LeftOut leftOut = LeftOut.read();
    XmlSuite suite = suite();
    suite.getTests().forEach(test -> test.setXmlClasses(kept(test.getXmlClasses(), leftOut)));
    TestNG runner = new TestNG(false);
    runner.setVerbose(0);
    runner.setXmlSuites(List.of(suite));
    runner.addListener(results);

    runner.run();

    assertThat(leftOut.unused()).as("entries of left-out.txt that are not in the suite").isEmpty();
    return results.all.stream()
        .map(each -> DynamicTest.dynamicTest(name(each), () -> assertPassed(each)));
  }

  private static XmlSuite suite() throws IOException {
    try (InputStream in = MicroProfileJwtIT.class.getResourceAsStream(SUITE)) {
      return new SuiteXmlParser().parse(SUITE, in, true);
    }
  }

  private static List<XmlClass> kept(List<XmlClass> classes, LeftOut leftOut) {
    List<XmlClass> kept = new ArrayList<>();
    for (XmlClass each : classes) {
      if (!leftOut.contains(each.getName())) {
        each.setExcludedMethods(leftOut.methods(each.getSupportClass()));
        kept.add(each);
      }
    }
    return kept;
  }

  private static String name(ITestResult result) {
    return result.getTestClass().getRealClass().getSimpleName()
        + '.'
        + result.getMethod().getMethodName();
  }

  private static void assertPassed(ITestResult result) throws Throwable {
    if (result.getThrowable() != null) {
      throw result.getThrowable();
    }
    assertThat(result.getStatus()).isEqualTo(ITestResult.SUCCESS);
  }

  /** Collects the results of the cases and of the methods that prepare them. */
  private static final class Results implements ITestListener, org.testng.IConfigurationListener {
    final List<ITestResult> all = new ArrayList<>();

    @Override
    public void onTestSuccess(ITestResult result) {
      all.add(result);
    }

    @Override
    public void onTestFailure(ITestResult result) {
      all.add(result);
    }

    @Override
    public void onTestSkipped(ITestResult result) {
      all.add(result);
    }

    @Override
    public void onConfigurationFailure(ITestResult result) {
      all.add(result);
    }
  }
}
