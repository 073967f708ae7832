package dev.heirloom.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heirloom.job.doctor.Finding.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void allButWhatIsInOrderHasARemedy() {
    assertThatThrownBy(() -> new Finding("gpu", "driver", Verdict.FAIL, "none", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Finding("gpu", "driver", Verdict.OK, "one", "buy another"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void itIsOneLineWhateverNamesOfFilesHoldAndTakesNoControlOfATerminal() {
    assertThat(Finding.ok("input", "driver", "reads a\n\u001b[31mb.jpg").finding())
        .isEqualTo("reads a??[31mb.jpg");
  }

  @Test
  void aComplaintOfAnotherCommandBecomesFindingAndRemedy() {
    assertThat(Finding.fail("input", "driver", "there is no input at x; check the name; or not"))
        .isEqualTo(
            new Finding(
                "input",
                "driver",
                Verdict.FAIL,
                "there is no input at x",
                "check the name; or not"));
    assertThat(Finding.fail("probe", "driver", "the device is lost\nat line 1"))
        .returns("the device is lost", Finding::finding)
        .returns("the log of that process has the details", Finding::remedy);
  }

  @Test
  void whatManyProcessesSayIsSaidOnce() {
    List<Finding> joined =
        Places.joined(
            List.of(
                Finding.ok("java", "executor 0 on a", "17"),
                Finding.ok("java", "executor 1 on b", "21"),
                Finding.ok("java", "executor 2 on c", "17"),
                Finding.ok("java", "executor 2 on c", "17")));

    assertThat(joined)
        .extracting(Finding::on, Finding::finding)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("executor 0 on a, executor 2 on c", "17"),
            org.assertj.core.groups.Tuple.tuple("executor 1 on b", "21"));
    assertThat(Places.together(List.of("a", "b", "c", "d", "e"))).isEqualTo("a, b, c and 2 more");
  }
}
