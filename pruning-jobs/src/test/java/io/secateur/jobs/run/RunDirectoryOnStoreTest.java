package io.secateur.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.secateur.jobs.testing.StoreFileSystem;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** On a file system that is not local, and where directories are not renamed at once. */
class RunDirectoryOnStoreTest extends RunDirectoryContract {

  @Test
  void movesPartsFileByFile() {
    publish("run", "1", "{1}", "5-pruned/day=1/a", "5-pruned/day=2/b", "5-pruned/_SUCCESS");
    publish("run", "2", "{2}", "5-pruned/day=2/b", "5-pruned/_SUCCESS", "cache/near/c");

    assertThat(files("run"))
        .isEqualTo(
            Map.of(
                "run.json", "{2}",
                "5-pruned/day=2/b", "2",
                "5-pruned/_SUCCESS", "2",
                "cache/near/c", "2"));
  }

  @Override
  String location(String run) {
    return "store://" + path(run);
  }

  @Override
  int stride() {
    return 5; // there are many more changes, and pairs of them
  }

  @Override
  Configuration hadoop() {
    return StoreFileSystem.known();
  }

  @Override
  Configuration cutAfter(int changes) {
    return StoreFileSystem.after(changes);
  }
}
