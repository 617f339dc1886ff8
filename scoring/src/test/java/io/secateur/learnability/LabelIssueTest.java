package io.secateur.learnability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.secateur.example.Doubles;
import io.secateur.example.Labels;
import io.secateur.example.Predictions;
import io.secateur.score.Scorer;
import io.secateur.score.ScorerContract;
import io.secateur.testing.RandomPredictions;
import io.secateur.testing.Reference;
import io.secateur.testing.Trials;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelIssueTest extends ScorerContract<Predictions> {

  @Override
  protected Scorer<Predictions> scorer() {
    return new LabelIssue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c500x4", "c200x10", "c300x2"})
  void flagsWhatThePeerFlags(String set) {
    Reference peer = Reference.named("cleanlab-" + set);
    Predictions block = Confident.predictions(peer);

    double[] scores = scorer().score(block);

    assertThat(IntStream.range(0, scores.length).filter(i -> scores[i] == 1))
        .containsExactly(box(peer.integers("prune_by_noise_rate")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c500x4", "c200x10", "c300x2"})
  void thresholdsAndJointsAreThePeers(String set) {
    Reference peer = Reference.named("cleanlab-" + set);
    Predictions block = Confident.predictions(peer);
    SelfConfidence confidence = new SelfConfidence(block.classes());
    for (int i = 0; i < block.size(); i++) {
      confidence.add(block.labels().at(i), block.at(i, block.labels().at(i)));
    }
    ConfidentJoint joint = new ConfidentJoint(confidence);
    for (int i = 0; i < block.size(); i++) {
      int example = i;
      int looksLike = joint.looksLike(k -> block.at(example, k));
      if (looksLike >= 0) {
        joint.add(block.labels().at(i), looksLike, 1);
      }
    }

    assertThat(confidence.thresholds().toArray())
        .containsExactly(peer.numbers("confident_thresholds"), within(1e-9));
    int[] counts = peer.integers("confident_joint_uncalibrated");
    int[] calibrated = peer.integers("confident_joint_calibrated");
    for (int j = 0; j < block.classes(); j++) {
      for (int k = 0; k < block.classes(); k++) {
        assertThat(joint.counts(j).getOrDefault(k, 0L)).isEqualTo(counts[j * block.classes() + k]);
        assertThat(joint.calibrated(j).getOrDefault(k, 0L))
            .isEqualTo(calibrated[j * block.classes() + k]);
      }
    }
  }

  @Test
  void flagsAreTheDefinitionByBruteForce() {
    Trials.forAll(
        random -> {
          Predictions block = RandomPredictions.probabilities(random);

          assertThat(scorer().score(block)).isEqualTo(ConfidentLearningTwin.flags(block, 1));
        });
  }

  @Test
  void leavesSmallClassesAlone() {
    Trials.forAll(
        random -> {
          Predictions block = RandomPredictions.probabilities(random);
          int least = random.nextInt(1, 40);

          assertThat(new LabelIssue(least).score(block))
              .isEqualTo(ConfidentLearningTwin.flags(block, least));
        });
  }

  @Test
  void whatIsNotFiniteCountsForNothing() {
    Predictions two = new Predictions(Doubles.of(0.9, 0.1, Double.NaN, 0.5), Labels.of(2, 0, 1));

    assertThat(scorer().score(two)).containsExactly(0, Double.NaN);
  }

  private static Integer[] box(int[] values) {
    return Arrays.stream(values).boxed().toArray(Integer[]::new);
  }
}
