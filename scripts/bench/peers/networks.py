"""The ONNX files that Heirloom carries, opened as ONNX Runtime's documentation advises, and what their calls cost."""

import dataclasses
import pathlib
import time

import numpy as np
import onnxruntime

MODELS = pathlib.Path(__file__).resolve().parents[3] / "udf/src/main/resources/dev/heirloom/restoration/model"


@dataclasses.dataclass
class Meter:
    """Wall and CPU seconds inside `InferenceSession.run`."""

    threads: int
    seconds: float = 0
    cpu_seconds: float = 0

    def call(self, session, outputs, tensor):
        # The calling thread does all the work where it is the only one.
        cpu_clock = time.thread_time if self.threads == 1 else time.process_time
        start, cpu_start = time.perf_counter(), cpu_clock()
        results = session.run(outputs, {"input": tensor})
        self.cpu_seconds += cpu_clock() - cpu_start
        self.seconds += time.perf_counter() - start
        return results


class Network:
    """One ONNX file.

    :param threads: inside one call: 1 where several processes share the cores, all cores for a single caller
    """

    def __init__(self, name: str, meter: Meter, outputs: list[str]):
        self._meter = meter
        self._outputs = outputs
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = meter.threads
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        # Threads that spin take cores from whoever else has work.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Patterns are kept for each shape seen, and a pyramid has new shapes with nearly every photo.
        options.enable_mem_pattern = False
        self._session = onnxruntime.InferenceSession(
            str(MODELS / f"{name}.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, tensor: np.ndarray) -> list[np.ndarray]:
        return self._meter.call(self._session, self._outputs, tensor)
