package io.secateur.jobs.config;

import java.io.Serializable;

/**
 * The {@code semantic-duplicates} block.
 *
 * @param enabled whether duplicates are dropped
 * @param minCosine similarity from which two examples are duplicates, in (0, 1)
 * @param cellSize examples a cell on average, at least 1
 * @param cells nearest cells that an example is searched in, at least 1
 * @param maxCell examples past which a cell is split, at least 2
 */
public record SemanticConfig(
    boolean enabled, double minCosine, int cellSize, int cells, int maxCell)
    implements Serializable {

  static SemanticConfig from(Values semantic) {
    return new SemanticConfig(
        semantic.flag("enabled"),
        semantic.number(
            "min-cosine", c -> c > 0 && c < 1, "must be in (0, 1), such as 0.99; 1 - epsilon"),
        semantic.smallCount("cell-size", 1, "must be a whole number, at least 1"),
        semantic.smallCount("cells", 1, "must be a whole number, at least 1"),
        semantic.smallCount("max-cell", 2, "must be a whole number, at least 2"));
  }
}
