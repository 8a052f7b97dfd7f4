package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.ServerStart;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The time from the command to the first response, with a data directory that exists. */
final class StartSection implements Section {
  private static final double PLAIN_GOAL = 4;
  private static final double ARCHIVE_GOAL = 2;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    ServerStart start = new ServerStart(new Latchkey(folder), folder);
    start.prepare();
    List<Double> plain = new ArrayList<>();
    List<Double> unpacked = new ArrayList<>();
    List<Double> archive = new ArrayList<>();
    for (int n = 0; n < plan.starts(); n++) {
      plain.add(start.seconds());
      unpacked.add(start.unpackedSeconds());
      archive.add(start.archiveSeconds());
    }
    Table table =
        new Table("", "seconds to the first response")
            .add("`java -jar latchkey.war`", Spread.of(plain).text(2))
            .add("unpacked", Spread.of(unpacked).text(2))
            .add("unpacked, with an archive of classes", Spread.of(archive).text(2));
    return new Page.Result(
        table.toString(),
        List.of(
            bar("start with `java -jar`", PLAIN_GOAL, plain),
            bar("start with an archive of classes", ARCHIVE_GOAL, archive)),
        Map.of());
  }

  private static Bar bar(String what, double goal, List<Double> seconds) {
    Spread spread = Spread.of(seconds);
    return Bar.atMost(
        what, "%.0f s".formatted(goal), spread.text(2) + " s", spread.median() <= goal);
  }
}
