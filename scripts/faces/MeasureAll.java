import dev.heirloom.restoration.decode.DecodeSettings;
import dev.heirloom.restoration.decode.DecodedPhoto;
import dev.heirloom.restoration.decode.PhotoDecoder;
import dev.heirloom.restoration.photo.Picture;
import dev.heirloom.restoration.quality.FaceQuality;
import dev.heirloom.restoration.quality.PhotoQuality;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The engine's measures of aligned faces, one line of name=value for each file of the list. */
public final class MeasureAll {
  private MeasureAll() {}

  public static void main(String[] arguments) throws Exception {
    PhotoDecoder decoder = new PhotoDecoder();
    try (PhotoQuality photos = new PhotoQuality()) {
      for (String name : Files.readAllLines(Path.of(arguments[0]))) {
        byte[] file = Files.readAllBytes(Path.of(name));
        try (DecodedPhoto photo = decoder.decode(file, DecodeSettings.DEFAULT);
            Picture picture = photo.picture().toBgr8()) {
          List<String> values = new ArrayList<>(values("face", FaceQuality.measure(picture)));
          values.addAll(values("photo", photos.measure(picture)));
          System.out.println(String.join("\t", values));
        }
      }
    }
  }

  private static List<String> values(String of, Record measures) throws Exception {
    List<String> values = new ArrayList<>();
    for (RecordComponent component : measures.getClass().getRecordComponents()) {
      values.add(of + "." + component.getName() + "=" + component.getAccessor().invoke(measures));
    }
    return values;
  }
}
