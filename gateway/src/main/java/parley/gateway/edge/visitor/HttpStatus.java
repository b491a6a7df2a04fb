package parley.gateway.edge.visitor;

/// The answers of the visitors' listener, and how `chat.handshakes{result}` calls them.
enum HttpStatus {
    OK(200, "OK", "file"),
    NOT_MODIFIED(304, "Not Modified", "file"),
    BAD_REQUEST(400, "Bad Request", "malformed"),
    FORBIDDEN(403, "Forbidden", "origin"),
    NOT_FOUND(404, "Not Found", "path"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed", "method"),
    URI_TOO_LONG(414, "URI Too Long", "uri"),
    UPGRADE_REQUIRED(426, "Upgrade Required", "version"),
    TOO_MANY_REQUESTS(429, "Too Many Requests", "rate"),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large", "headers"),
    UNAVAILABLE(503, "Service Unavailable", "overload");

    private final int code;
    private final String reason;
    private final String result;

    HttpStatus(int code, String reason, String result) {
        this.code = code;
        this.reason = reason;
        this.result = result;
    }

    /// The status line, without its end.
    String line() {
        return "HTTP/1.1 " + code + ' ' + reason;
    }

    String result() {
        return result;
    }
}
