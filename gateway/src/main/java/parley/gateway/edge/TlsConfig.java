package parley.gateway.edge;

/// TLS at the listeners of visitors and agents; without it TLS ends at a proxy before them.
///
/// @param certificateFile PEM: the server's certificate, then those that vouch for it; empty: none
/// @param keyFile PEM: its private key, PKCS#8 without a password; empty: none
public record TlsConfig(String certificateFile, String keyFile) {
    public TlsConfig {
        if (certificateFile.isEmpty() != keyFile.isEmpty()) {
            throw new IllegalArgumentException(
                    (keyFile.isEmpty() ? "keyFile" : "certificateFile")
                            + ": not set (expected: both files, or neither)");
        }
    }

    /// TLS ends at a proxy.
    public static TlsConfig none() {
        return new TlsConfig("", "");
    }

    /// Whether the listeners speak TLS.
    public boolean on() {
        return !certificateFile.isEmpty();
    }
}
