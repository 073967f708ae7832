package dev.heirloom.restoration.model;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields of protobuf messages whose definition is not at hand. */
final class Wire {
  private static final int COPIED_BELOW = 4096;

  private Wire() {}

  /**
   * The fields of a message, which share its memory.
   *
   * @throws ModelException if it is none
   */
  static UnknownFieldSet fields(ByteString message) {
    CodedInputStream in = message.newCodedInput();
    in.enableAliasing(true);
    try {
      return UnknownFieldSet.newBuilder().mergeFrom(in).build();
    } catch (IOException e) {
      throw new ModelException("not a readable ONNX file (%s)".formatted(e.getMessage()), e);
    }
  }

  /** The bytes of a file, which are read when they are used. It must not be changed. */
  static ByteString mapped(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return UnsafeByteOperations.unsafeWrap(
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    }
  }

  static List<ByteString> messages(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList();
  }

  static List<String> texts(UnknownFieldSet fields, int number) {
    return messages(fields, number).stream().map(ByteString::toStringUtf8).toList();
  }

  /** Empty where there is none. */
  static ByteString last(UnknownFieldSet fields, int number) {
    List<ByteString> values = messages(fields, number);
    return values.isEmpty() ? ByteString.EMPTY : values.get(values.size() - 1);
  }

  /** Empty where there is none. */
  static String text(UnknownFieldSet fields, int number) {
    return last(fields, number).toStringUtf8();
  }

  /** 0 where there is none. */
  static long integer(UnknownFieldSet fields, int number) {
    List<Long> values = fields.getField(number).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  /** One by one or packed. */
  static List<Long> integers(Field field) {
    List<Long> values = new ArrayList<>(field.getVarintList());
    for (ByteString packed : field.getLengthDelimitedList()) {
      CodedInputStream in = packed.newCodedInput();
      try {
        while (!in.isAtEnd()) {
          values.add(in.readInt64());
        }
      } catch (IOException e) {
        throw new ModelException("not a readable ONNX file (%s)".formatted(e.getMessage()), e);
      }
    }
    return values;
  }

  /** One by one or packed: their bytes, little-endian. */
  static ByteString floats(Field field) {
    ByteBuffer single =
        ByteBuffer.allocate(Float.BYTES * field.getFixed32List().size())
            .order(ByteOrder.LITTLE_ENDIAN);
    field.getFixed32List().forEach(single::putInt);
    return field.getLengthDelimitedList().stream()
        .reduce(ByteString.copyFrom(single.flip()), ByteString::concat);
  }

  /** The fields with all of one number replaced. */
  static UnknownFieldSet with(UnknownFieldSet fields, int number, List<ByteString> values) {
    Field.Builder field = Field.newBuilder();
    values.forEach(field::addLengthDelimited);
    UnknownFieldSet.Builder builder = fields.toBuilder().clearField(number);
    return values.isEmpty() ? builder.build() : builder.addField(number, field.build()).build();
  }

  static UnknownFieldSet with(UnknownFieldSet fields, int number, long value) {
    return fields.toBuilder()
        .clearField(number)
        .addField(number, Field.newBuilder().addVarint(value).build())
        .build();
  }

  /** The fields encoded; long values are not copied. */
  static ByteString message(UnknownFieldSet fields) {
    ByteString message = ByteString.EMPTY;
    for (Map.Entry<Integer, Field> entry : fields.asMap().entrySet()) {
      message = message.concat(message(entry.getKey(), entry.getValue()));
    }
    return message;
  }

  private static ByteString message(int number, Field field) {
    boolean single = !field.getVarintList().isEmpty() || !field.getFixed32List().isEmpty();
    if (single || field.getSerializedSize(number) < COPIED_BELOW) {
      return field.toByteString(number);
    }
    List<ByteString> parts = new ArrayList<>();
    for (ByteString value : field.getLengthDelimitedList()) {
      parts.add(head(number, value.size()));
      parts.add(value);
    }
    return ByteString.copyFrom(parts);
  }

  /** What stands before a value of variable length. */
  private static ByteString head(int number, int length) {
    ByteString.Output head = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    try {
      out.writeTag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(length);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return head.toByteString();
  }
}
