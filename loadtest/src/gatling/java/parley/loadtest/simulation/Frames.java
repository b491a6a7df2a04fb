package parley.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.http.HttpDsl.ws;
import static java.util.Objects.requireNonNull;

import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.WsFrameCheck;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import parley.protocol.frame.AgentFrame;
import parley.protocol.frame.ClientFrame;
import parley.protocol.frame.FrameEncoder;

/// What both sides of a conversation have in common on the wire. The attributes of a user's session
/// are named as the fields of the frames.
final class Frames {
    static final String CMID = "cmid";
    static final String BODY = "body";
    static final String CONV = "conv";

    private static final FrameEncoder ENCODER = new FrameEncoder();

    private Frames() {}

    static String text(ClientFrame frame) {
        return new String(ENCODER.encode(frame), StandardCharsets.UTF_8);
    }

    static String text(AgentFrame frame) {
        return new String(ENCODER.encode(frame), StandardCharsets.UTF_8);
    }

    /// A push of that type; others are passed over.
    static WsFrameCheck.Text push(String name, String type) {
        return ws.checkTextMessage(name).matching(jsonPath("$.type").is(type));
    }

    /// An entry of that kind.
    static WsFrameCheck.Text entry(String name, String kind) {
        return ws.checkTextMessage(name)
                .matching(jsonPath("$.type").is("entry"), jsonPath("$.kind").is(kind));
    }

    /// The next message of this user, due as the session says.
    static Session next(Session session, String mark, int number) {
        var body = Due.text(mark, session.userId(), number, session.getLong(Run.DUE));
        return session.set(CMID, UUID.randomUUID().toString()).set(BODY, body);
    }

    static String kept(Session session, String name) {
        return requireNonNull(session.getString(name), name);
    }
}
