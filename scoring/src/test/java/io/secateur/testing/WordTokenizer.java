package io.secateur.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes a {@code tokenizer.json} that has one token a word, and words between white space. */
public final class WordTokenizer {
  private WordTokenizer() {}

  /**
   * Without special tokens around a text.
   *
   * @param words each at the place that is its token; {@code [UNK]} must be among them
   */
  public static void write(Path file, List<String> words) {
    write(file, words, "null");
  }

  /**
   * With {@code [CLS]} before a text and {@code [SEP]} behind it.
   *
   * @param words each at the place that is its token; {@code [UNK], [CLS], [SEP]} must be among
   *     them
   */
  public static void writeWithSpecials(Path file, List<String> words) {
    String special =
        """
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {%s, %s}}"""
            .formatted(special(words, "[CLS]"), special(words, "[SEP]"));
    write(file, words, special);
  }

  private static void write(Path file, List<String> words, String processor) {
    String vocabulary =
        IntStream.range(0, words.size())
            .mapToObj(token -> "\"%s\": %d".formatted(words.get(token), token))
            .collect(Collectors.joining(", "));
    // Truncation and padding are what a careless file has; whoever reads it must set its own.
    String json =
        """
        {"version": "1.0",
         "truncation": {"max_length": 5, "strategy": "LongestFirst", "stride": 0,
                        "direction": "Right"},
         "padding": {"strategy": {"Fixed": 5}, "direction": "Right", "pad_to_multiple_of": null,
                     "pad_id": 0, "pad_type_id": 0, "pad_token": "[UNK]"},
         "added_tokens": [], "normalizer": null,
         "pre_tokenizer": {"type": "WhitespaceSplit"},
         "post_processor": %s,
         "decoder": null,
         "model": {"type": "WordLevel", "vocab": {%s}, "unk_token": "[UNK]"}}
        """
            .formatted(processor, vocabulary);
    try {
      Files.writeString(file, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String special(List<String> words, String token) {
    return "\"%s\": {\"id\": \"%s\", \"ids\": [%d], \"tokens\": [\"%s\"]}"
        .formatted(token, token, words.indexOf(token), token);
  }
}
