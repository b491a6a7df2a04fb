package parley.gateway.edge.visitor;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import parley.gateway.access.Origins;
import parley.gateway.edge.admission.Admission;
import parley.gateway.edge.country.Countries;
import parley.gateway.edge.pages.PageFile;
import parley.gateway.edge.pages.PageFiles;
import parley.gateway.session.LivePortal;
import parley.gateway.session.Portals;
import parley.gateway.session.VisitorSessions;
import parley.protocol.value.PortalId;

/// Judges a request: a file, an upgrade, or neither. From memory alone, cheapest questions first,
/// and nothing is believed that was not asked (RFC 6455 §4.2.1; security.md "Handshake"). Shared by
/// all connections.
final class Handshake {
    private static final String CHAT = "/v1/chat/";
    private static final String VERSION = "13";

    /// Of an IPv6 address, what one customer of a provider has.
    private static final int NETWORK_BYTES = 8;

    private static final int KEY_BYTES = 16;

    private final Portals portals;
    private final VisitorSessions sessions;
    private final PageFiles files;
    private final Admission admission;
    private final Countries countries;

    Handshake(
            Portals portals,
            VisitorSessions sessions,
            PageFiles files,
            Admission admission,
            Countries countries) {
        this.countries = countries;
        this.portals = portals;
        this.sessions = sessions;
        this.files = files;
        this.admission = admission;
    }

    /// What to answer.
    sealed interface Verdict {
        /// Open a WebSocket.
        ///
        /// @param origin normalised
        /// @param country null if it is not known
        record Upgrade(LivePortal portal, String origin, @Nullable String country, String key)
                implements Verdict {}

        /// Send a file.
        ///
        /// @param forEver whether whoever asked may keep it
        record File(PageFile file, boolean forEver) implements Verdict {}

        /// Answer this and end the connection.
        ///
        /// @param why for the meters
        record Refuse(HttpStatus status, String why) implements Verdict {
            Refuse(HttpStatus status) {
                this(status, status.result());
            }
        }
    }

    Verdict judge(RequestHead head, InetAddress peer) {
        if (head.all("host").size() != 1 || hasBody(head)) {
            return new Verdict.Refuse(HttpStatus.BAD_REQUEST);
        }
        if (!head.method().equals("GET")) {
            return new Verdict.Refuse(HttpStatus.METHOD_NOT_ALLOWED);
        }
        if (head.target().startsWith(CHAT)) {
            return upgrade(head, peer);
        }
        var file = files.forVisitors(head.path());
        return file == null
                ? new Verdict.Refuse(HttpStatus.NOT_FOUND)
                : new Verdict.File(file, files.forEver(head.path()));
    }

    private Verdict upgrade(RequestHead head, InetAddress peer) {
        var id = portalId(head.target().substring(CHAT.length()));
        if (id == null) {
            return new Verdict.Refuse(HttpStatus.NOT_FOUND);
        }
        if (!VERSION.equals(head.single("sec-websocket-version"))) {
            return new Verdict.Refuse(HttpStatus.UPGRADE_REQUIRED);
        }
        var key = head.single("sec-websocket-key");
        if (!head.lists("upgrade", "websocket")
                || !head.lists("connection", "upgrade")
                || key == null
                || !isKey(key)
                || head.all("origin").size() > 1) {
            return new Verdict.Refuse(HttpStatus.BAD_REQUEST);
        }
        return admitted(id, head, key, peer);
    }

    /// A portal that does not exist and an origin that is not allowed are told apart by nobody.
    private Verdict admitted(PortalId id, RequestHead head, String key, InetAddress peer) {
        var refusal =
                refusal(
                        admission.admit(
                                peer,
                                head.all("x-forwarded-for"),
                                sessions.count(),
                                sessions.draining()));
        if (refusal != null) {
            return refusal;
        }
        var header = head.single("origin");
        var portal = portals.find(id);
        var origin = header == null ? null : Origins.normalise(header);
        if (portal == null || origin == null || !portal.origins().allow(header)) {
            return new Verdict.Refuse(HttpStatus.FORBIDDEN);
        }
        var client = admission.client(peer, head.all("x-forwarded-for"));
        return new Verdict.Upgrade(portal, origin, countries.of(client), key);
    }

    /// Network and user agent in one number. It is the same on every page view, with or without a
    /// token, and is neither stored nor told to anybody.
    int lot(RequestHead head, InetAddress peer) {
        var address = admission.client(peer, head.all("x-forwarded-for")).getAddress();
        var network = Arrays.copyOf(address, Math.min(address.length, NETWORK_BYTES));
        return Objects.hash(Arrays.hashCode(network), head.all("user-agent"));
    }

    private static Verdict.@Nullable Refuse refusal(Admission.Verdict admitted) {
        return switch (admitted) {
            case ADMITTED -> null;
            case TOO_OFTEN -> new Verdict.Refuse(HttpStatus.TOO_MANY_REQUESTS);
            case TOO_FAST -> new Verdict.Refuse(HttpStatus.UNAVAILABLE, "pace");
            case PRESSED -> new Verdict.Refuse(HttpStatus.UNAVAILABLE, "red");
            case FULL -> new Verdict.Refuse(HttpStatus.UNAVAILABLE, "full");
            case LEAVING -> new Verdict.Refuse(HttpStatus.UNAVAILABLE, "draining");
        };
    }

    private static boolean hasBody(RequestHead head) {
        return head.has("transfer-encoding")
                || head.all("content-length").stream().anyMatch(it -> !it.equals("0"))
                || head.all("content-length").size() > 1;
    }

    private static @Nullable PortalId portalId(String text) {
        try {
            return PortalId.of(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
