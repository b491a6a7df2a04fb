package parley.gateway.edge.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The visitor's side of the wire with a test in the gateway's place: it sees every frame of the
/// widget as text and says whatever it wants back. Beside it, on an origin of its own, the shop.
final class ScriptedGateway implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DisposableServer visitors;
    private final DisposableServer shop;
    private final PageFiles pages;
    private final Map<String, PageFile> tests = tests();
    private final Map<String, String> extra = new ConcurrentHashMap<>();
    private final BlockingQueue<Peer> dialled = new LinkedBlockingQueue<>();
    private final AtomicInteger dials = new AtomicInteger();

    ScriptedGateway() {
        visitors = HttpServer.create().host("127.0.0.1").port(0).handle(this::visitor).bindNow();
        pages = PageFiles.read(URI.create(url()));
        shop = HttpServer.create().host("127.0.0.1").port(0).handle(this::shop).bindNow();
    }

    /// Where the widget comes from.
    String url() {
        return "http://localhost:" + visitors.port();
    }

    /// A page of the shop.
    String shop(String path) {
        return "http://localhost:" + shop.port() + path;
    }

    /// A page of the shop that holds this, and returns its address.
    String page(String path, String html) {
        extra.put(path, html);
        return shop(path);
    }

    /// The tag that a customer puts on the page.
    String tag() {
        return "<script async src=\"%s/loader.js\" data-portal=\"%s\"></script>"
                .formatted(url(), "00000000-0000-4000-8000-000000000001");
    }

    /// The next socket that a page opens; `hello` is sent.
    Peer dialled() {
        var peer = dialledWithin(PATIENCE);
        if (peer == null) {
            throw new AssertionError("no socket was opened");
        }
        return peer;
    }

    @Nullable Peer dialledWithin(Duration patience) {
        try {
            return dialled.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// How many sockets were opened so far.
    int dials() {
        return dials.get();
    }

    private Mono<Void> visitor(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().startsWith("/v1/chat/")) {
            var peer = new Peer();
            return response.sendWebsocket((in, out) -> peer.serve(in, out, this::greet));
        }
        response.header("access-control-allow-origin", "*");
        return file(response, pages.forVisitors(request.uri()));
    }

    private void greet(Peer peer) {
        dials.incrementAndGet();
        peer.say("{'type':'hello','hb':55,'limits':{'frame':16384,'text':4000},'node':'test'}");
        dialled.add(peer);
    }

    private Mono<Void> shop(HttpServerRequest request, HttpServerResponse response) {
        var path = URI.create(request.uri()).getPath();
        var html = extra.get(path);
        if (html != null) {
            response.header("content-type", "text/html; charset=utf-8");
            return response.sendByteArray(Mono.just(html.getBytes(UTF_8))).then();
        }
        var test = tests.get(path);
        return file(response, test == null ? pages.forAgents(path) : test);
    }

    /// The tests that run in the browser, read before any event loop asks for them.
    private static Map<String, PageFile> tests() {
        var folder = ScriptedGateway.class.getResource("/pages-test/");
        if (folder == null) {
            throw new AssertionError("no pages-test on the class path");
        }
        try (var paths = Files.list(Path.of(folder.toURI()))) {
            return paths.map(ScriptedGateway::test)
                    .collect(Collectors.toUnmodifiableMap(PageFile::path, Function.identity()));
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static PageFile test(Path path) {
        var name = path.getFileName().toString();
        var type = name.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/html";
        try {
            var bytes = Files.readAllBytes(path);
            return new PageFile("/pages-test/" + name, type, bytes, bytes, "\"\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Mono<Void> file(HttpServerResponse response, @Nullable PageFile file) {
        if (file == null) {
            return response.sendNotFound();
        }
        response.header("content-type", file.type());
        return response.sendByteArray(Mono.just(file.plain())).then();
    }

    @Override
    public void close() {
        visitors.disposeNow(Duration.ofSeconds(2));
        shop.disposeNow(Duration.ofSeconds(2));
    }

    /// One socket, seen from the gateway.
    static final class Peer {
        private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        private final Sinks.Many<String> said = Sinks.many().unicast().onBackpressureBuffer();
        private final Sinks.One<Close> end = Sinks.one();
        private volatile boolean open = true;
        private @Nullable WebsocketInbound in;

        private record Close(int code, String reason) {}

        private Mono<Void> serve(WebsocketInbound in, WebsocketOutbound out, Consumer<Peer> greet) {
            this.in = in;
            greet.accept(this);
            var listen =
                    in.receive()
                            .asString()
                            .doOnNext(text -> heard.add(JSON.readTree(text)))
                            .doFinally(signal -> open = false)
                            .then();
            var close = end.asMono().flatMap(it -> out.sendClose(it.code(), it.reason()));
            return out.sendString(Flux.from(said.asFlux())).then().and(listen).and(close);
        }

        /// The next frame of this type; others before it are passed over, pings in particular.
        JsonNode hears(String type) {
            var frame = hearsWithin(type, PATIENCE);
            if (frame == null) {
                throw new AssertionError("no " + type + " frame came");
            }
            return frame;
        }

        @Nullable JsonNode hearsWithin(String type, Duration patience) {
            long end = System.nanoTime() + patience.toNanos();
            try {
                while (true) {
                    var frame = heard.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    if (frame == null || frame.path("type").asString().equals(type)) {
                        return frame;
                    }
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /// Says a frame; single quotes stand for double ones.
        void say(String frame, Object... values) {
            sayExactly(frame.formatted(values).replace('\'', '"'));
        }

        void sayExactly(String json) {
            synchronized (said) {
                said.tryEmitNext(json).orThrow();
            }
        }

        boolean open() {
            return open;
        }

        void close(int code, String reason) {
            end.tryEmitValue(new Close(code, reason)).orThrow();
        }

        /// Ends without a word, as a broken network does.
        void cut() {
            var connection = in;
            if (connection != null) {
                connection.withConnection(it -> it.channel().close());
            }
        }
    }
}
