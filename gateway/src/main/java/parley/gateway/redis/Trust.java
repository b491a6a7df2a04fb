package parley.gateway.redis;

import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;

/// Who may vouch for a server. Read once, before anything is dialled: the client library would read
/// the file with every connection, on its event loop.
final class Trust {
    private Trust() {}

    /// @throws IllegalArgumentException if `caFile` holds no certificates
    static SslOptions options(RedisConfig config) {
        var options = SslOptions.builder().jdkSslProvider();
        if (!config.deployment().tls()) {
            return options.build();
        }
        try {
            var trusted =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(config.caFile() == null ? null : certificates(Path.of(config.caFile())));
            return options.trustManager(trusted).build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("caFile: '" + config.caFile() + "': " + e, e);
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(file)) {
            int number = 0;
            for (var it : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca-" + number++, it);
            }
        }
        return store;
    }
}
