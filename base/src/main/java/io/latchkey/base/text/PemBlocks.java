package io.latchkey.base.text;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the blocks of PEM, the textual encoding of RFC 7468. */
public final class PemBlocks {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final Pattern LABEL = Pattern.compile("([^-\\r\\n]{1,64})-----");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private PemBlocks() {}

  /**
   * A block whose content is not decoded yet.
   *
   * @param label what the block contains, such as {@code CERTIFICATE}
   * @param content the text between the first and the last line
   * @param end the index behind the last line in the text that was read
   */
  public record Block(String label, String content, int end) {
    /**
     * Decodes the content. White space is ignored.
     *
     * @throws IllegalArgumentException if the content is not base64, for example because it begins
     *     with the headers of an encrypted key; the message contains no part of the content
     */
    public byte[] der() {
      String base64 = WHITE_SPACE.matcher(content).replaceAll("");
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("A PEM block is not in base64");
      }
    }

    /** Without the content, which may be a private key. */
    @Override
    public String toString() {
      return "PEM block " + label;
    }
  }

  /** Whether a text contains the beginning of a block. */
  public static boolean isIn(String text) {
    return text.contains(BEGIN);
  }

  /** The label of the first block, which may be truncated; empty if there is none. */
  public static Optional<String> firstLabel(String text) {
    int begin = text.indexOf(BEGIN);
    Matcher label = LABEL.matcher(text);
    return begin >= 0 && label.region(begin + BEGIN.length(), text.length()).lookingAt()
        ? Optional.of(label.group(1))
        : Optional.empty();
  }

  /**
   * Reads all blocks. Text before, between and after them is ignored.
   *
   * @return the blocks in their order; empty if there is none
   * @throws IllegalArgumentException if a block is truncated: it has no last line, or another block
   *     begins before that; the message contains no part of the text
   */
  public static List<Block> parse(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher label = LABEL.matcher(text);
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      label.region(begin + BEGIN.length(), text.length());
      if (!label.lookingAt()) {
        throw truncated();
      }
      String last = "-----END " + label.group(1) + DASHES;
      int end = text.indexOf(last, label.end());
      int next = text.indexOf(BEGIN, label.end());
      if (end < 0 || (next >= 0 && next < end)) {
        throw truncated();
      }
      blocks.add(new Block(label.group(1), text.substring(label.end(), end), end + last.length()));
      begin = next;
    }
    return List.copyOf(blocks);
  }

  private static IllegalArgumentException truncated() {
    return new IllegalArgumentException("A PEM block has no end");
  }
}
