package io.secateur.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.secateur.testing.RandomTexts;
import io.secateur.testing.Serialized;
import io.secateur.testing.Trials;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentKeyTest {

  @ParameterizedTest
  @CsvSource({
    "'', e3b0c44298fc1c149afbf4c8996fb924",
    "abc, ba7816bf8f01cfea414140de5dae2223",
    "é, 4a99557e4033c3539de2eb65472017cad5f9557f"
  })
  void isTheFirstHalfOfThePublishedSha256(String text, String sha256) {
    assertThat(ContentKey.of(text).hex()).isEqualTo(sha256.substring(0, 32));
  }

  @Test
  void isTheFirstHalfOfSha256OfAnyText() {
    Trials.forAll(
        random -> {
          String text = RandomTexts.soup(random);

          assertThat(ContentKey.of(text).hex()).isEqualTo(sha256(text).substring(0, 32));
        });
  }

  @Test
  void isTheSameWhicheverThreadAsks() {
    List<String> texts = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();

    assertThat(texts.parallelStream().map(ContentKey::of).toList())
        .isEqualTo(texts.stream().map(ContentKey::of).toList());
  }

  @Test
  void readsBackWhatItWrote() {
    Trials.forAll(
        random -> {
          ContentKey key = key(random);

          assertThat(key.hex()).matches("[0-9a-f]{32}");
          assertThat(ContentKey.parse(key.hex())).isEqualTo(key);
        });
  }

  @Test
  void sortsAsItsDigitsDo() {
    Trials.forAll(
        random -> {
          ContentKey one = key(random);
          ContentKey other =
              random.nextBoolean() ? key(random) : new ContentKey(one.high(), random.nextLong());

          assertThat(Integer.signum(one.compareTo(other)))
              .isEqualTo(Integer.signum(one.hex().compareTo(other.hex())));
          assertThat(Integer.signum(other.compareTo(one)))
              .isEqualTo(-Integer.signum(one.compareTo(other)));
          assertThat(one).isEqualByComparingTo(ContentKey.parse(one.hex()));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ba7816bf8f01cfea414140de5dae222",
        "ba7816bf8f01cfea414140de5dae22233",
        "ba7816bf8f01cfea414140de5dae222g",
        "+a7816bf8f01cfea414140de5dae2223",
        "ba7816bf8f01cfea 14140de5dae2223"
      })
  void refusesWhatIsNoKey(String hex) {
    assertThatThrownBy(() -> ContentKey.parse(hex))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Invalid key: %s (must be 32 hexadecimal digits)", hex);
  }

  @Test
  void isItselfAfterSerialization() {
    ContentKey key = ContentKey.of("abc");

    assertThat(Serialized.copyOf(key)).isEqualTo(key);
  }

  private static ContentKey key(SplittableRandom random) {
    return new ContentKey(random.nextLong(), random.nextLong());
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
