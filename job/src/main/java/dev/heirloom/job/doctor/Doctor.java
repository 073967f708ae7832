package dev.heirloom.job.doctor;

import dev.heirloom.job.Causes;
import dev.heirloom.job.SamplePhoto;
import dev.heirloom.restoration.model.Device;
import dev.heirloom.restoration.spark.HadoopBroadcast;
import dev.heirloom.restoration.spark.RestorerFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * Looks at a machine or cluster as a run would find it: what the driver sees of inputs and tables,
 * and what every executor sees of itself, its device, and the storage. Writes scratch objects below
 * the output and deletes them, and nothing else.
 */
public final class Doctor {
  /** From what nothing works without to what only large archives need. */
  private static final List<String> ORDER =
      List.of(
          "spark",
          "java",
          "versions",
          "s3a",
          "gpu",
          "models",
          "probe",
          "heap",
          "memory",
          "javacpp",
          "malloc",
          "scratch",
          "input",
          "output",
          "commits",
          "lock",
          "tables");

  private final RestorerFactory factory;
  private final DoctorSettings settings;
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(RestorerFactory factory, DoctorSettings settings) {
    this.factory = factory;
    this.settings = settings;
  }

  /**
   * Makes all checks, whatever some of them find.
   *
   * @param session starts Spark as a run would, or gives the session that is there; if it fails,
   *     that is a finding
   */
  public static List<Finding> examine(
      RestorerFactory factory, DoctorSettings settings, Supplier<SparkSession> session) {
    Doctor doctor = new Doctor(factory, settings);
    try {
      doctor.examine(session.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      doctor.sparkFails("the examination was interrupted; start it again");
    } catch (TimeoutException e) {
      doctor.sparkFails(
          "no executor takes a task, or one does not answer; check the master, that the cluster has"
              + " the cores and the memory that an executor asks for, and that"
              + " job/target/heirloom/lib/* is on spark.executor.extraClassPath");
    } catch (ExecutionException e) {
      doctor.sparkFails(
          "the tasks that look at executors fail (%s); see the logs of executors, and whether job/target/heirloom/lib/* is on spark.executor.extraClassPath"
              .formatted(Causes.oneLine(e)));
    } catch (Exception e) {
      // Spark throws checked exceptions from methods that do not declare them.
      doctor.sparkFails(
          "Spark does not start or stops (%s); check the master and the settings given to it"
              .formatted(Causes.oneLine(e)));
    }
    return Places.joined(doctor.findings).stream()
        .sorted(Comparator.comparingInt(finding -> ORDER.indexOf(finding.check())))
        .toList();
  }

  private void sparkFails(String complaint) {
    findings.add(Finding.fail("spark", ProcessName.DRIVER, complaint));
  }

  private void examine(SparkSession spark)
      throws InterruptedException, TimeoutException, ExecutionException, IOException {
    Inputs inputs = Inputs.look(spark, settings.inputs());
    findings.addAll(inputs.findings());
    boolean writable = output(spark);
    Executors executors = new Executors(spark);
    Collection<ProcessSurvey> surveys =
        executors.ask(
            new SurveyTask(
                UUID.randomUUID().toString(),
                writable ? settings : settings.withoutOutput(),
                inputs.files(),
                factory,
                SamplePhoto.bytes(),
                HadoopBroadcast.of(spark)));
    Layout layout =
        Layout.of(
            spark.sparkContext().conf(),
            executors.slots(),
            surveys.stream().map(ProcessSurvey::process).toList());
    if (!layout.local()) {
      driver();
      answers(executors.known(), surveys.size());
    }
    long model = surveys.stream().mapToLong(survey -> survey.probe().modelMemory()).max().orElse(0);
    surveys.forEach(survey -> executor(survey, layout, model));
    findings.addAll(probes(surveys));
  }

  /**
   * @return whether executors can try it too
   */
  private boolean output(SparkSession spark) {
    if (settings.output().isEmpty()) {
      findings.add(
          Finding.skipped(
              "output",
              ProcessName.DRIVER,
              "none given",
              "give the --output that a run would have"));
      return false;
    }
    List<Finding> found = Tables.findings(spark, settings.output());
    findings.addAll(found);
    return found.stream().noneMatch(Doctor::isAboutWriting);
  }

  private static boolean isAboutWriting(Finding finding) {
    return finding.check().equals("output") && finding.verdict() == Finding.Verdict.FAIL;
  }

  /** Of a driver that restores no photos itself. */
  private void driver() {
    versions(ProcessName.DRIVER, Versions.here());
    findings.add(Memory.here().driverHeapFinding());
    ScratchFolder.here().forEach(f -> findings.add(f.finding(ProcessName.DRIVER, false)));
  }

  private void answers(int known, int answered) {
    findings.add(
        answered < known
            ? Finding.warn(
                "spark",
                ProcessName.DRIVER,
                "%d of %d executors were looked at".formatted(answered, known),
                "try again when nothing else runs in this application")
            : Finding.ok(
                "spark", ProcessName.DRIVER, "%d executors were looked at".formatted(answered)));
  }

  private void versions(String on, Versions found) {
    findings.addAll(found.findings(on, Versions.here(), Versions.built(), settings.usesS3()));
  }

  private void executor(ProcessSurvey survey, Layout layout, long model) {
    String on = survey.process().toString();
    versions(on, survey.versions());
    findings.add(survey.gpu().finding(on, device(), layout));
    findings.add(survey.models().finding(on, settings.models()));
    findings.add(survey.memory().heapFinding(on, layout));
    findings.add(
        survey.probe().modelMemory() == 0
            ? Finding.skipped(
                "memory",
                on,
                "what the model takes is not known",
                "mend what the check probe finds")
            : survey.memory().outsideFinding(on, layout, model));
    findings.add(survey.memory().javacppFinding(on, layout));
    findings.add(survey.memory().arenasFinding(on, layout));
    boolean gpu = survey.gpu().driver() && device() != Device.CPU;
    survey.scratch().forEach(folder -> findings.add(folder.finding(on, gpu)));
    survey.reading().forEach(reading -> findings.add(reading.finding(on)));
    survey.writing().finding(on).ifPresent(findings::add);
  }

  private List<Finding> probes(Collection<ProcessSurvey> surveys) {
    Map<String, Probe> probes = new LinkedHashMap<>();
    surveys.forEach(survey -> probes.put(survey.process().toString(), survey.probe()));
    return Probe.findings(probes, device());
  }

  private Device device() {
    return settings.models().session().device();
  }
}
