package io.secateur.jobs.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.dedup.Buckets.Member;
import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BucketsTest {

  @Test
  void comparesAllMembersOfASmallBucket() {
    assertThat(pairs(10, member(1, "a"), member(1, "b"), member(1, "c"), member(2, "d")))
        .containsExactly(new Edge("a", "b"), new Edge("a", "c"), new Edge("b", "c"));
  }

  @Test
  void linksALargeBucketAsAStarAndAChain() {
    assertThat(
            pairs(
                2,
                member(1, "a"),
                member(1, "b"),
                member(1, "c"),
                member(1, "d"),
                member(2, "x"),
                member(2, "y")))
        .containsExactly(
            new Edge("a", "b"),
            new Edge("a", "c"),
            new Edge("b", "c"),
            new Edge("a", "d"),
            new Edge("c", "d"),
            new Edge("x", "y"));
  }

  @Test
  void reachesEveryMemberOfALargeBucketAtALinearCost() {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      members.add(member(7, "%05d".formatted(i)));
    }

    List<Edge> edges = pairs(100, members.toArray(Member[]::new));

    assertThat(edges).hasSizeLessThan(100 * 100 / 2 + 2 * 10_000);
    assertThat(edges.stream().map(Edge::second).distinct()).hasSize(9_999);
  }

  @Test
  void tellsOfEachLargeBucketOnce() {
    AtomicInteger overfull = new AtomicInteger();
    Buckets buckets =
        new Buckets(
            List.of(
                    member(1, "a"),
                    member(1, "b"),
                    member(1, "c"),
                    member(1, "d"),
                    member(2, "x"),
                    member(2, "y"))
                .iterator(),
            2,
            overfull::incrementAndGet);
    buckets.forEachRemaining(edge -> {});

    assertThat(overfull).hasValue(1);
  }

  private static List<Edge> pairs(int maxBucket, Member... members) {
    List<Edge> edges = new ArrayList<>();
    new Buckets(List.of(members).iterator(), maxBucket, () -> {}).forEachRemaining(edges::add);
    return edges;
  }

  private static Member member(long bucket, String rank) {
    return new Member(bucket, bucket, rank);
  }
}
