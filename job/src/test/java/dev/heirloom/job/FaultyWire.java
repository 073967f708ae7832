package dev.heirloom.job;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A wire to an HTTP server on which things go wrong. Each connection carries one request. */
public final class FaultyWire implements AutoCloseable {
  /** The client sends the body when it is told to, or after three seconds. */
  private static final Pattern EXPECTS = Pattern.compile("(?im)^expect: *100-continue\r\n");

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

  /** What becomes of a request. */
  public enum Fate {
    /** The server does it, and its answer arrives. */
    ARRIVES,
    /** The server does it, and nobody hears of it. */
    ANSWER_LOST,
    /** It does not come to the server, which is said to be too busy. */
    REFUSED,
    /** The server does it, and the answer ends in the middle. */
    ANSWER_CUT
  }

  /** Decides the fate of requests; called by several threads. */
  @FunctionalInterface
  public interface Fates {
    Fate of(String method, String path);
  }

  private final ServerSocket socket;
  private final int server;
  private final Fates fates;
  private final UnaryOperator<String> head;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /**
   * @param server port of the server
   * @param head changes the request line and headers
   */
  public FaultyWire(int server, Fates fates, UnaryOperator<String> head) throws IOException {
    this.socket = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    this.server = server;
    this.fates = fates;
    this.head = head;
    threads.execute(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        threads.execute(() -> carry(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void carry(Socket client) {
    try (client) {
      String asked = readHead(client.getInputStream());
      if (EXPECTS.matcher(asked).find()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      Matcher length = LENGTH.matcher(asked);
      byte[] body =
          client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      String[] line = asked.split(" ", 3);
      Fate fate = fates.of(line[0], line[1]);
      byte[] answer =
          fate == Fate.REFUSED
              ? "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)
              : ask(asked, body);
      if (fate != Fate.ANSWER_LOST) {
        int sent = fate == Fate.ANSWER_CUT ? answer.length - bodyLength(answer) / 2 : answer.length;
        client.getOutputStream().write(answer, 0, sent);
      }
    } catch (IOException e) {
      // Whoever hung up does not wait for an answer.
    }
  }

  private static int bodyLength(byte[] answer) {
    return answer.length
        - new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n")
        - "\r\n\r\n".length();
  }

  private byte[] ask(String asked, byte[] body) throws IOException {
    String once =
        head.apply(asked)
            .replaceFirst("(?im)^connection:.*\r\n", "")
            .replaceFirst(EXPECTS.pattern(), "")
            .replaceFirst("\r\n", "\r\nConnection: close\r\n");
    try (Socket there = new Socket("127.0.0.1", server)) {
      OutputStream out = there.getOutputStream();
      out.write(once.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return answer(there.getInputStream(), asked.startsWith("HEAD "));
    }
  }

  /** The server may say all and close the connection seconds later: its end is not waited for. */
  private static byte[] answer(InputStream in, boolean bodiless) throws IOException {
    String said = readHead(in);
    Matcher length = LENGTH.matcher(said);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write(said.getBytes(StandardCharsets.ISO_8859_1));
    if (!bodiless) {
      answer.write(
          length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : in.readAllBytes());
    }
    return answer.toByteArray();
  }

  private static String readHead(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.write(next);
      ends = next == "\r\n\r\n".charAt(ends) ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** Takes a header out of requests. */
  public static UnaryOperator<String> without(String header) {
    Pattern line = Pattern.compile("(?im)^" + header.toLowerCase(Locale.ROOT) + ":.*\r\n");
    return head -> line.matcher(head).replaceAll("");
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdown();
  }
}
