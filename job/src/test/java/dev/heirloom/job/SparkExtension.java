package dev.heirloom.job;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one local session of their JVM, with two task slots. */
public final class SparkExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

  /** The session, made if there is none. */
  public static SparkSession session() {
    return JobSession.open(
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.sql.shuffle.partitions", "2")
            .set("spark.databricks.delta.snapshotPartitions", "1")
            .set("spark.ui.enabled", "false")
            .set("spark.sql.maxPlanStringLength", "1000"));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    session();
  }

  /** Left running for the next test class: starting Spark takes longer than most tests. */
  @Override
  public void afterAll(ExtensionContext context) {
    session().catalog().clearCache();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SparkSession.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return session();
  }
}
