package parley.loadtest.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The passwords and keys of one run.
record Secrets(
        String superuser, String owner, String app, String redis, String signing, String tokens) {
    static Secrets random() {
        var random = new SecureRandom();
        return new Secrets(
                one(random), one(random), one(random), one(random), one(random), one(random));
    }

    private static String one(SecureRandom random) {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public String toString() {
        return "Secrets[***]";
    }
}
