package parley.gateway.edge.country;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A country file")
class CountryFileTest {
    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "unknown",
            value = {
                "203.0.113.7, FR",
                "203.0.114.7, unknown",
                "198.51.100.200, DE",
                "198.51.100.100, unknown",
                "2001:db8:1::7, JP",
                "2001:db8:2::7, unknown",
                "::ffff:203.0.113.7, FR",
            })
    @DisplayName("tells the country of IPv4 and IPv6 addresses that it has, and of no other")
    void known(String address, String country) throws IOException {
        assertThat(open(usual()).of(InetAddress.ofLiteral(address))).isEqualTo(country);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "192.168.1.1",
                "172.16.0.1",
                "127.0.0.1",
                "169.254.1.1",
                "::1",
                "fe80::1",
                "fd12:3456::1",
                "0.0.0.0",
                "224.0.0.1"
            })
    @DisplayName("says of a private address that it is unknown, whatever the file says")
    void nowhere(String address) throws IOException {
        var everywhere = new TinyMmdb().with("0.0.0.0/1", "FR").with("128.0.0.0/1", "FR");
        everywhere.with("8000::/1", "FR");
        assertThat(open(everywhere).of(InetAddress.ofLiteral("8.8.8.8"))).isEqualTo("FR");
        assertThat(open(everywhere).of(InetAddress.ofLiteral(address))).isNull();
    }

    @Test
    @DisplayName("that says something else than a country says unknown, and fails nobody")
    void strange() throws IOException {
        var strange =
                new TinyMmdb()
                        .with("203.0.113.0/24", "France")
                        .with("198.51.100.0/24", "fr")
                        .put("192.0.2.0/24", Map.of("country", "FR"))
                        .put("100.0.0.0/8", Map.of("continent", Map.of("code", "EU")))
                        .put("101.0.0.0/8", Map.of("country", Map.of("names", Map.of("en", "F"))));
        var file = open(strange);
        for (var address :
                new String[] {
                    "203.0.113.1", "198.51.100.1", "192.0.2.1", "100.1.1.1", "101.1.1.1"
                }) {
            assertThat(file.of(InetAddress.ofLiteral(address))).as(address).isNull();
        }
    }

    @Test
    @DisplayName("that is missing, empty, something else or cut short is refused by its name")
    void unusable() throws IOException {
        assertThatThrownBy(() -> CountryFile.open(folder.resolve("none.mmdb")))
                .isInstanceOf(UnusableCountryFile.class)
                .hasMessage(folder.resolve("none.mmdb") + ": there is no such file");
        assertThatThrownBy(() -> CountryFile.open(folder))
                .isInstanceOf(UnusableCountryFile.class)
                .hasMessageContaining("no file of at most 256 MB");
        var bytes = usual().bytes();
        for (var broken :
                new byte[][] {
                    {}, "not a database".getBytes(), Arrays.copyOf(bytes, bytes.length / 2)
                }) {
            var file = Files.write(folder.resolve("broken.mmdb"), broken);
            assertThatThrownBy(() -> CountryFile.open(file))
                    .isInstanceOf(UnusableCountryFile.class)
                    .hasMessageStartingWith(
                            file + ": cannot be read as a file in MaxMind's format");
        }
    }

    @Test
    @DisplayName("that is replaced is read again; what cannot be read leaves it as it was")
    void replaced() throws IOException {
        var path = usual().write(folder.resolve("countries.mmdb"));
        var file = CountryFile.open(path);
        var address = InetAddress.ofLiteral("203.0.113.7");
        replace(path, new TinyMmdb().with("203.0.113.0/24", "BE").bytes(), 1);
        file.lookAgain();
        assertThat(file.of(address)).isEqualTo("BE");
        replace(path, new byte[] {1, 2, 3}, 2);
        file.lookAgain();
        assertThat(file.of(address)).isEqualTo("BE");
        Files.delete(path);
        file.lookAgain();
        assertThat(file.of(address)).isEqualTo("BE");
    }

    @Test
    @DisplayName("is none where none is configured: every country is unknown")
    void none() {
        assertThat(CountryConfig.defaults().file()).isNull();
        assertThat(Countries.UNKNOWN.of(InetAddress.ofLiteral("203.0.113.7"))).isNull();
    }

    private static TinyMmdb usual() {
        return new TinyMmdb()
                .with("203.0.113.0/24", "FR")
                .with("198.51.100.128/25", "DE")
                .with("2001:db8:1::/48", "JP");
    }

    private CountryFile open(TinyMmdb mmdb) throws IOException {
        return CountryFile.open(mmdb.write(folder.resolve("countries.mmdb")));
    }

    private static void replace(Path path, byte[] bytes, int seconds) throws IOException {
        Files.write(path, bytes);
        Files.setLastModifiedTime(
                path, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(seconds)));
    }
}
