package dev.heirloom.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.SortExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.exchange.Exchange;
import org.apache.spark.sql.execution.joins.BroadcastHashJoinExec;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at the plan of a query that joins rows with pictures. */
final class PictureMoves {
  private PictureMoves() {}

  /**
   * @param query of a session without adaptive execution, so that its plan is the one that runs
   */
  static void assertNone(Dataset<Row> query) {
    List<SparkPlan> nodes = new ArrayList<>();
    collect(
        ((org.apache.spark.sql.classic.Dataset<Row>) query).queryExecution().executedPlan(), nodes);
    List<SparkPlan> moving =
        nodes.stream().filter(p -> p instanceof Exchange || p instanceof SortExec).toList();

    assertThat(nodes).hasAtLeastOneElementOfType(BroadcastHashJoinExec.class);
    assertThat(moving).isNotEmpty();
    assertThat(moving)
        .allSatisfy(
            node ->
                assertThat(
                        CollectionConverters.asJava(node.output()).stream()
                            .map(column -> column.dataType().catalogString()))
                    .noneMatch(type -> type.contains("binary")));
  }

  private static void collect(SparkPlan node, List<SparkPlan> nodes) {
    nodes.add(node);
    CollectionConverters.asJava(node.children()).forEach(child -> collect(child, nodes));
  }
}
