package dev.heirloom.restoration.detect;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.heirloom.restoration.photo.Box;
import dev.heirloom.restoration.photo.FaceLandmarks;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.photo.Point;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.opencv.opencv_core.Mat;

/** A public portrait with what the Python originals of the networks say of it. */
public final class Astronaut {
  private Astronaut() {}

  public static Picture picture() {
    try (Mat bytes = new Mat(read("astronaut.png"))) {
      return new Picture(imdecode(bytes.reshape(1, 1), IMREAD_COLOR));
    }
  }

  public static JsonNode reference() {
    try {
      return new ObjectMapper().readTree(read("astronaut.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static DetectedFace face() {
    JsonNode face = reference().at("/detection/faces/0");
    JsonNode box = face.get("box");
    double x = box.get(0).asDouble();
    double y = box.get(1).asDouble();
    return new DetectedFace(
        new Box(x, y, box.get(2).asDouble() - x, box.get(3).asDouble() - y),
        FaceLandmarks.of(points(face.get("points"))),
        List.of(),
        face.get("score").asDouble());
  }

  public static List<Point> points(JsonNode array) {
    List<Point> points = new ArrayList<>();
    array.forEach(p -> points.add(new Point(p.get(0).asDouble(), p.get(1).asDouble())));
    return points;
  }

  private static byte[] read(String name) {
    String resource = "/dev/heirloom/restoration/parity/" + name;
    try (InputStream in = Astronaut.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
