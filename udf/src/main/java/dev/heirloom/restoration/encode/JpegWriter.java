package dev.heirloom.restoration.encode;

import dev.heirloom.restoration.decode.JpegCoding;
import dev.heirloom.restoration.decode.PhotoFormat;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGQTable;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.w3c.dom.NodeList;

/** Writes JPEG files with given quantisation tables and sampling, which OpenCV cannot. */
final class JpegWriter {
  private static final String TREE = "javax_imageio_jpeg_image_1.0";

  /** Place of the steps of a zigzag table in a table by rows. */
  private static final int[] ZIGZAG = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  private JpegWriter() {}

  /**
   * @param picture 8 bit; gray, or blue, green, red
   * @param coding with a table for each channel
   */
  static byte[] write(Mat picture, JpegCoding coding) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      BufferedImage image = image(picture);
      writer.setOutput(output);
      writer.write(new IIOImage(image, null, metadata(writer, image, coding)));
    } catch (IOException | RuntimeException e) {
      throw NativeEncoder.refused(PhotoFormat.JPEG, picture, e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(Mat picture) {
    int type =
        picture.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage image = new BufferedImage(picture.cols(), picture.rows(), type);
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    int row = picture.cols() * picture.channels();
    for (int y = 0; y < picture.rows(); y++) {
      picture.ptr(y).get(samples, y * row, row);
    }
    return image;
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, JpegCoding coding)
      throws IIOInvalidTreeException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(TREE);
    List<int[]> tables = distinct(coding.tables());
    setTables((IIOMetadataNode) tree.getElementsByTagName("dqt").item(0), tables);
    NodeList components = tree.getElementsByTagName("componentSpec");
    for (int i = 0; i < components.getLength(); i++) {
      IIOMetadataNode component = (IIOMetadataNode) components.item(i);
      int sampling = coding.sampling().get(i);
      component.setAttribute("HsamplingFactor", String.valueOf(sampling >> 4));
      component.setAttribute("VsamplingFactor", String.valueOf(sampling & 0xf));
      component.setAttribute("QtableSelector", String.valueOf(place(coding.tables(), i, tables)));
    }
    metadata.setFromTree(TREE, tree);
    return metadata;
  }

  private static void setTables(IIOMetadataNode dqt, List<int[]> tables) {
    while (dqt.hasChildNodes()) {
      dqt.removeChild(dqt.getFirstChild());
    }
    for (int i = 0; i < tables.size(); i++) {
      IIOMetadataNode table = new IIOMetadataNode("dqtable");
      table.setAttribute("elementPrecision", "0");
      table.setAttribute("qtableId", String.valueOf(i));
      table.setUserObject(new JPEGQTable(byRows(tables.get(i))));
      dqt.appendChild(table);
    }
  }

  private static List<int[]> distinct(List<int[]> tables) {
    List<int[]> distinct = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      if (place(tables, i, distinct) < 0) {
        distinct.add(tables.get(i));
      }
    }
    return distinct;
  }

  private static int place(List<int[]> tables, int component, List<int[]> among) {
    for (int i = 0; i < among.size(); i++) {
      if (Arrays.equals(among.get(i), tables.get(component))) {
        return i;
      }
    }
    return -1;
  }

  private static int[] byRows(int[] zigzag) {
    int[] rows = new int[zigzag.length];
    for (int i = 0; i < zigzag.length; i++) {
      rows[ZIGZAG[i]] = zigzag[i];
    }
    return rows;
  }
}
