package io.secateur.jobs.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What documentation tells its reader to type. */
public final class Readme {
  private Readme() {}

  /**
   * The commands of the first block of code after a heading, one a line.
   *
   * @param page a Markdown file, from the root
   */
  public static List<String> commands(String page, String heading) {
    try {
      String text = Files.readString(Path.of("..", page));
      String section = after(text, "\n## " + heading + "\n");
      String code = after(section, "\n```\n");
      return code.substring(0, code.indexOf("\n```"))
          .replace("\\\n", " ")
          .lines()
          .map(line -> line.replaceAll("(^|\\s+)#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String after(String text, String mark) {
    int at = text.indexOf(mark);
    if (at < 0) {
      throw new AssertionError("There is no '%s'".formatted(mark.strip()));
    }
    return text.substring(at + mark.length());
  }
}
