package parley.gateway.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import parley.gateway.edge.pages.PageFile;

/// A file of the widget as an HTTP answer: any site may load it; what has this build in its address
/// is kept for ever, of everything else the browser asks whether it still holds (pages/README.md).
final class FileAnswer {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    private FileAnswer() {}

    /// @param forEver whether its address names its content
    static ByteBuf of(PageFile file, boolean forEver, RequestHead head) {
        if (head.lists("if-none-match", file.etag()) || head.lists("if-none-match", "*")) {
            return Answers.ascii(
                    HttpStatus.NOT_MODIFIED.line() + "\r\n" + common(file, forEver) + "\r\n");
        }
        boolean gzip = head.lists("accept-encoding", "gzip");
        var body = gzip ? file.gzip() : file.plain();
        var start =
                HttpStatus.OK.line()
                        + "\r\n"
                        + common(file, forEver)
                        + "content-type: "
                        + file.type()
                        + "\r\ncontent-length: "
                        + body.length
                        + (gzip ? "\r\ncontent-encoding: gzip" : "")
                        + "\r\n\r\n";
        return Unpooled.wrappedBuffer(Answers.ascii(start), Unpooled.wrappedBuffer(body));
    }

    private static String common(PageFile file, boolean forEver) {
        return "etag: "
                + file.etag()
                + "\r\ncache-control: "
                + (forEver ? FOR_EVER : ASK_AGAIN)
                + "\r\nvary: accept-encoding\r\naccess-control-allow-origin: *\r\n"
                + "cross-origin-resource-policy: cross-origin\r\n"
                + "x-content-type-options: nosniff\r\nconnection: close\r\n";
    }
}
