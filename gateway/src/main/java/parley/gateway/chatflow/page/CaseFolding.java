package parley.gateway.chatflow.page;

import java.text.Normalizer;

/// Simple case folding of Unicode (CaseFolding.txt, status C and S), so that lengths in code points
/// stay and no locale matters.
public final class CaseFolding {
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int SMALL_DOTLESS_I = 0x131;
    private static final int LONG_S_T_LIGATURE = 0xFB05;
    private static final int S_T_LIGATURE = 0xFB06;

    private CaseFolding() {}

    /// Folds a code point.
    static int fold(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= 'A' && codePoint <= 'Z' ? codePoint | 0x20 : codePoint;
        }
        return switch (codePoint) {
            case CAPITAL_I_WITH_DOT, SMALL_DOTLESS_I -> codePoint; // fold in Turkish alone
            case LONG_S_T_LIGATURE -> S_T_LIGATURE;
            default -> Character.toLowerCase(Character.toUpperCase(codePoint));
        };
    }

    /// Folds a text and brings it to NFC.
    public static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return foldFrom(text);
            }
        }
        return text;
    }

    private static String foldFrom(String text) {
        var folded = new StringBuilder(text.length());
        text.codePoints().map(CaseFolding::fold).forEach(folded::appendCodePoint);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }
}
