package dev.heirloom.job.doctor;

import java.io.Serializable;
import java.util.List;

/**
 * What one process of an application has found out about itself and its machine.
 *
 * @param reading one for each file that was to be read
 * @param writing what happened when something was written to the output
 */
record ProcessSurvey(
    ProcessName process,
    Versions versions,
    Memory memory,
    List<ScratchFolder> scratch,
    ModelFolder models,
    GpuAccess gpu,
    Probe probe,
    List<FileReading> reading,
    ScratchObject writing)
    implements Serializable {

  ProcessSurvey {
    scratch = List.copyOf(scratch);
    reading = List.copyOf(reading);
  }
}
