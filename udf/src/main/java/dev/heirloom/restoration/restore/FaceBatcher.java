package dev.heirloom.restoration.restore;

import dev.heirloom.restoration.model.DeviceLostException;
import dev.heirloom.restoration.model.ModelException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of the faces of many tasks, for a device that restores several at little more than
 * the cost of one. A batch goes off when the device has nothing to do, or when it is full: nobody
 * waits for a clock. One thread gathers into one buffer while another runs the device on the other.
 * Each task has one face here at a time and they come first in, first out, so that a crowd keeps
 * nobody waiting. Threads may share it.
 */
public final class FaceBatcher implements AutoCloseable {
  private static final int BUFFERS = 2;
  private static final long LATE_FACES_MILLIS = 1;

  private static final LongAdder FACES = new LongAdder();
  private static final LongAdder PLACES = new LongAdder();
  private static final LongAdder WAIT_NANOS = new LongAdder();

  /** A network that restores several faces in one call. */
  @FunctionalInterface
  public interface Network {
    /**
     * @param faces so many inputs one after another, in direct memory
     * @return as many outputs, in memory that stays as it is
     */
    FloatBuffer run(FloatBuffer faces, int count);
  }

  private record Face(FloatBuffer input, long since, CompletableFuture<FloatBuffer> output) {}

  private record Batch(FloatBuffer buffer, List<Face> faces) {}

  private final Network network;
  private final int faceLength;
  private final int most;

  private final BlockingQueue<Face> waiting = new LinkedBlockingQueue<>();
  private final BlockingQueue<FloatBuffer> buffers = new ArrayBlockingQueue<>(BUFFERS);

  /** Takes a batch only while the device has nothing to do. */
  private final BlockingQueue<Batch> device = new SynchronousQueue<>();

  private final List<Thread> threads;
  private volatile @Nullable ModelException reasonOfEnd;

  /**
   * @param faceLength numbers of one face, in and out
   * @param most faces of one batch; calls are made for 1, 2, 4… and so many, since a device makes a
   *     plan for each size
   */
  public FaceBatcher(Network network, int faceLength, int most) {
    if (faceLength < 1 || most < 1) {
      throw new IllegalArgumentException(
          "a batch has a face or more, got %d of %d numbers".formatted(most, faceLength));
    }
    this.network = network;
    this.faceLength = faceLength;
    this.most = most;
    for (int i = 0; i < BUFFERS; i++) {
      buffers.add(directFloats(most * faceLength));
    }
    threads = List.of(started("face-gatherer", this::gather), started("face-device", this::serve));
  }

  private static FloatBuffer directFloats(int length) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(length, Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private interface Loop {
    void run() throws InterruptedException;
  }

  private Thread started(String name, Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (reasonOfEnd == null) {
                  loop.run();
                }
              } catch (InterruptedException e) {
                // The end has come, and says so itself.
              } catch (DeviceLostException e) {
                end(e);
              } catch (Throwable e) {
                end(new ModelException("the device failed for good: " + e.getMessage(), e));
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Restores one face, together with those of other callers.
   *
   * @param input of {@code faceLength} numbers; only read
   * @throws DeviceLostException if the device is lost, with this face or before
   * @throws ModelException if the network fails for this face, also alone, or is closed
   */
  public FloatBuffer restore(FloatBuffer input) {
    if (input.remaining() != faceLength) {
      throw new IllegalArgumentException(
          "a face has %d numbers, got %d".formatted(faceLength, input.remaining()));
    }
    Face face = new Face(input, System.nanoTime(), new CompletableFuture<>());
    waiting.add(face);
    refuseWaitingAtTheEnd();
    try {
      return face.output().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof OutOfMemoryError shortage) {
        throw shortage;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** One batch, from its first face until the device takes it. */
  private void gather() throws InterruptedException {
    Batch batch = new Batch(buffers.take(), new ArrayList<>());
    try {
      add(waiting.take(), batch);
      while (batch.faces().size() < most) {
        Face next = waiting.poll();
        if (next == null && device.offer(batch)) {
          return;
        }
        if (next == null) {
          next = waiting.poll(LATE_FACES_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (next != null) {
          add(next, batch);
        }
      }
      device.put(batch);
    } catch (InterruptedException e) {
      refuseAtTheEnd(batch.faces());
      throw e;
    } catch (RuntimeException | Error e) {
      fail(batch.faces(), new ModelException("faces could not be gathered", e));
      throw e;
    }
  }

  private void add(Face face, Batch batch) {
    WAIT_NANOS.add(System.nanoTime() - face.since());
    int place = batch.faces().size();
    batch.faces().add(face);
    batch.buffer().put(place * faceLength, face.input(), face.input().position(), faceLength);
  }

  /** What is left in the buffer behind the last face makes up the number. */
  private void serve() throws InterruptedException {
    Batch batch = device.take();
    int count = batch.faces().size();
    int places = Math.min(most, Integer.highestOneBit(2 * count - 1));
    FACES.add(count);
    PLACES.add(places);
    try {
      run(batch, places);
    } catch (DeviceLostException e) {
      fail(batch.faces(), e);
      throw e;
    } catch (Error e) {
      fail(batch.faces(), new ModelException("the device failed for good", e));
      throw e;
    } finally {
      buffers.add(batch.buffer());
    }
  }

  /** Memory that is short may be there again for the next batch. */
  private void run(Batch batch, int places) {
    try {
      FloatBuffer outputs = network.run(batch.buffer().slice(0, places * faceLength), places);
      for (int i = 0; i < batch.faces().size(); i++) {
        batch.faces().get(i).output().complete(outputs.slice(i * faceLength, faceLength));
      }
    } catch (DeviceLostException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      oneByOne(batch);
    }
  }

  /** So that what is wrong with one face is not laid to the others; a lost device is no face's. */
  private void oneByOne(Batch batch) {
    for (int i = 0; i < batch.faces().size(); i++) {
      CompletableFuture<FloatBuffer> output = batch.faces().get(i).output();
      try {
        output.complete(
            network.run(batch.buffer().slice(i * faceLength, faceLength), 1).slice(0, faceLength));
      } catch (DeviceLostException e) {
        throw e;
      } catch (RuntimeException | OutOfMemoryError e) {
        output.completeExceptionally(e);
      }
    }
  }

  private void end(ModelException reason) {
    reasonOfEnd = reason;
    threads.forEach(Thread::interrupt);
    refuseWaitingAtTheEnd();
  }

  private void refuseWaitingAtTheEnd() {
    if (reasonOfEnd != null) {
      List<Face> refused = new ArrayList<>();
      waiting.drainTo(refused);
      refuseAtTheEnd(refused);
    }
  }

  private void refuseAtTheEnd(List<Face> faces) {
    ModelException reason = reasonOfEnd;
    fail(faces, reason == null ? new ModelException("no device takes faces any more") : reason);
  }

  private static void fail(List<Face> faces, ModelException reason) {
    faces.forEach(face -> face.output().completeExceptionally(reason));
  }

  /** Faces per place in the batches of this process so far, 0…1. */
  public static double fill() {
    return PLACES.sum() == 0 ? 0 : FACES.sum() / (double) PLACES.sum();
  }

  /** How long faces of this process have waited for a place, all together. */
  public static double waitSeconds() {
    return WAIT_NANOS.sum() / 1e9;
  }

  /** Refuses those who still wait; to be called when no caller is left. */
  @Override
  public void close() {
    end(new ModelException("the models were closed while photos were waiting"));
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
