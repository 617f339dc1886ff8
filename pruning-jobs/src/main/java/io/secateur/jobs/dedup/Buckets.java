package io.secateur.jobs.dedup;

import io.secateur.redundancy.StarSelection.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Makes candidate pairs of the members of buckets, which come sorted by bucket and then by rank.
 *
 * <p>A bucket of at most {@code maxBucket} members gives all its pairs. A larger one gives, for
 * each member past that, the pair with the bucket's first member and the pair with the one before
 * it: a star and a chain, linear in the bucket, so that a document with a million copies costs a
 * million pairs and none of the copies escapes. Memory: {@code maxBucket} ranks.
 */
final class Buckets implements Iterator<Edge> {

  /** A member of a bucket. */
  record Member(long high, long low, String rank) {
    boolean sameBucket(Member other) {
      return high == other.high && low == other.low;
    }
  }

  private final Iterator<Member> members;
  private final int maxBucket;
  private final Runnable onOverfull;
  private final List<Member> bucket = new ArrayList<>();
  private final Deque<Edge> ready = new ArrayDeque<>();
  private boolean overfull;

  Buckets(Iterator<Member> members, int maxBucket, Runnable onOverfull) {
    this.members = members;
    this.maxBucket = maxBucket;
    this.onOverfull = onOverfull;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && members.hasNext()) {
      take(members.next());
    }
    return !ready.isEmpty();
  }

  @Override
  public Edge next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void take(Member member) {
    if (!bucket.isEmpty() && !member.sameBucket(bucket.get(0))) {
      bucket.clear();
      overfull = false;
    }
    if (bucket.size() < maxBucket) {
      for (Member earlier : bucket) {
        ready.add(new Edge(earlier.rank, member.rank));
      }
      bucket.add(member);
      return;
    }
    if (!overfull) {
      overfull = true;
      onOverfull.run();
    }
    ready.add(new Edge(bucket.get(0).rank, member.rank));
    if (maxBucket > 1) {
      ready.add(new Edge(bucket.get(maxBucket - 1).rank, member.rank));
    }
    bucket.set(maxBucket - 1, member); // the one before the next
  }
}
