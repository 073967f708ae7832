package dev.heirloom.restoration.decode;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bytedeco.opencv.opencv_core.Mat;

/** Lends processes that decode to threads; as many as threads decode at a time. */
final class IsolatedDecoder implements PixelDecoder {
  private final IsolationSettings settings;
  private final Queue<DecoderProcess> idle = new ConcurrentLinkedQueue<>();

  IsolatedDecoder(IsolationSettings settings) {
    this.settings = settings;
  }

  @Override
  public Mat pixels(ImageFile image, ImageHeader header) {
    DecoderProcess process = borrowed();
    try {
      return process.pixels(image.format(), image.file(), header);
    } finally {
      giveBack(process);
    }
  }

  private DecoderProcess borrowed() {
    DecoderProcess process = idle.poll();
    return process != null && process.isAlive() ? process : DecoderProcess.start(settings);
  }

  private void giveBack(DecoderProcess process) {
    if (process.isAlive()) {
      idle.add(process);
    }
  }

  /** Processes that wait for work. */
  Iterable<DecoderProcess> idle() {
    return idle;
  }

  @Override
  public void close() {
    for (DecoderProcess process = idle.poll(); process != null; process = idle.poll()) {
      process.close();
    }
  }
}
