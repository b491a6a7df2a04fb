package parley.gateway.edge;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS of the listeners (security.md §2): 1.3 and 1.2, the ciphers of the library, by BoringSSL,
/// which lets no client renegotiate. The files are read once; a new certificate is taken by a
/// rolling restart.
public final class Tls {
    private Tls() {}

    /// @return null if there is none
    /// @throws IllegalArgumentException names the files, if they hold no certificate and its key
    public static @Nullable SslContext of(TlsConfig config) {
        if (!config.on()) {
            return null;
        }
        try {
            OpenSsl.ensureAvailability();
            return SslContextBuilder.forServer(
                            new File(config.certificateFile()), new File(config.keyFile()))
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "certificateFile, keyFile: '%s', '%s': %s (expected: PEM files)"
                            .formatted(config.certificateFile(), config.keyFile(), reason(e)),
                    e);
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalArgumentException(
                    "certificateFile: no BoringSSL for this machine: "
                            + e.getMessage()
                            + " (expected: Linux on x86-64, or TLS at a proxy)",
                    e);
        }
    }

    private static String reason(Exception e) {
        var cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : cause.toString();
    }
}
