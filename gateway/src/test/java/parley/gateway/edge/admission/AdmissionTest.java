package parley.gateway.edge.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import parley.gateway.edge.RateLimit.Rate;
import parley.gateway.edge.admission.Admission.Verdict;
import parley.gateway.session.Pressure;

@DisplayName("Admission of handshakes")
class AdmissionTest {
    private static final AdmissionConfig DEFAULTS = AdmissionConfig.defaults();
    private static final InetAddress PROXY = ip("10.1.2.3");
    private static final InetAddress STRANGER = ip("203.0.113.9");

    @ParameterizedTest(name = "{0} by {1} is {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1.2.3.4                       | 203.0.113.9 | 203.0.113.9 | case 24: a stranger's header is ignored
                    1.2.3.4                       | 10.1.2.3    | 1.2.3.4     | a proxy's is believed
                    6.6.6.6, 1.2.3.4              | 10.1.2.3    | 1.2.3.4     | what the client wrote before it is not
                    6.6.6.6, 1.2.3.4, 10.9.9.9    | 10.1.2.3    | 1.2.3.4     | through two proxies
                    2001:db8::1                   | 10.1.2.3    | 2001:db8::1 | IPv6
                    garbage                       | 10.1.2.3    | 10.1.2.3    | case 25: garbage
                    fe80::1%eth0                  | 10.1.2.3    | 10.1.2.3    | case 25: a zone
                    localhost                     | 10.1.2.3    | 10.1.2.3    | a name is not looked up
                    10.0.0.1, 10.0.0.2            | 10.1.2.3    | 10.0.0.1    | nothing but proxies
                    """)
    @DisplayName("who a handshake is from")
    void addresses(String forwarded, String peer, String expected, String why) {
        var addresses = new ClientAddress(Networks.of("10.0.0.0/8, ::1"));
        assertThat(addresses.of(ip(peer), List.of(forwarded))).as(why).isEqualTo(ip(expected));
    }

    @Test
    @DisplayName("case 25: five hundred hops are read no further than ten")
    void hops() {
        var addresses = new ClientAddress(Networks.of("10.0.0.0/8"));
        var hops = Collections.nCopies(500, "10.0.0.7");
        assertThat(addresses.of(PROXY, hops)).isEqualTo(ip("10.0.0.7"));
    }

    @Test
    @DisplayName("too many from one address are refused, others are not")
    void perNetwork() {
        var admission = admission(new Rate(1, 2), "10.0.0.0/8");
        assertThat(admit(admission, STRANGER, "")).isEqualTo(Verdict.ADMITTED);
        assertThat(admit(admission, STRANGER, "1.1.1.1")).isEqualTo(Verdict.ADMITTED);
        assertThat(admit(admission, STRANGER, "2.2.2.2")).isEqualTo(Verdict.TOO_OFTEN);
        assertThat(admit(admission, PROXY, "3.3.3.3")).isEqualTo(Verdict.ADMITTED);
        assertThat(admit(admission, PROXY, "4.4.4.4")).isEqualTo(Verdict.ADMITTED);
        assertThat(admit(admission, PROXY, "203.0.113.9")).isEqualTo(Verdict.TOO_OFTEN);
    }

    @Test
    @DisplayName("case 119: the addresses of one IPv6 /64 are one")
    void oneNetwork() {
        var admission = admission(new Rate(1, 1), "");
        assertThat(admit(admission, ip("2001:db8::1"), "")).isEqualTo(Verdict.ADMITTED);
        assertThat(admit(admission, ip("2001:db8::ffff:1"), "")).isEqualTo(Verdict.TOO_OFTEN);
        assertThat(admit(admission, ip("2001:db8:0:1::1"), "")).isEqualTo(Verdict.ADMITTED);
    }

    @Test
    @DisplayName("a node that is full, or about to leave, has no room")
    void full() {
        var admission = new Admission(DEFAULTS, new AdmissionState(DEFAULTS));
        assertThat(admission.admit(STRANGER, List.of(), 100_000, false)).isEqualTo(Verdict.FULL);
        assertThat(admission.admit(STRANGER, List.of(), 0, true)).isEqualTo(Verdict.LEAVING);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"10.0.0.0/33", "example.org", "10.0.0/8", "1.2.3.4/-1", "::/129"})
    @DisplayName("a network that is none is refused by name")
    void networks(String text) {
        assertThatThrownBy(() -> Networks.of("10.0.0.0/8, " + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    @DisplayName("the node lets in so many a second from everywhere, twice that at once")
    void pace() {
        var config = DEFAULTS.letting(100, new Rate(1_000, 1_000), "").at(2);
        var admission = new Admission(config, new AdmissionState(config));
        for (int number = 0; number < 4; number++) {
            assertThat(admit(admission, STRANGER, "")).isEqualTo(Verdict.ADMITTED);
        }
        assertThat(admit(admission, STRANGER, "")).isEqualTo(Verdict.TOO_FAST);
    }

    @Test
    @DisplayName("a RED node lets nobody new in, and asks nothing else; a YELLOW one does")
    void pressed() {
        var config =
                DEFAULTS.letting(100, new Rate(1, 1), "").raising(Duration.ZERO, Duration.ZERO);
        var state = new AdmissionState(config);
        var admission = new Admission(config, state);
        state.observe(reading(config.red().outboundBytes()), 1);
        assertThat(admit(admission, STRANGER, "")).isEqualTo(Verdict.PRESSED);
        state.observe(reading(config.yellow().outboundBytes()), 2);
        assertThat(state.pressure()).isEqualTo(Pressure.YELLOW);
        assertThat(admit(admission, STRANGER, "")).isEqualTo(Verdict.ADMITTED);
    }

    private static Reading reading(long outboundBytes) {
        return new Reading(Duration.ZERO, 0, Duration.ZERO, outboundBytes);
    }

    private static Admission admission(Rate perNetwork, String proxies) {
        var config = DEFAULTS.letting(10, perNetwork, proxies);
        return new Admission(config, new AdmissionState(config));
    }

    private static Verdict admit(Admission admission, InetAddress peer, String forwarded) {
        return admission.admit(
                peer, forwarded.isEmpty() ? List.of() : List.of(forwarded), 0, false);
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }
}
