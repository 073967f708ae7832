package dev.heirloom.restoration.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.restoration.model.ModelException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final List<IntPointer> made = new ArrayList<>();
  private final Pool<IntPointer> pool = new Pool<>(this::make);

  @Test
  void whatCameBackIsLentAgain() {
    IntPointer first = pool.use(one -> one);
    assertThat(pool.<IntPointer>use(one -> one)).isSameAs(first);
    assertThat(made).hasSize(1);
  }

  @Test
  void whileOneIsOutAnotherIsMade() {
    IntPointer inner = pool.use(outer -> pool.use(one -> one));
    assertThat(made).hasSize(2);
    assertThat(inner).isSameAs(made.get(1));
  }

  @Test
  void whatFailedIsFreedAndNotLentAgain() {
    assertThatThrownBy(
            () ->
                pool.use(
                    one -> {
                      throw new IllegalArgumentException("broken");
                    }))
        .hasMessage("broken");
    assertThat(made.get(0).isNull()).isTrue();
    pool.use(one -> one);
    assertThat(made).hasSize(2);
  }

  @Test
  void closingFreesWhatIsInAndWhatComesBackLater() {
    pool.use(
        outer -> {
          pool.use(inner -> inner);
          pool.close();
          assertThat(made.get(1).isNull()).isTrue();
          assertThat(outer.isNull()).isFalse();
          return outer;
        });
    assertThat(made.get(0).isNull()).isTrue();
    assertThatThrownBy(() -> pool.use(one -> one))
        .isInstanceOf(ModelException.class)
        .hasMessage("the detector was closed while photos were waiting");
  }

  private IntPointer make() {
    IntPointer one = new IntPointer(1);
    made.add(one);
    return one;
  }
}
